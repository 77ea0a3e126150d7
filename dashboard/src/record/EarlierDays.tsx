// "What was known earlier?": the record's own days, each with what it brought, and three ready questions about both clocks.

import { useEffect, useState } from 'preact/hooks';
import { fetchPage, Problem } from '../api.ts';
import { useNews } from '../answer.ts';
import { useApp } from '../app.ts';
import type { ChangeDay, FactChange } from '../answers.ts';
import { useTexts } from '../texts.ts';
import { Say, Tag } from '../ui/Words.tsx';
import { SIGNS } from './changes.ts';
import './record.css';
import { texts } from './texts.ts';

interface Props {
  /** The cluster or party that the page is about; else the days of the complete record are listed. */
  subject: string | null;
  /** Asks for a day: the world's, or both clocks at once. */
  ask(which: 'then' | 'knew'): void;
  close(): void;
}

interface Pages<T> {
  rows: T[];
  more: boolean;
  problem: Problem | null;
  next(): void;
}

/** An answer page by page: the next one when it is wanted. */
function usePages<T>(url: string): Pages<T> {
  const [state, setState] = useState<{ url: string; rows: T[]; cursor: string | null; problem: Problem | null }>({ url: '', rows: [], cursor: null, problem: null });
  const load = (rows: T[], cursor: string | null) => {
    let wanted = true;
    fetchPage<T[]>(cursor ? `${url}&cursor=${encodeURIComponent(cursor)}` : url).then(
      ({ data, meta }) => wanted && setState({ url, rows: [...rows, ...data], cursor: meta.next, problem: null }),
      (error: unknown) => wanted && setState({ url, rows, cursor, problem: error instanceof Problem ? error : new Problem(0, String(error), null, null) }),
    );
    return () => void (wanted = false);
  };
  useEffect(() => load([], null), [url]);
  return { rows: state.rows, more: state.cursor !== null || state.problem !== null, problem: state.problem, next: () => void load(state.rows, state.cursor) };
}

export function EarlierDays({ subject, ask, close }: Props) {
  const { t, set, view } = useApp();
  const own = useTexts(texts);
  const news = useNews();
  const about = subject ? `&subject=${encodeURIComponent(subject)}` : '';
  const days = usePages<ChangeDay>(`/v1/changes/days?limit=12&wait_for=${news.position}${about}`);
  return (
    <section class="earlierdays" aria-label={t.clock.earlierQuestion}>
      <div class="questions">
        <button type="button" disabled={view.asOf === null && view.knownAt === null} onClick={() => (set({ asOf: null, knownAt: null, cmp: null }), close())}>{own.now}</button>
        <button type="button" onClick={() => ask('then')}>{own.then}</button>
        <button type="button" onClick={() => ask('knew')}>{t.clock.knew}</button>
      </div>
      <p class="about">{own.lead}</p>
      {days.problem ? <p role="alert">{days.problem.title ?? t.problem.title}</p> : null}
      <ul aria-label={own.days}>
        {days.rows.map((each) => <Day key={each.day} day={each} about={about} close={close} />)}
      </ul>
      {days.more ? <button type="button" onClick={days.next}>{days.problem ? t.problem.retry : own.older}</button> : null}
      <button type="button" onClick={close}>{own.close}</button>
    </section>
  );
}

function Day({ day, about, close }: { day: ChangeDay; about: string; close: () => void }) {
  const { set, view, day: words } = useApp();
  const own = useTexts(texts);
  const [open, setOpen] = useState(false);
  const parts = [day.added && own.added(day.added), day.amended && own.amended(day.amended), day.retracted && own.retracted(day.retracted)].filter(Boolean);
  const record = String(day.position);
  return (
    <li data-day={day.day}>
      <button type="button" class="plain" aria-current={view.knownAt === record ? 'true' : undefined} onClick={() => (set({ knownAt: record }), close())}>{words(day.day)}</button>
      <span class="about">{parts.length ? parts.join(' · ') : own.nothing}</span>
      {parts.length ? <button type="button" class="plain" aria-expanded={open} aria-label={own.stepsOf(words(day.day))} onClick={() => setOpen(!open)}>{own.steps}</button> : null}
      {open ? <Steps day={day} about={about} close={close} /> : null}
    </li>
  );
}

/** The changes of one day in their order: each leads to the record right after it. */
function Steps({ day, about, close }: { day: ChangeDay; about: string; close: () => void }) {
  const { t, set, view } = useApp();
  const own = useTexts(texts);
  const steps = usePages<FactChange>(`/v1/changes?limit=50&since=${day.day}&known_at=${day.position}&as_of=../..${about}`);
  return (
    <>
      <ol>
        {steps.rows.map((step) => (
          <li key={`${step.position} ${step.event}`}>
            <button type="button" class="plain" aria-current={view.knownAt === String(step.position) ? 'true' : undefined} onClick={() => (set({ knownAt: String(step.position) }), close())}>{t.clock.number(String(step.position), null)}</button>{' '}
            <Tag sign={SIGNS[SIGN_OF[step.change]]}>{own.step[step.change]}</Tag> <Say text={step.what} />
          </li>
        ))}
      </ol>
      {steps.more ? <button type="button" onClick={steps.next}>{steps.problem ? t.problem.retry : own.next}</button> : null}
    </>
  );
}

const SIGN_OF = { added: 'added', ended: 'added', amended: 'corrected', retracted: 'retracted' } as const;
