// The frame of every dossier: name, answer sentence, clock, what is known at a glance, neighbourhood, facts, sources.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAnswer, type Followed } from '../../answer.ts';
import type { Dossier, Network, RecordedFact } from '../../answers.ts';
import { useApp, useTitle } from '../../app.ts';
import { changePoints } from '../../certainty.ts';
import type { Sentence } from '../../facts/Facts.tsx';
import { useLoading } from '../../loading.ts';
import { fullName, shortName } from '../../names.ts';
import { addressAt, Differences, useComparison } from '../../record/comparison.ts';
import { useScrollBack } from '../../scroll.ts';
import { useShowAnswer } from '../../shown.ts';
import { useTexts } from '../../texts.ts';
import { AddressNote } from '../../ui/AddressNote.tsx';
import { NumberedSources, NumbersContext, numbersOf } from '../../ui/Cites.tsx';
import { ClockBar } from '../../ui/ClockBar.tsx';
import { useWhen } from '../../ui/when.ts';
import { Position } from '../../record/record.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { JsonLink } from '../../ui/JsonLink.tsx';
import { LaterRecord, LiveNote } from '../../ui/LiveNote.tsx';
import { ProblemNote, Skeleton } from '../../ui/Problem.tsx';
import { OtherRecord } from '../../ui/OtherRecord.tsx';
import { Unloaded } from '../../ui/Unloaded.tsx';
import { Unknown } from '../../ui/Unknown.tsx';
import { Name } from '../../ui/Words.tsx';
import '../../facts/facts.css';
import { lineId, linesIn, type ListLine } from './Lists.tsx';
import type { Neighbourhood } from './Neighbourhood.tsx';
import { texts } from './texts.ts';

/** Pages of facts that a dossier requests at once; the page says when there are more. */
const PAGES = 3;
const SIZE = 500;

export interface Opened<T> {
  stream: string;
  dossier: Followed<Dossier>;
  /** The answer about things of this kind; the dossier's own where there is none. */
  own: Followed<T>;
  url: string;
}

/** The two answers of a dossier. `path`: the question about one thing of this kind ("clusters"), or null. */
export function useDossier<T>(category: string, path: string | null): Opened<T> {
  const { view, address, lang } = useApp();
  const id = address.params.id!;
  const stream = `${category}-${id}`;
  const clocks = [view.asOf ? `as_of=${encodeURIComponent(view.asOf)}` : '', view.knownAt ? `known_at=${encodeURIComponent(view.knownAt)}` : '', `lang=${lang}`].filter(Boolean).join('&');
  const follow = view.asOf === null && view.knownAt === null;
  const facts = `/v1/dossiers/${encodeURIComponent(stream)}?${clocks}&limit=${SIZE}`;
  const url = path ? `/v1/${path}/${encodeURIComponent(id)}?${clocks}` : facts;
  const dossier = useAnswer<Dossier>(facts, follow, { pages: PAGES });
  const own = useAnswer<T>(path ? url : null, follow);
  return { stream, dossier, own: path ? own : (dossier as unknown as Followed<T>), url };
}

interface Props {
  opened: Opened<unknown>;
  answer: ComponentChildren;
  /** Facts with sources that stand in the page besides those of the dossier. */
  cited?: RecordedFact[];
  /** What is round it, for the picture. */
  around?: Network | null;
  /** Lines of the list of what is known at a glance. */
  lines: ComponentChildren;
  children?: ComponentChildren;
}

export function Frame({ opened, answer, cited = [], around = null, lines, children }: Props) {
  const { t, lang, address } = useApp();
  const own = useTexts(texts);
  const when = useWhen();
  const { dossier, stream, url } = opened;
  const data = dossier.answer?.data ?? null;
  const ready = !!data && !!opened.own.answer;
  useTitle(data ? shortName(data.ref, lang) : null);
  // The list comes after the sentence.
  const { value: Facts, failed, retry } = useLoading('facts', () => import('../../facts/Facts.tsx').then((module) => module.Facts));
  useScrollBack(ready && !!Facts, address);
  const comparison = useComparison<Dossier, Sentence>({ address: (record) => addressAt(dossier.url, record), answer: dossier.answer, rows: ({ facts }) => facts, id: ({ event }) => event, pages: PAGES });
  // The lists above are of another answer: their lines are compared too.
  const lined = useComparison<unknown, ListLine>({ address: (record) => (opened.own === (dossier as Followed<unknown>) ? null : addressAt(opened.own.url, record)), answer: opened.own.answer, rows: linesIn, id: lineId });
  const differences = useMemo(() => comparison.differences && new Map([...(lined.differences ?? []), ...comparison.differences]), [lined.differences, comparison.differences]);
  useShowAnswer(dossier, data, comparison.differences && comparison.differences.size);
  const all = useMemo(() => [...(data?.facts ?? []), ...cited], [data, cited]);
  const numbers = useMemo(() => numbersOf(all), [all]);
  const points = useMemo(() => changePoints((data?.facts ?? []).map((fact) => fact.interval)), [data]);
  const problem = [dossier, opened.own, comparison.marked ? comparison.followed : null].find((each) => each?.problem) ?? opened.own;
  if (problem.problem?.status === 404) return <Unknown title={own.unknown} note={own.unknownNote(stream)} />;
  if (!ready) return <><PageHead title="…" answer="…" waiting={!problem.problem} /><ProblemNote followed={problem} />{problem.problem ? null : <Skeleton />}</>;
  const { ref } = data;
  const more = dossier.answer?.meta.next;
  return (
    <Position.Provider value={dossier.answer?.meta.position ?? null}>
      <NumbersContext.Provider value={numbers}>
      <Differences.Provider value={comparison.marked ? differences : null}>
        <div class="dossier">
          <p class="kind">{t.kinds[ref.kind] ?? ref.kind}</p>
          <PageHead title={<><Name of={ref} />{ref.abbreviation && ref.abbreviation !== fullName(ref, lang) ? ` (${ref.abbreviation})` : null}</>} answer={answer} />
          <ClockBar points={points} when={when} subject={/^(cluster|party)-/.test(stream) ? stream : undefined} />
          <AddressNote />
          <LaterRecord answer={dossier.answer} />
          <LiveNote followed={dossier} also={opened.own} />
          <ProblemNote followed={problem} />
          <div class={around ? 'columns' : undefined}>
            <section aria-label={own.glance}><dl class="lines">{lines}</dl></section>
            {around ? <Picture network={around} middle={stream} /> : null}
          </div>
          {children}
          {comparison.marked ? <OtherRecord comparison={comparison} id={({ event }) => event!} /> : null}
          {failed ? <Unloaded retry={retry} /> : Facts ? <Facts facts={data.facts} /> : <Skeleton />}
          {more ? <p class="note">{own.cut(data.facts.length)}</p> : null}
          <NumberedSources facts={all} />
          <JsonLink url={url} />
        </div>
      </Differences.Provider>
      </NumbersContext.Provider>
    </Position.Provider>
  );
}

/** What is round it comes after the first answer: its neighbourhood, and entries that may be the same party. */
function Picture(props: Parameters<typeof Neighbourhood>[0]) {
  const { value: View, failed, retry } = useLoading('neighbourhood', () => import('./Neighbourhood.tsx').then((module) => module.Around));
  return failed ? <Unloaded retry={retry} /> : View ? <View {...props} /> : null;
}
