// The first clock in sight: the day, its field, and the steps to where the answer changes.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { nextChange, previousChange } from '../certainty.ts';
import { bounds } from '../dates.ts';
import { useLoading } from '../loading.ts';
import { ExportMenu } from '../output/ExportMenu.tsx';
import { readPhrase } from '../phrases.ts';
import type { EarlierDays } from '../record/EarlierDays.tsx';
import { useRecordWords } from '../record/record.ts';
import type { Bounds, Day } from '../answers.ts';
import { CopyLink } from './CopyLink.tsx';
import { Unloaded } from './Unloaded.tsx';

interface Props {
  points: Day[];
  /** The day or span shown now (a drag shows days before they are in the address). */
  when: Bounds;
  /** The cluster or party that the page is about. */
  subject?: string;
  children?: ComponentChildren;
}

/** The days in the address; today if it has none. */
export function useWhen(): Bounds {
  const { view, today } = useApp();
  return (view.asOf && bounds(view.asOf)) || [today, today];
}

/** "19 marca 2018", or the words of the span the address names. */
export function useWhenWords(when: Bounds): string {
  const { view, day, date } = useApp();
  if (when[0] && when[0] === when[1]) return day(when[0]);
  return date({ edtf: view.asOf, earliest: when[0], latest: when[1] });
}

export function ClockBar({ points, when, subject, children }: Props) {
  const { t, view, set, today } = useApp();
  const record = useRecordWords(view.knownAt);
  const compared = useRecordWords(view.cmp);
  const words = useWhenWords(when);
  // What the day of the field is set to: the world's clock, or both.
  const [editing, setEditing] = useState<'then' | 'knew' | null>(null);
  const [earlier, setEarlier] = useState(false);
  const question = useRef<HTMLButtonElement>(null);
  const back = previousChange(points, when[0] ?? '0000-01-01');
  const on = nextChange(points, when[1] ?? '9999-12-31');
  const move = (day: Day | null) => day && set({ asOf: day === today ? null : day });
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setEditing(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  const fold = () => {
    setEarlier(false);
    requestAnimationFrame(() => question.current?.focus());
  };
  return (
    <section class="clock" aria-label={t.clock.controls} onKeyDown={(event) => event.key === 'Escape' && earlier && fold()}>
      <p class="unseen" data-sentence>{view.knownAt ? t.clock.sentenceAt(words, record) : t.clock.sentence(words)}{view.cmp ? ` ${t.clock.compared(compared)}` : null}</p>
      <div class="world">
        <button type="button" class="day" ref={button} aria-expanded={editing !== null} aria-label={t.clock.change(words)} onClick={() => setEditing(editing ? null : 'then')}>
          <span>{t.clock.asOf}</span> <strong>{words}</strong>
        </button>
        <button type="button" class="step back" disabled={!back} onClick={() => move(back)}><span aria-hidden="true">←</span> <span class="word">{t.clock.previous}</span></button>
        <button type="button" class="step on" disabled={!on} onClick={() => move(on)}><span class="word">{t.clock.next}</span> <span aria-hidden="true">→</span></button>
        <button type="button" class="now" disabled={view.asOf === null} onClick={() => set({ asOf: null })}>{t.clock.now}</button>
        {children}
      </div>
      <div class="record">
        <p>{t.clock.record} <strong>{view.knownAt ? record : t.clock.today}</strong></p>
        <button type="button" ref={question} aria-expanded={earlier} onClick={() => setEarlier(!earlier)}>{t.clock.earlierQuestion}</button>
        <CopyLink />
        <ExportMenu />
      </div>
      {editing ? <DateField key={editing} words={words} both={editing === 'knew'} close={close} /> : null}
      {earlier ? <Days subject={subject ?? null} ask={(which) => (setEarlier(false), setEditing(which))} close={fold} /> : null}
    </section>
  );
}

/** The list of days comes when it is wanted. */
function Days(props: Parameters<typeof EarlierDays>[0]) {
  const { value: List, failed, retry } = useLoading('days', () => import('../record/EarlierDays.tsx').then((module) => module.EarlierDays));
  if (failed) return <Unloaded retry={retry} />;
  return List ? <List {...props} /> : null;
}

/** `both`: the day is set on both clocks, what was known then of what was then. */
function DateField({ words, both, close }: { words: string; both: boolean; close: () => void }) {
  const { t, set, today, date, day } = useApp();
  const [typed, setTyped] = useState(words);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const reading = readPhrase(typed, today);
  const read = 'edtf' in reading ? (bounds(reading.edtf) as [Day, Day]) : null;
  const meaning = 'edtf' in reading && read ? t.clock.means(date({ edtf: reading.edtf, earliest: read[0], latest: read[1] }), day(read[0]), day(read[1])) : null;
  const refused = 'refused' in reading ? t.clock.refused[reading.refused] : null;
  const send = (event: Event) => {
    event.preventDefault();
    if (!('edtf' in reading)) return field.current?.focus();
    const asOf = reading.edtf === today ? null : reading.edtf;
    // The record of a day is what it held when the day was over.
    set(both ? { asOf, knownAt: read?.[1] ?? null, cmp: null } : { asOf });
    close();
  };
  return (
    <form class="datefield" onSubmit={send} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <label for="day">{both ? t.clock.knew : t.clock.field}</label>
      <p id="dayhint" class="about">{t.clock.hint}</p>
      <input id="day" ref={field} value={typed} autocomplete="off" spellcheck={false} aria-describedby="dayhint daymeans" aria-invalid={refused ? true : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
      <p id="daymeans" data-refused={refused ? true : undefined}>{refused ?? meaning}</p>
      <button type="submit" class="main">{t.clock.show}</button>
      <button type="button" onClick={close}>{t.clock.cancel}</button>
    </form>
  );
}
