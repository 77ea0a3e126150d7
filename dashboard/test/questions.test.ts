import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterMembership, Network, PartyEntry, Reference, Together } from '../src/answers.ts';
import { PALETTE } from '../src/palette.ts';
import { makeAxis } from '../src/scene/axis.ts';
import { ceiling, drawGrowth, growthDays } from '../src/scene/growth.ts';
import { drawLag, lagScale } from '../src/scene/lag.ts';
import { geojsonOf } from '../src/views/map/geojson.ts';
import { placesOf, type City } from '../src/views/map/places.ts';
import { helps, ledTogether } from '../src/facts/leading.ts';
import { lagOf, storyOf, type Step } from '../src/views/together/story.ts';

const colours = PALETTE.light;
const date = (earliest: string | null, latest: string | null) => ({ edtf: null, earliest, latest, phrase: null, inferred_from: null });
const ref = (id: string, kind: string, name = id): Reference => ({ id, kind, names: { pl: name }, abbreviation: null, label: name, short: name });
const claim = (event: string, kind: string, count: number, from: string | null, to: string | null, comparator = 'exactly') => ({ event, class: kind, count, comparator, as_of: date(from, to), date: date(from, to), sources: [{}], disputed: false, inferred: false });
const entry = (claims: unknown[], series: unknown[] = []) => ({ cluster: ref('cluster-a', 'cluster'), claims, series }) as unknown as ClusterMembership;

function growth(of: ClusterMembership) {
  return drawGrowth(of, { axis: makeAxis(growthDays(of), 40, 380, true), width: 400, height: 200, label: (each) => `${each.count} ${each.class}`, gap: (years) => `${years}`, day: null }, '#592d6b', colours);
}

test('each number is a mark at its own height, and no line joins two classes', () => {
  const parts = growth(entry([claim('a@1', 'founders', 21, '2015-01-01', '2015-12-31'), claim('a@2', 'all', 28, '2016-12-01', '2016-12-01'), claim('a@3', 'partners', 11, null, '2023-12-31', 'over')]));
  const marks = parts.filter((part) => part.kind === 'mark');
  assert.deepEqual(marks.map((part) => part.id).sort(), ['a@1', 'a@2', 'a@3']);
  assert.ok(parts.filter((part) => part.kind === 'lane').length === 0, 'nothing is known by name');
  for (const part of marks) for (const shape of part.shapes) if (shape.t === 'line' && shape.y1 === shape.y2) assert.ok(Math.abs(shape.x2 - shape.x1) < 340, part.id);
  const texts = marks.map((part) => part.shapes.find((shape) => shape.t === 'text')!);
  assert.deepEqual(texts.map((shape) => (shape.t === 'text' ? shape.text : '')).sort(), ['11 partners', '21 founders', '28 all']);
  const arrow = marks.find((part) => part.id === 'a@3')!.shapes.filter((shape) => shape.t === 'line' && shape.x1 === shape.x2);
  assert.equal(arrow.length, 1, '"over" has an arrow upwards');
});

test('members known by name are a band from certain to possible over a scale that begins at nought', () => {
  const of = entry([], [{ day: '2015-01-01', certain: 0, possible: 8 }, { day: '2015-12-31', certain: 8, possible: 8 }]);
  const band = growth(of).find((part) => part.kind === 'lane')!;
  const [possible, certain] = band.shapes.filter((shape) => shape.t === 'poly' && shape.stroke);
  assert.ok(possible?.t === 'poly' && possible.dash && certain?.t === 'poly' && !certain.dash);
  const scale = growth(of).find((part) => part.kind === 'axis')!.shapes.flatMap((shape) => (shape.t === 'text' && shape.anchor === 'end' ? [shape.text] : []));
  assert.deepEqual(scale[0], '0');
  for (const most of [1, 8, 11, 37, 103, 999, 4567]) assert.ok(ceiling(entry([claim('a@1', 'all', most, '2015-01-01', '2015-01-01')])) > most);
});

test('a lag is drawn from the fewest to the most days, dotted without a source', () => {
  const scale = lagScale([{ min: 66, max: null }, { min: 10, max: 40 }]);
  assert.ok(scale >= 99);
  const at = (min: number | null, max: number | null, recorded = true) => drawLag({ id: 'x', days: { min, max }, recorded }, scale, 300, 34, colours);
  const way = (parts: ReturnType<typeof at>) => parts[0]!.shapes.filter((shape) => shape.t === 'line')[1];
  const dash = (parts: ReturnType<typeof at>) => (way(parts) as { dash?: number[] }).dash;
  assert.ok(dash(at(66, null, false)), 'no source links them');
  assert.equal(dash(at(66, null)), undefined);
  const width = (parts: ReturnType<typeof at>) => parts[1]!.shapes.flatMap((shape) => (shape.t === 'rect' ? [shape.width] : []))[0]!;
  assert.ok(width(at(10, 60)) > width(at(10, 40)));
  for (const [min, max] of [[null, null], [null, 66], [0, 0], [66, 66], [-5, -5]] as const) for (const part of at(min, max)) assert.ok(part.shapes.every((shape) => !Object.values(shape).some((value) => typeof value === 'number' && Number.isNaN(value))));
});

const CITIES: City[] = [['Lublin', 'PL', 51.25, 22.57], ['Radom', 'PL', 51.4, 21.15]];

test('places: a city by its name, a cluster by who initiated it, an office by what it is part of; nothing by a guess', () => {
  const [lublin, office, university] = [ref('party-lublin', 'city', 'Lublin'), ref('party-um', 'unit', 'Urząd Miasta Lublin'), ref('party-umcs', 'organisation', 'Uniwersytet w Radomiu')];
  const role = (cluster: string, party: Reference, kind: string) => ({ cluster: ref(cluster, 'cluster'), party, role: kind, certainty: 'yes', sources: [] });
  const network = {
    parties: [lublin, office, university],
    clusters: ['cluster-a', 'cluster-b'].map((id) => ({ ref: ref(id, 'cluster'), certainty: 'yes', event: `${id}@1`, sources: [] })),
    roles: [role('cluster-a', university, 'initiator'), role('cluster-a', office, 'founder'), role('cluster-b', university, 'initiator')],
    agreements: [{ ref: ref('agreement-x', 'agreement'), certainty: 'possibly', event: 'agreement-x@1', sources: [], place: null, parties: [{ party: lublin, current: true }, { party: ref('party-radom', 'city', 'Radom'), current: true }] }],
    visits: [{ ref: ref('visit-x', 'visit'), certainty: 'yes', event: 'visit-x@1', sources: [], place: { label: 'radom', party: null }, host: lublin, visitors: [office] }],
  } as unknown as Network;
  const parties = [{ ref: office, part_of: lublin, seats: [] }, { ref: lublin, part_of: null, seats: [] }] as unknown as PartyEntry[];
  const places = placesOf(network, parties, CITIES);
  const things = new Map(places.spots.map((spot) => [spot.name, spot.things.map((thing) => [thing.ref.id, thing.basis])]));
  assert.deepEqual(things.get('Lublin'), [['cluster-a', 'founder'], ['party-lublin', 'itself'], ['party-um', 'part']]);
  assert.deepEqual(things.get('Radom'), [['visit-x', 'place']]);
  assert.deepEqual(places.nowhere.map((each) => each.id), ['cluster-b']);
  assert.deepEqual(places.routes.map((route) => [route.kind, route.certainty]), [['visit', 'yes'], ['agreement', 'possibly']]);

  const { features, ...collection } = geojsonOf(places, { as_of: '2018', known_at: 9, position: 9 }, 'pl');
  assert.deepEqual(collection, { type: 'FeatureCollection', upland: { as_of: '2018', known_at: 9, position: 9 } });
  assert.deepEqual(features.map((feature) => [feature.id, feature.geometry?.type ?? null]), [
    ['cluster-a', 'Point'], ['party-lublin', 'Point'], ['party-um', 'Point'], ['visit-x', 'Point'],
    ['visit-x Radom PL Lublin PL', 'LineString'], ['agreement-x Lublin PL Radom PL', 'LineString'], ['cluster-b', null],
  ]);
  assert.deepEqual(features[0]!.geometry, { type: 'Point', coordinates: [22.57, 51.25] }, 'longitude first');
  assert.equal(features[0]!.properties!.through, 'party-um');
});

test('places: an organisation at the coordinates of its seat, and what it initiated there too', () => {
  const firm = ref('party-firma', 'organisation', 'Firma');
  const network = {
    parties: [firm], clusters: [{ ref: ref('cluster-a', 'cluster'), certainty: 'yes', event: 'cluster-a@1', sources: [] }],
    roles: [{ cluster: ref('cluster-a', 'cluster'), party: firm, role: 'initiator', certainty: 'yes', sources: [] }], agreements: [], visits: [],
  } as unknown as Network;
  const seat = { coordinates: { latitude: '51.2465', longitude: '-22.5' }, address: 'ul. Prosta 1', certainty: 'possibly', event: 'party-firma@2', sources: [] };
  const { spots, nowhere } = placesOf(network, [{ ref: firm, part_of: null, seats: [{ country: 'PL' }, seat, { country: 'CZ' }] }] as unknown as PartyEntry[], CITIES);
  assert.deepEqual(nowhere, []);
  assert.deepEqual(spots.map(({ name, latitude, longitude }) => [name, latitude, longitude]), [['ul. Prosta 1', 51.2465, -22.5]]);
  assert.deepEqual(spots[0]!.things.map((thing) => [thing.ref.id, thing.basis, thing.certainty, thing.event]), [['cluster-a', 'initiator', 'yes', 'cluster-a@1'], ['party-firma', 'seat', 'possibly', 'party-firma@2']]);
});

test('a cluster is led together where several coordinate it and none is its lead', () => {
  const of = (...roles: [party: string, lead?: string][]) => roles.map(([party, lead], at) => ({ party: ref(party, 'organisation'), lead, event: `cluster-a@${at}` })) as unknown as Parameters<typeof ledTogether>[0];
  assert.ok(ledTogether(of(['party-a', 'co'], ['party-b', 'co'])));
  for (const none of [of(), of(['party-a', 'co']), of(['party-a', 'co'], ['party-a', 'co']), of(['party-a', 'lead'], ['party-b', 'co']), of(['party-a'], ['party-b', 'co'])]) assert.ok(!ledTogether(none));
  assert.deepEqual(of(['party-a', 'lead'], ['party-b', 'co'], ['party-c']).map(helps), [false, true, false]);
});

test('what was done together stands in the order of its last possible day, the undated last', () => {
  const fact = (event: string, earliest: string | null, latest: string | null, more = {}) => ({ event, date: date(earliest, latest), ref: ref(event, 'x'), ...more });
  const data = { visits: [fact('v', null, '2018-01-12')], agreements: [fact('a', '2018-03-19', '2018-03-19', { projects: [], joint_actions: [fact('j', null, null, { kind: 'joint-fair' })] })], commitments: [fact('c', '2016-12-01', null, { text: {} })] } as unknown as Together;
  assert.deepEqual(storyOf(data).map((step) => step.kind), ['promise', 'visit', 'agreement', 'action']);
});

test('a step follows the one before it where that is certain, with the days in between', () => {
  const step = (earliest: string | null, latest: string | null) => ({ fact: { date: date(earliest, latest) } }) as unknown as Step;
  const visit = step(null, '2018-01-12');
  assert.deepEqual(lagOf(visit, step('2018-03-19', '2018-03-19')), { min: 66, max: null });
  assert.deepEqual(lagOf(step('2018-01-01', '2018-01-31'), step('2018-02-01', '2018-02-28')), { min: 1, max: 58 });
  assert.equal(lagOf(step('2018-01-01', '2018-12-31'), step('2018-03-19', '2018-03-19')), null);
  assert.equal(lagOf(undefined, visit), null);
  assert.equal(lagOf(visit, step(null, null)), null);
});
