// The first clock in sight: the day, its field, and the steps to where the answer changes.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { nextChange, previousChange } from '../certainty.ts';
import { ExportMenu } from '../output/ExportMenu.tsx';
import { useRecordWords } from '../record/record.ts';
import type { Bounds, Day } from '../answers.ts';
import { CopyLink } from './CopyLink.tsx';
import { lazily } from './lazily.tsx';
import { useWhenWords } from './when.ts';

interface Props {
  points: Day[];
  /** The day or span shown now (a drag shows days before they are in the address). */
  when: Bounds;
  /** The cluster or party that the page is about. */
  subject?: string;
  children?: ComponentChildren;
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
      {editing ? <Field key={editing} words={words} both={editing === 'knew'} close={close} /> : null}
      {earlier ? <Days subject={subject ?? null} ask={(which) => (setEarlier(false), setEditing(which))} close={fold} /> : null}
    </section>
  );
}

/** The field comes when it is wanted, and so does the list of days. */
const Field = lazily('field', () => import('./DateField.tsx').then((module) => module.DateField));
const Days = lazily('days', () => import('../record/EarlierDays.tsx').then((module) => module.EarlierDays));
