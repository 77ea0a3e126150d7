// What happened, and when?

import './timeline.css';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import { useApp, useMedia, type Words } from '../../app.ts';
import { useToPanel } from '../../focus.ts';
import { useAfterPaint, useLazy } from '../../later.ts';
import { certaintyAt, changePoints, Intervals } from '../../certainty.ts';
import { naming, refsIn, textIn } from '../../names.ts';
import { slotsOf } from '../../palette.ts';
import type { Likelihood, Occurrence, Reference } from '../../answers.ts';
import { knownDays, makeAxis } from '../../scene/axis.ts';
import { barForm } from '../../scene/bars.ts';
import { exactness, inOrder, kindOf, lanesOf, occurrenceId, planLanes, timelineBoxes, type Lane, type LaneBox, type TimelineItem } from '../../scene/timeline.ts';
import { axisHeight, drawTimeline } from '../../scene/timelinedraw.ts';
import { answerAt, useShow } from '../../shown.ts';
import { useScrollBack } from '../../scroll.ts';
import { SIGNS, type Difference } from '../../record/changes.ts';
import { useComparison } from '../../record/comparison.ts';
import { AddressNote } from '../../ui/AddressNote.tsx';
import { ClockBar } from '../../ui/ClockBar.tsx';
import { useWhen, useWhenWords } from '../../ui/when.ts';
import { Position } from '../../record/record.ts';
import { FactPanel, HintPanel } from '../../ui/FactPanel.tsx';
import { PageHead, useWidth } from '../../ui/Figure.tsx';
import { Legend, type BarSign } from '../../ui/Legend.tsx';
import { LaterRecord, LiveNote } from '../../ui/LiveNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Printed } from '../../ui/Printed.tsx';
import { Empty, ProblemNote, Skeleton } from '../../ui/Problem.tsx';
import { NamesContext } from '../../ui/Words.tsx';
import { FactTable } from '../../ui/FactTable.tsx';
import { lazily } from '../../ui/lazily.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { ClusterChoice } from '../../ui/ClusterChoice.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import { useTexts } from '../../texts.ts';
import { TimelinePicture } from './TimelinePicture.tsx';
import { texts } from './texts.ts';

/** Of a phone: on a wider screen there is a picture. */
const LaneList = lazily('lanes', () => import('../../ui/LaneList.tsx').then((module) => module.LaneList));

const address = (record: string | null) => `/v1/timeline?as_of=../..${record ? `&known_at=${encodeURIComponent(record)}` : ''}`;

export function TimelineView() {
  const app = useApp();
  const { t, lang, view, set, colours } = app;
  const own = useTexts(texts);
  const follow = view.sel === null && view.asOf === null && view.knownAt === null;
  const followed = useAnswer<Occurrence[]>(address(view.knownAt), follow);
  const comparison = useComparison<Occurrence[], Occurrence>({ address, answer: followed.answer, rows: (data) => data, id: occurrenceId });
  const changed = comparison.differences;
  const all = useMemo(() => followed.answer && [...followed.answer.data, ...(comparison.marked ? comparison.others : [])], [followed.answer, comparison.marked, comparison.others]);
  // The sentence is on the screen before the picture is computed.
  const facts = useAfterPaint(all);
  const when = useWhen();
  const words = useWhenWords(when);
  const small = useMedia('(max-width: 639.9px)');
  const [attach, width] = useWidth();
  const [focus, toPanel] = useToPanel();
  const onlyCertain = view.cert === 'yes';
  const points = useMemo(() => (facts ? changePoints(facts.map((fact) => fact.interval), onlyCertain) : []), [facts, onlyCertain]);
  const wanted = useMemo(() => (all ?? []).filter((fact) => concerns(fact, view.c, view.kind)), [all, view.c.join(), view.kind.join()]);
  // In the order that rows have in their lanes: no step sorts them.
  const ordered = useMemo(() => [...wanted].sort(inOrder), [wanted]);
  const intervals = useMemo(() => new Intervals(ordered.map((fact) => fact.interval)), [ordered]);
  // Days on which a fact is as certain share its item: a step makes only what it changes.
  const made = useMemo(() => ({ yes: new Map<Occurrence, TimelineItem>(), possibly: new Map<Occurrence, TimelineItem>() }), [comparison.marked, changed, t]);
  const items = useMemo(() => {
    const shown: TimelineItem[] = [];
    const certaintyOf = intervals.within(when);
    for (let at = 0; at < ordered.length; at += 1) {
      const fact = ordered[at]!;
      const certainty = certaintyOf(at);
      if (!certainty || (onlyCertain && certainty !== 'yes')) continue;
      let item = made[certainty].get(fact);
      if (!item) made[certainty].set(fact, (item = itemOf(fact, certainty, (comparison.marked && changed?.get(occurrenceId(fact))) || null, app)));
      shown.push(item);
    }
    return shown;
  }, [ordered, when.join(), onlyCertain, made]);
  // What is exported and printed has the order of the answer.
  const asAnswered = useLazy(() => {
    const shown = new Map(items.map((item) => [item.fact, item]));
    return wanted.flatMap((fact) => shown.get(fact) ?? []);
  }, [wanted, items]);
  const slots = useMemo(() => slotsOf(clusterOrder(facts ?? []), view.c), [facts, view.c.join()]);
  const refs = useMemo(() => refsIn(facts), [facts]);
  const clusters = useMemo(() => [...new Map(refs.filter((ref) => ref.kind === 'cluster').map((ref) => [ref.id, ref])).values()], [refs]);
  const name = useMemo(() => naming(refs, lang), [refs, lang]);
  const plan = useMemo(() => ({ ...planLanes(facts ? ordered : [], slots, lang, name), kept: [] as Lane[] }), [facts, ordered, slots, lang, name]);
  const lanes = useMemo(() => (facts ? lanesOf(items, plan, plan.kept) : []), [facts, items, plan]);
  // The axis spans the complete record: no day moves a bar along it.
  const known = useMemo(() => knownDays(wanted.map((fact) => fact.date)), [wanted]);
  const shorten = view.gaps !== 'full';
  const laneWidth = width < 800 ? 130 : 200;
  const axis = useMemo(() => makeAxis(known, laneWidth + 22, width - 4, shorten), [known, width, shorten]);
  const kept = useMemo(() => new WeakMap<Lane, LaneBox>(), [axis, t]);
  const { boxes, height } = useMemo(() => timelineBoxes(lanes, axis, laneWidth, axisHeight(axis, t.count.gap), kept), [lanes, axis, t]);
  const chosen = items.find((item) => item.id === view.sel || item.fact.ref.id === view.sel) ?? null;
  // The sentence is about the record of the address; what only the compared one has is in the picture and the table.
  const foreign = useMemo(() => new Set(comparison.marked ? comparison.others.map((fact) => fact.event) : []), [comparison.marked, comparison.others]);
  const ownItems = useMemo(() => (foreign.size ? items.filter((item) => !foreign.has(item.id)) : items), [items, foreign]);
  const ownEvents = useLazy(() => new Set(ownItems.map((item) => item.id)), [ownItems]);
  useShow(followed.answer && {
    meta: followed.answer.meta,
    latest: Math.max(followed.answer.meta.position, followed.news.position),
    differences: changed && [...wanted, ...comparison.others.filter((fact) => concerns(fact, view.c, view.kind))].filter((fact, at, all) => changed.has(occurrenceId(fact)) && certaintyAt(fact.interval, when) && all.findIndex((each) => each.event === fact.event) === at).length,
    answers: [answerAt('/v1/timeline', view, app.today)],
    admits: (event) => ownEvents().has(event),
    rows: () => asAnswered().filter((item) => !foreign.has(item.id)).map((item) => ({ event: item.id, what: `${lanesText(item.fact, name)}: ${item.text}`, when: app.date(item.fact.date), certainty: item.certainty, sources: item.fact.sources })),
    picture: items.length ? { parts: () => drawTimeline(boxes, axis, height, chosen?.id ?? null, colours, t.count.gap), width, height } : null,
  }, [followed.answer, followed.news.position, changed, items, boxes, axis, chosen?.id, colours, t]);
  useScrollBack(!!facts && width > 0, app.address);

  const choose = (id: string | null, byKey = false) => {
    if (id !== view.sel) set({ sel: id });
    if (byKey && id) toPanel();
  };
  const answer = useMemo(() => {
    const { exact, inferred, rough } = exactness(ownItems);
    const [first, last] = yearsOf(ownItems);
    return !all ? '…' : ownItems.length ? t.answer.timeline(ownItems.length, first, last, exact, inferred, rough) : t.answer.timelineNone;
  }, [all, ownItems, t]);
  const bars = useMemo(() => barSigns(items), [items]);
  const chosenKnown = facts && view.sel ? facts.some((fact) => fact.event === view.sel || fact.ref.id === view.sel) : null;
  const filter = onlyCertain ? t.filter.certain : view.c.length ? t.filter.clusters : view.kind.length ? own.kinds : null;
  const kinds = useMemo(() => [...new Set((facts ?? []).map(kindOf))].sort(), [facts]);
  const strange = facts ? view.kind.filter((kind) => !kinds.includes(kind)) : [];
  return (
    <NamesContext.Provider value={name}>
    <Position.Provider value={followed.answer?.meta.position ?? null}>
      <PageHead answer={<>{answer}{all && view.asOf ? ` ${t.clock.asOf} ${words}.` : ''}</>} />
      <ClockBar points={points} when={when}>
        <Toggle on={shorten} change={(on) => set({ gaps: on ? null : 'full' })}>{t.filter.gaps}</Toggle>
        <Toggle on={onlyCertain} change={(on) => set({ cert: on ? 'yes' : null })}>{t.filter.certain}</Toggle>
      </ClockBar>
      <AddressNote clusters={facts && clusters} chosenKnown={chosenKnown} />
      {strange.length ? <div class="note" data-note="kinds"><p>{own.unknownKinds(t.list(strange))}</p></div> : null}
      <LaterRecord answer={followed.answer} />
      <LiveNote followed={followed} />
      <ProblemNote followed={!followed.problem && comparison.marked ? comparison.followed : followed} />
      {!facts && !followed.problem ? <Skeleton /> : null}
      {facts ? (
        <>
          <div class="choices-row">
            <Choices title={own.kinds} all={kinds.map((kind) => [kind, own.kind[kind] ?? kind])} chosen={view.kind} change={(kind) => set({ kind, sel: null })} />
            <ClusterChoice all={clusters} chosen={view.c} change={(c) => set({ c, sel: null })} />
          </div>
          <div class="stage">
            <figure aria-labelledby="answer">
              {small ? <Legend signs={[]} bars={bars} folded title={t.legend.bars} /> : null}
              <div ref={attach}>
                {items.length === 0 ? <Empty why={t.empty.timeline} filter={filter} clear={() => set({ cert: null, c: [], kind: [] })} />
                  : small ? <LaneList lanes={lanes} known={known} shorten={shorten} width={width} chosen={chosen?.id ?? null} onChoose={(id) => choose(id, true)} />
                  : width ? <TimelinePicture boxes={boxes} axis={axis} width={width} height={height} chosen={chosen?.id ?? null} onChoose={choose} /> : null}
              </div>
              {small ? null : <Legend signs={[]} bars={bars} folded={false} />}
            </figure>
            {chosen ? <FactPanel item={chosen} focus={focus} onClose={() => choose(null)} />
              : view.sel ? <Panel title={t.panel.title} onClose={() => choose(null)}><p>{chosenKnown ? t.panel.gone : t.address.choice(view.sel)}</p></Panel>
              : <HintPanel />}
          </div>
          <FactTable lanes={lanes} known={known} chosen={chosen?.id ?? null} onChoose={(id) => choose(id, true)} />
          <Printed facts={() => asAnswered().map((item) => item.fact)} />
        </>
      ) : null}
    </Position.Provider>
    </NamesContext.Provider>
  );
}

function itemOf(fact: Occurrence, certainty: Likelihood, difference: Difference | null, { t, lang, date }: Words): TimelineItem {
  const doubts = [difference ? `${SIGNS[difference.change]} ${t.change[difference.change]}` : '', certainty === 'possibly' ? `? ${t.sure.possibly}` : '', fact.inferred ? `≈ ${t.sure.inferred}` : '', fact.disputed ? `≠ ${t.sure.disputed}` : '', fact.sources.length ? '' : `∅ ${t.sure.unsourced}`];
  return { id: fact.event, fact, certainty, text: textIn(fact.what, lang).text, date: [date(fact.date), ...doubts].filter(Boolean).join(' · '), difference };
}

/** The first and the last year of which the facts' dates know. */
function yearsOf(items: TimelineItem[]): [string, string] {
  let [first, last] = ['9999', '0000'];
  for (const { fact } of items) {
    for (const day of [fact.date.earliest, fact.date.latest]) {
      if (!day) continue;
      if (day < first) first = day;
      if (day > last) last = day;
    }
  }
  return first > last ? ['', ''] : [yearIn(first), yearIn(last)];
}

const yearIn = (day: string) => String(Number(day.slice(0, 4)));

function concerns(fact: Occurrence, clusters: string[], kinds: string[]): boolean {
  if (kinds.length && !kinds.includes(kindOf(fact))) return false;
  return !clusters.length || fact.subjects.some((ref) => clusters.includes(ref.id.replace(/^cluster-/, '')));
}

const lanesText = (fact: Occurrence, name: (ref: Reference) => string) => fact.subjects.map(name).join(' · ');

/** Clusters in the order the record came to know them. */
function clusterOrder(facts: Occurrence[]): string[] {
  const rows = facts.filter((fact) => /^Cluster(Founded|InitiativeAnnounced)$/.test(fact.type)).sort((a, b) => a.recorded_from - b.recorded_from);
  const others = facts.flatMap((fact) => fact.subjects).filter((ref) => ref.kind === 'cluster').map((ref) => ref.id);
  return [...new Set([...rows.flatMap((fact) => fact.subjects.map((ref) => ref.id)), ...others])];
}

function barSigns(items: TimelineItem[]): BarSign[] {
  const forms = new Set(items.map((item) => barForm(item.fact.date)));
  const bars: BarSign[] = (['day', 'month', 'span', 'by', 'from', 'unknown'] as const).filter((form) => forms.has(form));
  if (items.some((item) => item.fact.inferred)) bars.push('inferred');
  if (items.some((item) => item.fact.type === 'ClusterFounded')) bars.push('life');
  return bars;
}
