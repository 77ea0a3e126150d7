// Who works with whom, and on what basis?

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useAnswer } from '../answer.ts';
import { speakNews, useApp, useMedia } from '../app.ts';
import { useToPanel } from '../focus.ts';
import { changePoints, nextChange, previousChange, stretch } from '../certainty.ts';
import { naming, refsIn } from '../names.ts';
import { slotsOf } from '../palette.ts';
import { ever, usePlaces, useSheet } from '../places.ts';
import type { Network, Sheet as Places } from '../answers.ts';
import { alsoNamed, clustersAlone, counts, hasClusters, isTie, itemsAt, itemsOf, kindOf, networkScene, type Item, type Mark } from '../scene/network.ts';
import { litBy } from '../scene/near.ts';
import { drawNetwork } from '../scene/networkdraw.ts';
import { relations } from '../facts/relations.ts';
import { Differences } from '../record/comparison.ts';
import { SIGNS } from '../record/changes.ts';
import { answerAt, useShow } from '../shown.ts';
import { useAfterPaint, useLazy, useWhenIdle } from '../later.ts';
import { useLoading } from '../loading.ts';
import { useScrollBack } from '../scroll.ts';
import { AddressNote } from '../ui/AddressNote.tsx';
import { ClockBar } from '../ui/ClockBar.tsx';
import { useWhenWords } from '../ui/when.ts';
import { Position } from '../record/record.ts';
import { NamesContext } from '../ui/Words.tsx';
import { PageHead, useWidth } from '../ui/Figure.tsx';
import { Legend, type BarSign, type Sign } from '../ui/Legend.tsx';
import { LaterRecord, LiveNote } from '../ui/LiveNote.tsx';
import { Panel } from '../ui/Panel.tsx';
import type { Spot } from '../ui/marks.ts';
import { Picture } from '../ui/Picture.tsx';
import { Printed } from '../ui/Printed.tsx';
import { Empty, ProblemNote, Skeleton } from '../ui/Problem.tsx';
import { Strip } from '../ui/Strip.tsx';
import { lazily } from '../ui/lazily.tsx';
import { Toggle } from '../ui/Toggle.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';
import { barForm } from '../scene/bars.ts';
import { changesOf, networkAddress, useCompared, useDrag, useFresh, useRegister } from './networkhooks.ts';

const MANY = 40;
/** Marks above which WebGL draws: SVG would hold an element for each. */
const LARGE = 400;

const NetworkPanel = lazily('panel', () => import('../ui/NetworkPanel.tsx').then((module) => module.NetworkPanel));
const AroundPanel = lazily('around', () => import('../ui/AroundPanel.tsx').then((module) => module.AroundPanel));
const GonePanel = lazily('gone', () => import('../ui/ClusterInTime.tsx').then((module) => module.GonePanel));
const ManyClusters = lazily('many', () => import('./ManyClusters.tsx').then((module) => module.ManyClusters));

export function NetworkView() {
  const app = useApp();
  const { t, lang, view, set, colours } = app;
  const follow = view.sel === null && view.asOf === null && view.knownAt === null;
  const followed = useAnswer<Network>(networkAddress(view.knownAt), follow, { enough: hasClusters });
  const compared = useCompared(followed.answer);
  const { when, dragging, drag, step } = useDrag();
  const words = useWhenWords(when);
  const small = useMedia('(max-width: 639.9px)');
  const [attach, width] = useWidth();
  const [focus, toPanel] = useToPanel();
  const box = { width: Math.max(width, 200), height: small ? 420 : 520 };
  const { placed, problem: unplaced, reload: placeAgain } = usePlaces(followed.answer, compared.network);
  // A newer record is shown when its places are there too: until then the previous picture stays unchanged.
  const newest = unplaced || !placed ? compared.network : placed.network;
  // The sentence is on the screen before the picture is computed.
  const network = useAfterPaint(newest);
  const position = followed.answer?.meta.position ?? 0;
  const fresh = useFresh(network, followed.renewed);
  useEffect(() => {
    if (fresh.size) speakNews(t.live.added(fresh.size));
  }, [fresh]);

  const onlyCertain = view.cert === 'yes';
  const refs = useMemo(() => refsIn(network), [network]);
  const name = useMemo(() => naming(refs, lang), [refs, lang]);
  const register = useRegister(dragging, follow, network?.agreements ?? [], onlyCertain);
  const points = useMemo(() => (network ? changePoints(itemsOf(network).map((item) => item.fact.interval), onlyCertain) : []), [network, onlyCertain]);
  // The same stretch of days has the same answer: nothing below is done again within it.
  const moment = when[0] && when[0] === when[1] ? `at ${stretch(points, when[0])}` : when.join('/');
  const items = useMemo(() => (network ? itemsAt(network, when, onlyCertain) : []), [network, moment, onlyCertain]);
  const clusters = useMemo(() => clusterOrder(network), [network]);
  const slots = useMemo(() => slotsOf(clusters, view.c), [clusters, view.c.join()]);
  const day = when[1] ?? when[0] ?? app.today;
  const near = view.show === 'near' && view.sel !== null;
  const many = clusters.length > MANY && view.show !== 'all' && !near && view.c.length === 0;
  const narrowed = near || (clusters.length > MANY && view.c.length > 0 && view.show !== 'all');
  const narrow = useMemo(() => (near ? (all: Item[]) => around(all, [view.sel!.split('@')[0]!]) : narrowed ? (all: Item[]) => around(all, view.c.map((id) => `cluster-${id}`)) : (all: Item[]) => all), [near, narrowed, near && view.sel, view.c.join()]);
  const kept = useMemo((): (Mark | null)[] => [], [lang, small, name]);
  const scene = useMemo(() => networkScene(narrow(items), lang, small, name, kept), [items, narrow, lang, small, name]);
  const everything = useMemo(() => (network && !many ? ever(network, small, narrow) : null), [network, many, small, narrow]);
  const large = everything !== null && everything.marks.length > LARGE;
  const graph = useLoading(large ? 'graph' : '', () => (large ? import('../webgl/GraphPicture.tsx').then((module) => module.GraphPicture) : Promise.resolve(null)));
  const places = useSheet(everything, placed?.network === network ? placed!.places : null, large ? sheetOf(placed?.places ?? null) : { ...box, width: width && box.width, small, close: narrowed });
  const changes = useMemo(() => changesOf(scene, compared.marked), [scene, compared.marked]);
  const chosen = chosenMark(scene.marks, items, view.sel);
  const spots = useLazy((): Spot[] => {
    if (!places) return [];
    const ties = (id: string) => scene.ties.reduce((sum, tie) => sum + Number(tie.from === id) + Number(tie.to === id), 0);
    return scene.marks.map((mark) => {
      const [x, y] = places[mark.id]!;
      return { id: mark.id, x, y, r: mark.r, spoken: () => spoken(mark, ties(mark.id), t) };
    });
  }, [scene, places, t]);
  const parts = useMemo(() => {
    if (!places || !width || large) return null;
    const caption = (mark: Mark) => [t.kinds[(mark.fact as { kind?: string } | null)?.kind ?? mark.form] ?? '', `${mark.fact?.inferred ? '≈ ' : ''}${app.date(mark.fact?.date ?? null)}`];
    return drawNetwork(scene, { width: box.width, height: box.height, small, places, chosen: chosen?.id ?? null, lit: litBy(scene, chosen?.id ?? null), slots, colours, caption, change: (id) => { const change = changes.get(id); return change ? [SIGNS[change], `${SIGNS[change]} ${t.change[change]}`] : null; } });
  }, [scene, changes, places, chosen?.id, slots, colours, box.width, box.height, small, large, t]);
  const stripFacts = useMemo(() => (network ? itemsOf(network).filter((item) => !isTie(item)).map((item) => ({ id: item.id, fact: item.fact, slot: item.kind === 'cluster' ? slots.get(item.ref.id) : undefined })) : []), [network, slots]);
  // The table follows when the drag is over: it would be the slowest part of every step.
  const tabled = useRef(scene);
  if (!dragging) tabled.current = scene;
  // A row of the sheet is a fact about a cluster, an agreement or a visit: one event may tell several.
  const ownRows = useLazy(() => new Set(scene.items.filter(compared.own).map((item) => `${item.fact.event} ${item.ref.id}`)), [scene, compared.marked]);
  useShow(followed.answer && network && {
    meta: followed.answer.meta,
    latest: Math.max(position, followed.news.position),
    differences: compared.differing(when),
    answers: [answerAt('/v1/network', view, app.today)],
    admits: (event, stream) => ownRows().has(`${event} ${stream}`),
    rows: () => scene.items.filter(compared.own).map((item) => ({
      event: item.fact.event, what: `${kindName(item, app)}: ${isTie(item) ? item.refs.map(name).join(' – ') : name(item.ref)}`, when: app.date(item.fact.date), certainty: item.certainty, sources: item.fact.sources,
    })),
    picture: parts ? { parts: () => parts, width: box.width, height: box.height } : null,
  }, [followed.answer, followed.news.position, network, scene, parts, compared.differences]);
  // The tables come after the sentence, and after a picture that takes long to draw.
  const pictured = useRef(false);
  const drawnFirst = useAfterPaint(network && (!large || unplaced || graph.failed || (graph.value && places)) ? network : null);
  if (drawnFirst) pictured.current = true;
  const { value: NetworkTables, failed: untabled, retry: tableAgain } = useLoading(pictured.current ? 'tables' : '', () => (pictured.current ? import('../ui/NetworkTables.tsx').then((module) => module.NetworkTables) : Promise.resolve(null)));
  // The first step and the first choice find here what they need.
  useWhenIdle(NetworkTables !== null && large, async () => {
    for (const next of [previousChange(points, day), nextChange(points, day)]) if (next) litBy(networkScene(narrow(itemsAt(network!, [next, next], onlyCertain)), lang, small, name, kept), clusters[0]!);
  });
  useWhenIdle(NetworkTables !== null, NetworkPanel.load);
  useScrollBack(!!network && !!places && !!NetworkTables, app.address);

  const choose = (id: string | null, byKey = false) => {
    if (id !== view.sel) set({ sel: id });
    if (byKey && id) toPanel();
  };
  // The same element again is not compared again: a step of the slider costs the picture alone.
  const tables = useMemo(() => (NetworkTables ? <NetworkTables scene={tabled.current} chosen={view.sel} onChoose={(id) => choose(id, true)} /> : untabled ? <Unloaded retry={tableAgain} /> : <Skeleton />), [NetworkTables, untabled, tabled.current, view.sel, t]);
  const nearby = useMemo(() => (network && !view.sel ? <AroundPanel network={network} points={points} day={day} /> : null), [network, points, moment, view.sel, dragging, t]);
  const bars = useMemo(() => barSigns(stripFacts), [stripFacts]);
  const key = useMemo(() => <Legend signs={signs(scene.marks, scene.ties)} bars={bars} folded={small} />, [scene, bars, small, t, colours]);
  const known = network ?? newest ?? followed.part;
  const alone = useMemo(() => known && clustersAlone(known), [known]);
  const tally = useMemo(() => alone && counts(itemsAt(alone, when, onlyCertain).filter(compared.own)).clusters, [alone, when.join(), onlyCertain, compared.marked]);
  const answer = tally ? t.answer.network(words, tally.yes, tally.possibly, register.words) : '…';
  const streams = useMemo(() => new Set(refs.map((ref) => ref.id)), [refs]);
  const chosenKnown = network && view.sel ? isKnown(network, streams, view.sel) : null;
  return (
    <NamesContext.Provider value={name}>
    <Differences.Provider value={compared.marked}>
    <Position.Provider value={followed.answer ? position : null}>
      <PageHead answer={answer} waiting={!tally || register.waiting} />
      <ClockBar points={points} when={when}>
        <Toggle on={onlyCertain} change={(on) => set({ cert: on ? 'yes' : null })}>{t.filter.certain}</Toggle>
      </ClockBar>
      <AddressNote clusters={network && network.clusters.map((row) => row.ref)} chosenKnown={chosenKnown} />
      <LaterRecord answer={followed.answer} />
      <LiveNote followed={followed} also={register.followed} />
      <ProblemNote followed={[followed, register.followed, compared.followed].find((each) => each?.problem) ?? followed} />
      {!network && !followed.problem ? <Skeleton /> : null}
      {network ? (
        <>
          <div class="stage">
            <figure aria-labelledby="answer">
              <div ref={attach}>
                {many ? <ManyClusters network={network} /> : scene.items.length === 0 ? <Empty why={followed.answer!.meta.position === 0 ? t.clock.empty : t.empty.network} filter={onlyCertain ? t.filter.certain : null} clear={() => set({ cert: null })} /> : unplaced ? <Unloaded retry={placeAgain} /> : large && graph.failed ? <Unloaded retry={graph.retry} /> : large ? graph.value && (
                  <graph.value scene={scene} places={places} size={placed?.places.size ?? null} height={box.height} spots={spots} chosen={chosen?.id ?? null} slots={slots} fresh={fresh} onChoose={choose} />
                ) : (
                  <Picture parts={parts} width={box.width} height={box.height} spots={spots} chosen={chosen?.id ?? null} fresh={fresh} onChoose={choose} />
                )}
                {width ? <Strip facts={stripFacts} points={points} day={day} words={words} width={box.width} onDrag={drag} onStep={step} /> : null}
              </div>
              {key}
            </figure>
            {chosen ? <NetworkPanel mark={chosen} items={items} network={network} day={day} entry={register.entries.get(chosen.id) ?? null} focus={focus} onClose={() => choose(null)} />
              : view.sel && chosenKnown ? <GonePanel chosen={view.sel} network={network} day={day} refs={refs} onClose={() => choose(null)} />
              : view.sel ? <Panel title={t.panel.title} onClose={() => choose(null)}><p>{t.address.choice(view.sel)}</p></Panel>
              : nearby}
          </div>
          {many ? null : tables}
          {many ? null : <Printed facts={() => scene.items.map((item) => item.fact)} />}
        </>
      ) : null}
    </Position.Provider>
    </Differences.Provider>
    </NamesContext.Provider>
  );
}

/** Clusters in the order the record came to know them: it gives them their colours. */
export function clusterOrder(network: Network | null): string[] {
  const rows = [...(network?.clusters ?? [])].sort((a, b) => a.recorded_from - b.recorded_from || (a.ref.id < b.ref.id ? -1 : 1));
  return [...new Set(rows.map((row) => row.ref.id))];
}

/** The sheet on which all marks of the record have room. */
function sheetOf(places: Places | null) {
  return { width: places?.size[0] ?? 0, height: places?.size[1] ?? 0, small: false, close: false };
}

function chosenMark(marks: Mark[], items: Item[], sel: string | null): Mark | null {
  if (!sel) return null;
  const direct = marks.find((mark) => mark.id === sel || mark.id === sel.split('@')[0]);
  if (direct) return direct;
  const item = items.find((each) => each.fact.event === sel);
  return (item && marks.find((mark) => mark.id === item.ref.id)) ?? null;
}

/** Whether the record of any time has what `sel` names: a stream, or a fact. */
function isKnown(network: Network, streams: Set<string>, sel: string): boolean {
  const stream = sel.split('@')[0]!;
  return streams.has(stream) || itemsOf(network).some((item) => item.fact.event === sel);
}

function around(items: Item[], streams: string[]): Item[] {
  const wanted = new Set(streams);
  return items.filter((item) => [...item.refs, item.ref, ...alsoNamed(item)].some((ref) => wanted.has(ref.id)));
}

function kindName(item: Item, { t, lang }: ReturnType<typeof useApp>): string {
  return (isTie(item) ? t.roles[item.role!] ?? relations[lang][item.role!] : t.kinds[item.announced && item.kind === 'cluster' ? 'announced' : kindOf(item)]) ?? item.kind;
}

function spoken(mark: Mark, ties: number, t: ReturnType<typeof useApp>['t']): string {
  const kind = t.kinds[(mark.fact as { kind?: string } | null)?.kind ?? mark.ref.kind] ?? mark.form;
  const name = mark.name === mark.text ? mark.name : `${mark.text}, ${mark.name}`;
  return [name, kind, mark.announced ? t.sure.announced : mark.certainty === 'possibly' ? t.sure.possibly : null, t.count.ties(ties)].filter(Boolean).join(', ');
}

function signs(marks: Mark[], ties: { kind: string; certainty: string }[]): Sign[] {
  const has = (test: (mark: Mark) => boolean) => marks.some(test);
  const kinds = new Set(ties.map((each) => each.kind));
  const tie = (...wanted: string[]) => wanted.some((kind) => kinds.has(kind));
  const all: [Sign, boolean][] = [
    ['cluster', has((mark) => mark.form === 'cluster' && mark.certainty === 'yes' && !mark.announced)], ['maybeCluster', has((mark) => mark.form === 'cluster' && mark.certainty === 'possibly')],
    ['announced', has((mark) => mark.announced && mark.form === 'cluster')], ['city', has((mark) => mark.form === 'city')], ['organisation', has((mark) => mark.form === 'organisation')],
    ['agreement', has((mark) => mark.form === 'agreement')], ['visit', has((mark) => mark.form === 'visit')], ['party', tie('party')], ['maybe', ties.some((each) => each.certainty === 'possibly')],
    ['benefit', tie('benefit', 'cited')], ['role', tie('role', 'represents')], ['relation', tie('relation')],
  ];
  return all.filter(([, there]) => there).map(([sign]) => sign);
}

function barSigns(facts: { fact: { date: Parameters<typeof barForm>[0]; inferred: boolean } }[]): BarSign[] {
  const forms = new Set(facts.map(({ fact }) => barForm(fact.date)));
  const bars: BarSign[] = (['day', 'month', 'span', 'by', 'from'] as const).filter((form) => forms.has(form));
  return facts.some(({ fact }) => fact.inferred) ? [...bars, 'inferred'] : bars;
}

