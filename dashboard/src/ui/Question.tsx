// The frame of a page that answers one question: its sentence, its clocks, what is to be noted, and then the answer.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Interval, Meta, Source } from '../answers.ts';
import { useAnswer, type Followed } from '../answer.ts';
import { useApp } from '../app.ts';
import { changePoints } from '../certainty.ts';
import { naming, refsIn } from '../names.ts';
import { addressAt, Differences, useComparison, type Comparison } from '../record/comparison.ts';
import { useScrollBack } from '../scroll.ts';
import { useShowAnswer } from '../shown.ts';
import { AddressNote } from './AddressNote.tsx';
import { ClockBar } from './ClockBar.tsx';
import { useWhen, useWhenWords } from './when.ts';
import { Position } from '../record/record.ts';
import { PageHead } from './Figure.tsx';
import { OtherRecord, type Entry } from './OtherRecord.tsx';
import { LaterRecord, LiveNote } from './LiveNote.tsx';
import { Printed } from './Printed.tsx';
import { ProblemNote, Skeleton } from './Problem.tsx';
import { NamesContext } from './Words.tsx';
import './questions.css';

/** A question at the clocks of the address. `path`: null while it is not known what to ask; `anyTime`: of the whole record. */
export function useQuestion<T>(path: string | null, parameters: Record<string, string> = {}, anyTime = false): Followed<T> {
  const { view, today } = useApp();
  const clocks = { as_of: anyTime ? '../..' : (view.asOf ?? today), ...(view.knownAt ? { known_at: view.knownAt } : {}) };
  const query = new URLSearchParams({ ...parameters, ...clocks });
  const follow = view.sel === null && view.asOf === null && view.knownAt === null;
  return useAnswer<T>(path && `${path}?${query}`, follow);
}

const idOf = (entry: Entry): string => entry.ref?.id ?? entry.party?.id ?? entry.event ?? '';
const eventOf = (entry: Entry): string => entry.event ?? '';

/** The entries of an answer: it is a list, or has one. */
function entriesOf(data: unknown): Entry[] {
  const { items, parties } = data as { items?: Entry[]; parties?: Entry[] };
  return Array.isArray(data) ? (data as Entry[]).filter(idOf) : (items ?? parties ?? []);
}

interface Props {
  title?: ComponentChildren;
  /** The sentence; null while the answer is to come. */
  answer: string | null;
  followed: Followed<unknown>;
  /** What is asked besides; renewed together with `followed`. */
  also?: Followed<unknown>;
  /** The validity of everything that the answer could show: the steps of the clock. */
  intervals?: Interval[];
  /** What is shown, with its sources: for paper. */
  shown?: { sources?: Source[] }[];
  /** What is shown as GeoJSON; the same function as long as that is the same. */
  geojson?: (meta: Meta) => object;
  chosenKnown?: boolean | null;
  /** The answer is the same on every day: the sentence does not name one. */
  timeless?: boolean;
  /** Its entries are facts, of which a thing may have several: they are compared by their events. */
  ofFacts?: boolean;
  /** What is compared with another record, where the answer is neither a list nor has one. */
  entries?: { of(data: unknown): Entry[]; id(entry: Entry): string };
  /** The comparison, where the page makes it itself. */
  compared?: Comparison<Entry>;
  controls?: ComponentChildren;
  children: ComponentChildren;
}

export function Question({ title, answer, followed, also, intervals = [], shown = [], geojson, chosenKnown = null, timeless = false, ofFacts = false, entries, compared, controls, children }: Props) {
  const { lang, view, address, t } = useApp();
  const when = useWhen();
  const words = useWhenWords(when);
  const points = useMemo(() => changePoints(intervals), [intervals]);
  const refs = useMemo(() => refsIn([followed.answer?.data, also?.answer?.data]), [followed.answer, also?.answer]);
  const name = useMemo(() => naming(refs, lang), [refs, lang]);
  const ready = answer !== null;
  const id = entries?.id ?? (ofFacts ? eventOf : idOf);
  const made = useComparison<unknown, Entry>({ address: (record) => (compared ? null : addressAt(followed.url, record)), answer: ready ? followed.answer : null, rows: entries?.of ?? entriesOf, id });
  const comparison = compared ?? made;
  const seen = useMemo(() => (shown.length ? shown : followed.answer?.data), [shown.length, followed.answer]);
  useShowAnswer(followed, seen, comparison.differences && comparison.differences.size, geojson);
  useScrollBack(ready, address);
  const problem = [followed, also, comparison.marked ? comparison.followed : null].find((each) => each?.problem) ?? followed;
  return (
    <NamesContext.Provider value={name}>
    <Differences.Provider value={comparison.marked ? comparison.differences : null}>
    <Position.Provider value={followed.answer?.meta.position ?? null}>
      <PageHead title={title} answer={<>{answer ?? '…'}{ready && view.asOf && !timeless ? ` ${t.clock.asOf} ${words}.` : ''}</>} />
      <ClockBar points={points} when={when} />
      {controls ? <div class="filters">{controls}</div> : null}
      <AddressNote chosenKnown={chosenKnown} />
      <LaterRecord answer={followed.answer} />
      <LiveNote followed={followed} also={also} />
      <ProblemNote followed={problem} />
      {ready && comparison.marked && !compared ? <OtherRecord comparison={comparison} id={id} /> : null}
      {ready ? children : problem.problem ? null : <Skeleton />}
      {ready ? <Printed facts={() => shown} /> : null}
    </Position.Provider>
    </Differences.Provider>
    </NamesContext.Provider>
  );
}
