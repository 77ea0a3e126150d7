// The frame of a page that answers one question: its sentence, its clocks, what is to be noted, and then the answer.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Interval, Source } from '../answers.ts';
import { useAnswer, type Followed } from '../answer.ts';
import { useApp } from '../app.ts';
import { changePoints } from '../certainty.ts';
import { naming, refsIn } from '../names.ts';
import { useScrollBack } from '../scroll.ts';
import { AddressNote } from './AddressNote.tsx';
import { ClockBar, useWhen, useWhenWords } from './ClockBar.tsx';
import { Position } from './CopyLink.tsx';
import { PageHead } from './Figure.tsx';
import { LaterRecord, LiveNote } from './LiveNote.tsx';
import { Printed } from './Printed.tsx';
import { ProblemNote, Skeleton } from './Problem.tsx';
import { NamesContext } from './Words.tsx';

/** A question at the clocks of the address. `path`: null while it is not known what to ask; `anyTime`: of the whole record. */
export function useQuestion<T>(path: string | null, parameters: Record<string, string> = {}, anyTime = false): Followed<T> {
  const { view, today } = useApp();
  const clocks = { as_of: anyTime ? '../..' : (view.asOf ?? today), ...(view.knownAt ? { known_at: view.knownAt } : {}) };
  const query = new URLSearchParams({ ...parameters, ...clocks });
  const follow = view.sel === null && view.asOf === null && view.knownAt === null;
  return useAnswer<T>(path && `${path}?${query}`, follow);
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
  chosenKnown?: boolean | null;
  /** The answer is the same on every day: the sentence does not name one. */
  timeless?: boolean;
  controls?: ComponentChildren;
  children: ComponentChildren;
}

export function Question({ title, answer, followed, also, intervals = [], shown = [], chosenKnown = null, timeless = false, controls, children }: Props) {
  const { lang, view, address, t } = useApp();
  const when = useWhen();
  const words = useWhenWords(when);
  const points = useMemo(() => changePoints(intervals), [intervals]);
  const refs = useMemo(() => refsIn([followed.answer?.data, also?.answer?.data]), [followed.answer, also?.answer]);
  const name = useMemo(() => naming(refs, lang), [refs, lang]);
  const ready = answer !== null;
  useScrollBack(ready, address);
  const problem = followed.problem || !also ? followed : also;
  return (
    <NamesContext.Provider value={name}>
    <Position.Provider value={followed.answer?.meta.position ?? null}>
      <PageHead title={title} answer={<>{answer ?? '…'}{ready && view.asOf && !timeless ? ` ${t.clock.asOf} ${words}.` : ''}</>} />
      <ClockBar points={points} when={when} />
      {controls ? <div class="filters">{controls}</div> : null}
      <AddressNote chosenKnown={chosenKnown} />
      <LaterRecord answer={followed.answer} />
      <LiveNote followed={followed} also={also} />
      <ProblemNote followed={problem} />
      {ready ? children : problem.problem ? null : <Skeleton />}
      {ready ? <Printed facts={shown} /> : null}
    </Position.Provider>
    </NamesContext.Provider>
  );
}
