import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { placeLabels } from '../src/labels.ts';
import { naming, refsIn } from '../src/names.ts';
import { PALETTE } from '../src/palette.ts';
import { onSheet } from '../src/places.ts';
import type { Network, Occurrence } from '../src/answers.ts';
import { makeAxis } from '../src/scene/axis.ts';
import { barForm, barOf, drawBar } from '../src/scene/bars.ts';
import { markTowards } from '../src/scene/nearest.ts';
import { counts, itemsAt, itemsOf, networkScene } from '../src/scene/network.ts';
import { litBy, neighbours } from '../src/scene/near.ts';
import { drawNetwork } from '../src/scene/networkdraw.ts';
import { starPlaces } from '../src/scene/star.ts';
import { fitText, textWidth, wrapText } from '../src/scene/shapes.ts';
import { exactness, inOrder, lanesOf, planLanes, timelineBoxes, type TimelineItem } from '../src/scene/timeline.ts';

const read = <T>(name: string): T => (JSON.parse(readFileSync(new URL(`../test-data/${name}.json`, import.meta.url), 'utf8')) as { data: T }).data;
const network = read<Network>('network');
const timeline = read<Occurrence[]>('timeline');
const at = (day: string) => itemsAt(network, [day, day], false);

test('the network on two days', () => {
  assert.deepEqual(counts(at('2018-03-19')), { clusters: { yes: 5, possibly: 5 } });
  assert.deepEqual(counts(at('2016-06-01')), { clusters: { yes: 3, possibly: 6 } });
});

test('an announced cluster is shown, not counted, and gives way to its founding', () => {
  const wmm = (day: string) => at(day).filter((item) => item.kind === 'cluster' && item.ref.abbreviation === 'WMM');
  assert.deepEqual(wmm('2018-01-20').map((item) => item.announced), [true]);
  assert.deepEqual(wmm('2018-03-19').map((item) => item.announced), [false]);
});

test('an agreement of three is three spokes, never three pairs', () => {
  const scene = networkScene(at('2018-03-19'), 'pl', false);
  const spokes = scene.ties.filter((tie) => tie.from === 'agreement-loi-2018');
  assert.deepEqual(spokes.map((tie) => tie.kind).sort(), ['benefit', 'party', 'party', 'party']);
  assert.equal(scene.items.filter((item) => item.id === 'agreement-loi-2018').length, 1);
});

test('ids are unique, and each tie stands for facts of the table', () => {
  const scene = networkScene(at('2023-12-31'), 'en', false);
  const ids = new Set(scene.items.map((item) => item.id));
  assert.equal(ids.size, scene.items.length);
  for (const tie of scene.ties) for (const id of tie.items) assert.ok(ids.has(id));
  const near = neighbours(scene);
  for (const { id } of scene.marks) for (const mark of near(id)) assert.ok(near(mark.id).some((back) => back.id === id));
});

test('certain and possible differ in form and word, without colour', () => {
  const scene = networkScene(at('2018-03-19'), 'pl', false);
  const places = Object.fromEntries(scene.marks.map((mark, index) => [mark.id, [index * 40, 100] as [number, number]]));
  const parts = drawNetwork(scene, { width: 980, height: 520, small: false, places, chosen: null, lit: null, slots: new Map(), colours: PALETTE.light, caption: () => [] });
  const mark = (id: string) => parts.find((part) => part.kind === 'mark' && part.id === id)!.shapes;
  const circle = (id: string) => mark(id).find((shape) => shape.t === 'circle') as { dash?: number[] };
  const doubted = (id: string) => mark(id).some((shape) => shape.t === 'text' && shape.text === '?');
  assert.ok(circle('cluster-dkm').dash?.length && doubted('cluster-dkm'));
  assert.ok(circle('cluster-lm').dash === undefined && !doubted('cluster-lm'));
});

test('every part of a drawing has a key of its own', () => {
  for (const day of ['2015-06-01', '2018-03-19', '2023-12-31']) {
    const scene = networkScene(at(day), 'pl', false);
    const places = Object.fromEntries(scene.marks.map((mark, index) => [mark.id, [index * 40, 100] as [number, number]]));
    const parts = drawNetwork(scene, { width: 980, height: 520, small: false, places, chosen: 'cluster-lm', lit: litBy(scene, 'cluster-lm'), slots: new Map(), colours: PALETTE.light, caption: () => [] });
    assert.equal(new Set(parts.map((part) => `${part.kind} ${part.id}`)).size, parts.length);
  }
});

test('names that are shared are written out', () => {
  const ref = (id: string, abbreviation: string | null, pl: string) => ({ id, kind: 'cluster', abbreviation, names: { pl }, label: pl, short: abbreviation ?? pl });
  const name = naming([ref('a', 'PGM', 'Polska Grupa Motoryzacyjna'), ref('b', 'pgm ', 'Podlaska Grupa Meblarska'), ref('c', 'LM', 'Lubelska Medycyna'), ref('d', null, 'Świdnik'), ref('e', null, 'świdnik')], 'pl');
  assert.equal(name(ref('a', 'PGM', 'Polska Grupa Motoryzacyjna')), 'PGM (Polska Grupa Motoryzacyjna)');
  assert.equal(name(ref('c', 'LM', 'Lubelska Medycyna')), 'LM');
  assert.equal(name(ref('d', null, 'Świdnik')), 'Świdnik (d)');
  assert.deepEqual(refsIn({ rows: [{ ref: ref('a', 'A', 'A'), parties: [{ party: ref('b', 'B', 'B') }] }] }).map(({ id }) => id), ['a', 'b']);
});

test('texts are cut and wrapped to their room', () => {
  assert.equal(fitText('Lublin', 200, 13), 'Lublin');
  const cut = fitText('Dolnośląskiklastermotoryzacyjny'.repeat(4), 90, 13);
  assert.ok(cut.endsWith('…') && textWidth(cut, 13) <= 90);
  const lines = wrapText('Dolnośląski Klaster Motoryzacyjny i jeszcze bardzo dużo innych słów', 120, 13, false, 3);
  assert.equal(lines.length, 3);
  for (const line of lines) assert.ok(textWidth(line, 13) <= 120);
});

/** Places as the server gives them: every mark on a spiral, in shares of its sheet. */
const spiral = (ids: string[]) => ({
  size: [980, 520] as [number, number],
  places: Object.fromEntries([...ids].sort().map((id, at) => [id, [0.5 + 0.45 * Math.sqrt(at / ids.length) * Math.cos(at * 2.4), 0.5 + 0.45 * Math.sqrt(at / ids.length) * Math.sin(at * 2.4)] as [number, number]])),
});

test('a sheet that is narrower parts what comes to overlap, always the same way', () => {
  const scene = networkScene(itemsOf(network).map((item) => ({ ...item, certainty: 'yes' as const })), 'pl', true);
  const given = spiral(scene.marks.map((mark) => mark.id));
  const sheet = { width: 350, height: 420, small: true, close: false };
  const places = onSheet(scene, given, sheet);
  assert.deepEqual(places, onSheet({ ...scene, marks: [...scene.marks].reverse() }, given, sheet));
  const clusters = scene.marks.filter((mark) => mark.form === 'cluster');
  for (const one of clusters) for (const other of clusters) if (one.id < other.id) assert.ok(Math.hypot(places[one.id]![0] - places[other.id]![0], places[one.id]![1] - places[other.id]![1]) >= one.r + other.r - 1, `${one.id} ${other.id}`);
});

test('on the sheet of the server every mark is where the server put it; what it does not know lies at its neighbours', () => {
  const scene = networkScene(itemsOf(network).map((item) => ({ ...item, certainty: 'yes' as const })), 'pl', false);
  const given = spiral(scene.marks.map((mark) => mark.id));
  const sheet = { width: 980, height: 520, small: false, close: false };
  const places = onSheet(scene, given, sheet);
  for (const { id } of scene.marks) assert.ok(Math.abs(places[id]![0] - given.places[id]![0] * 980) < 0.1 && Math.abs(places[id]![1] - given.places[id]![1] * 520) < 0.1, id);
  const lone = scene.ties.find((tie) => scene.ties.filter((each) => [each.from, each.to].includes(tie.to)).length === 1)!;
  delete given.places[lone.to];
  assert.deepEqual(onSheet(scene, given, sheet)[lone.to], places[lone.from]);
});

test('a part of the record gets the whole sheet', () => {
  const scene = networkScene(at('2023-05-09'), 'pl', false);
  const given = spiral(scene.marks.map((mark) => mark.id));
  for (const id of Object.keys(given.places)) given.places[id] = given.places[id]!.map((share) => 0.4 + share / 10) as [number, number];
  const places = Object.values(onSheet(scene, given, { width: 980, height: 520, small: false, close: true }));
  assert.ok(Math.max(...places.map(([x]) => x)) - Math.min(...places.map(([x]) => x)) > 800);
});

test('choosing lights co-signers through the agreement, and no further', () => {
  const scene = networkScene(at('2023-05-09'), 'pl', false);
  assert.equal(litBy(scene, null), null);
  assert.equal(litBy(scene, 'cluster-unknown'), null);
  const lit = litBy(scene, 'cluster-dkm')!;
  for (const id of ['saam', 'pgm', 'wsm']) assert.ok(lit.marks.has(`cluster-${id}`));
  assert.ok(!lit.marks.has('cluster-lm'));
});

test('arrow keys reach every mark', () => {
  const scene = networkScene(at('2023-05-09'), 'pl', false);
  const places = onSheet(scene, spiral(scene.marks.map((mark) => mark.id)), { width: 980, height: 520, small: false, close: false });
  const spots = scene.marks.map(({ id }) => ({ id, x: places[id]![0], y: places[id]![1] }));
  const reached = new Set([spots[0]!.id]);
  for (const from of reached) for (const way of [[1, 0], [-1, 0], [0, 1], [0, -1]] as [number, number][]) reached.add(markTowards(spots, from, way)?.id ?? from);
  assert.equal(reached.size, spots.length);
});

test('five forms of a date are five forms of a bar; inferred ones are hollow', () => {
  const form = (earliest: string | null, latest: string | null) => barForm({ edtf: '', earliest, latest });
  assert.deepEqual([form('2018-03-19', '2018-03-19'), form('2018-02-01', '2018-02-28'), form('2015-01-01', '2015-12-31'), form(null, '2018-01-12'), form('2016-12-01', null), form(null, null)], ['day', 'month', 'span', 'by', 'from', 'unknown']);
  const { bg } = PALETTE.light;
  for (const [earliest, latest] of [['2018-03-19', '2018-03-19'], ['2018-02-01', '2018-02-28'], ['2015-01-01', '2015-12-31']]) {
    const bar = (inferred: boolean) => drawBar(barOf({ date: { edtf: '', earliest: earliest!, latest: latest! }, inferred, disputed: false, sources: [1] }, (day) => day / 20, [0, 2000]), 10, 11, '#123456', bg)[0] as { fill?: unknown };
    assert.equal(bar(true).fill, bg);
    assert.notEqual(bar(false).fill, bg);
  }
});

test('empty years shrink, are counted, and can be shown', () => {
  const days = ['2014-01-01', '2018-03-19', '2023-05-09'].map((day) => Math.round(Date.parse(day) / 86_400_000));
  const short = makeAxis([...days, ...[2015, 2016, 2017].map((year) => Math.round(Date.UTC(year, 5) / 86_400_000))], 0, 900, true);
  assert.deepEqual(short.gaps.map((gap) => gap.years), [4]);
  assert.equal(makeAxis(days, 0, 900, false).gaps.length, 0);
  for (let day = short.from; day < short.to; day += 13) assert.ok(short.x(day + 13) > short.x(day));
  for (const day of days) assert.ok(Math.abs(short.day(short.x(day)) - day) <= 2);
});

test('the timeline has each fact once, in lanes that do not overlap', () => {
  const items: TimelineItem[] = timeline.map((fact) => ({ id: fact.event, fact, certainty: 'yes', text: fact.what['pl'] ?? '', date: '', difference: null }));
  const lanes = lanesOf([...items].sort((a, b) => inOrder(a.fact, b.fact)), planLanes(items.map(({ fact }) => fact), new Map(network.clusters.map((row, slot) => [row.ref.id, slot])), 'pl'));
  const { boxes } = timelineBoxes(lanes, makeAxis([16000, 19500], 200, 900, true), 180);
  assert.deepEqual(boxes.flatMap((box) => box.rows.map((row) => row.id)).sort(), timeline.map((fact) => fact.event).sort());
  boxes.slice(1).forEach((box, index) => assert.ok(box.y0 >= boxes[index]!.y1));
  const { exact, inferred, rough } = exactness(items);
  assert.equal(exact + inferred + rough, items.length);
});

test('related clusters have a tie of their own, in its time, drawn like no other', () => {
  const [lkb, lm] = ['cluster-lkb', 'cluster-lm'].map((id) => network.clusters.find((row) => row.ref.id === id)!);
  const relation: Network['relations'][number] = { ...lkb!, event: 'cluster-lkb@9', interval: { start: ['2016-01-01', '2016-01-01'], end: ['2020-01-01', '2020-01-01'] }, cluster: lkb!.ref, relation: 'part-of', other: lm!.ref };
  const related = { ...network, relations: [relation] };
  const on = (day: string) => networkScene(itemsAt(related, [day, day], false), 'pl', false);
  assert.equal(on('2021-01-01').ties.find((tie) => tie.kind === 'relation'), undefined);
  const scene = on('2018-01-01');
  const tie = scene.ties.find(({ kind }) => kind === 'relation')!;
  assert.deepEqual([tie.from, tie.to, tie.certainty], ['cluster-lkb', 'cluster-lm', 'yes']);
  assert.equal(scene.items.find(({ id }) => tie.items.includes(id))!.role, 'part-of');
  const places = Object.fromEntries(scene.marks.map((mark, at): [string, [number, number]] => [mark.id, [20 * at, 20]]));
  const parts = drawNetwork(scene, { width: 980, height: 520, small: false, places, chosen: null, lit: null, slots: new Map(), colours: PALETTE.light, caption: () => [] });
  const dashes = parts.filter(({ kind }) => kind === 'tie').map(({ id, shapes }) => [id, JSON.stringify((shapes[0] as { dash?: number[] }).dash)]);
  const own = dashes.find(([id]) => id === tie.id)![1];
  assert.ok(dashes.every(([id, dash]) => id === tie.id || dash !== own));
});

test('a name takes the free side', () => {
  const [label] = placeLabels([{ id: 'a', x: 100, y: 100, r: 10, lines: ['Name'], size: 13 }], [{ x: 112, y: 90, width: 60, height: 20 }], [], { x: 0, y: 0, width: 300, height: 200 });
  assert.equal(label!.anchor, 'end');
});

test('a neighbourhood has its middle in the middle, no two marks in one place, and the same places each time', () => {
  const network = read<Network>('network');
  const scene = networkScene(itemsAt(network, [null, null], false), 'pl', true);
  for (const middle of ['cluster-lkb', 'party-lublin', 'agreement-loi-automotive-clusters-2023']) {
    const places = starPlaces(scene, middle, 500, 320);
    assert.deepEqual(places[middle], [250, 160]);
    const spots = Object.values(places).map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
    assert.equal(new Set(spots).size, spots.length, middle);
    for (const [x, y] of Object.values(places)) assert.ok(x >= 0 && x <= 500 && y >= 0 && y <= 320);
    assert.deepEqual(starPlaces(scene, middle, 500, 320), places);
  }
});
