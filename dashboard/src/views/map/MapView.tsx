// Where are the clusters, the parties and the visits?

import { useCallback, useMemo } from 'preact/hooks';
import type { Meta, Network, PartyEntry } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useToPanel } from '../../focus.ts';
import { useLoading } from '../../loading.ts';
import { fullName } from '../../names.ts';
import type { Difference } from '../../record/changes.ts';
import { ChangedById } from '../../record/Changed.tsx';
import { addressAt, useComparison } from '../../record/comparison.ts';
import { SIGNS, tally } from '../../scene/map.ts';
import { isTie, itemsOf, withOthers, type Item, type Undated } from '../../scene/network.ts';
import { useTexts } from '../../texts.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Empty, Skeleton } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { Unloaded } from '../../ui/Unloaded.tsx';
import { lazily } from '../../ui/lazily.tsx';
import { Tag } from '../../ui/Words.tsx';
import { MapKey } from './MapKey.tsx';
import { geojsonOf } from './geojson.ts';
import { placesOf, type City, type Placed, type Places, type Spot } from './places.ts';
import { texts } from './texts.ts';
import '../../ui/questions.css';
import './map.css';

/** The sentence and the table do not wait for it. */
const MapPicture = lazily('picture', () => import('./MapPicture.tsx').then((module) => module.MapPicture), Skeleton);

const NOWHERE: Places = { spots: [], routes: [], nowhere: [] };

export function MapView() {
  const { view, set, lang } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<Network>('/v1/network', { limit: '500' });
  const ever = useQuestion<Network>('/v1/network', { limit: '500' }, true);
  const parties = useQuestion<PartyEntry[]>('/v1/parties', { limit: '500' });
  const [focus, toPanel] = useToPanel();
  const gazetteer = useLoading('cities', () => import('./cities.json').then((module) => module.default as City[]));
  const network = followed.answer?.data ?? null;
  const cities = gazetteer.value;
  const ready = network && parties.answer && cities;
  const comparison = useComparison<Network, Undated<Item>>({ address: (record) => addressAt(followed.url, record), answer: followed.answer, rows: itemsOf, id: ({ id }) => id, of: ({ source }) => source });
  // Where records are compared the map has what either of them has; the sentence is about the record of the address.
  const { marked, others } = comparison;
  const merged = useMemo(() => (network && marked && others.length ? withOthers(network, others) : network), [network, marked, others]);
  const placesIn = (of: Network | null) => (of && parties.answer && cities ? placesOf(of, parties.answer.data, cities) : NOWHERE);
  const places = useMemo(() => placesIn(merged), [merged, parties.answer, cities]);
  const ownPlaces = useMemo(() => (merged === network ? places : placesIn(network)), [places, network]);
  const differences = useMemo(() => (marked && merged && comparison.differences ? differencesOf(merged, comparison.differences) : null), [marked, merged, comparison.differences]);
  const geojson = useCallback((meta: Meta) => geojsonOf(ownPlaces, meta, lang), [ownPlaces, lang]);
  const chosen = places.spots.find((spot) => spot.id === view.sel) ?? null;
  const clusters = ownPlaces.spots.reduce((sum, spot) => sum + spot.things.filter((thing) => thing.kind === 'cluster').length, 0);
  const choose = (id: string | null) => {
    if (id !== view.sel) set({ sel: id });
    if (id) toPanel();
  };
  if (gazetteer.failed) return <Unloaded alone retry={gazetteer.retry} />;
  const intervals = ever.answer ? [...ever.answer.data.clusters, ...ever.answer.data.agreements, ...ever.answer.data.visits, ...ever.answer.data.roles].map((fact) => fact.interval) : [];
  return (
    <Question
      answer={ready ? (ownPlaces.spots.length ? x.sentence(ownPlaces.spots.length, clusters, ownPlaces.nowhere.length) : x.none) : null} followed={followed} also={parties} intervals={intervals}
      compared={{ ...comparison, differences: differences ?? comparison.differences, others: [] }}
      shown={network ? [...network.clusters, ...network.agreements, ...network.visits, ...network.roles] : []} geojson={geojson} chosenKnown={ready && view.sel ? chosen !== null : null}
    >
      {places.spots.length ? (
        <div class="stage">
          <figure aria-labelledby="answer">
            <MapPicture places={places} differences={differences} cities={cities ?? []} chosen={chosen?.id ?? null} onChoose={choose} />
            <MapKey routes={places.routes} spots={places.spots} />
            <p class="about hint">{x.data}</p>
          </figure>
          {chosen ? <Panel title={chosen.name} focus={focus} onClose={() => choose(null)}><Things of={chosen.things} /></Panel> : <Panel title={x.place}><p>{x.hint}</p></Panel>}
        </div>
      ) : <Empty why={x.none} />}
      {places.spots.length ? <PlaceRows spots={places.spots} chosen={chosen?.id ?? null} choose={choose} /> : null}
      {places.nowhere.length ? (
        <section class="tables nowhere">
          <h2>{x.nowhere(places.nowhere.length)}</h2>
          <p class="about">{x.nowhereNote}</p>
          <ul>{places.nowhere.map((ref) => <li key={ref.id} data-id={ref.id}><RefLink of={ref} /> <ChangedById id={ref.id} /></li>)}</ul>
        </section>
      ) : null}
    </Question>
  );
}

/** By what is on the map: a cluster differs as its own fact does, or else the role that puts it where it is. */
function differencesOf(network: Network, differences: Map<string, Difference>): Map<string, Difference> {
  const found = new Map<string, Difference>();
  for (const item of itemsOf(network)) {
    const difference = differences.get(item.id);
    const id = isTie(item) ? item.refs[0]!.id : item.ref.id;
    if (difference && (!isTie(item) || !found.has(id))) found.set(id, isTie(item) ? { change: 'changed', fields: [] } : difference);
  }
  return found;
}

function PlaceRows({ spots, chosen, choose }: { spots: Spot[]; chosen: string | null; choose(id: string): void }) {
  const { t } = useApp();
  const x = useTexts(texts);
  const columns: Column<Spot>[] = [
    { key: 'place', head: x.place, value: (spot) => spot.name, cell: (spot) => <><button type="button" class="plain" aria-label={x.choose(spot.name)} onClick={() => choose(spot.id)}>{spot.name}</button><span class="about">{tally(spot.things).map(([kind, count]) => `${SIGNS[kind]} ${x.count[kind](count)}`).join(', ')}</span></> },
    { key: 'what', head: x.what, value: (spot) => spot.things.length, cell: (spot) => <Things of={spot.things} /> },
    { key: 'sources', head: t.table.sources, cell: (spot) => (spot.things.some((thing) => thing.sources.length) ? <Sources of={spot.things} about={spot.name} /> : null) },
  ];
  return <section class="tables"><h2>{t.table.title}</h2><Register caption={x.caption(spots.length)} columns={columns} rows={spots} id={(spot) => spot.id} chosen={chosen} /></section>;
}

function Things({ of }: { of: Placed[] }) {
  const { t, lang } = useApp();
  const x = useTexts(texts);
  return (
    <ul class="things">
      {of.map((thing) => (
        <li key={thing.ref.id} data-thing={thing.ref.id}>
          <span aria-hidden="true">{SIGNS[thing.kind]} </span><RefLink of={thing.ref} />{thing.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}
          <span class="about">{x.kinds[thing.kind]}, {x.basis[thing.basis]}{thing.through ? `: ${fullName(thing.through, lang)}` : ''}</span>
          <ChangedById id={thing.ref.id} />
        </li>
      ))}
    </ul>
  );
}
