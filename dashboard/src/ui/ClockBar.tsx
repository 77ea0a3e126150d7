// The first clock in sight: the day, its field, and the steps to where the answer changes.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { nextChange, previousChange } from '../certainty.ts';
import { bounds } from '../dates.ts';
import { readPhrase } from '../phrases.ts';
import type { Bounds, Day } from '../answers.ts';
import { CopyLink } from './CopyLink.tsx';

interface Props {
  points: Day[];
  /** The day or span shown now (a drag shows days before they are in the address). */
  when: Bounds;
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

export function ClockBar({ points, when, children }: Props) {
  const { t, view, set, today } = useApp();
  const words = useWhenWords(when);
  const [editing, setEditing] = useState(false);
  const back = previousChange(points, when[0] ?? '0000-01-01');
  const on = nextChange(points, when[1] ?? '9999-12-31');
  const move = (day: Day | null) => day && set({ asOf: day === today ? null : day });
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <section class="clock" aria-label={t.clock.controls}>
      <p class="unseen" data-sentence>{view.knownAt ? t.clock.sentenceAt(words, view.knownAt) : t.clock.sentence(words)}</p>
      <div class="world">
        <button type="button" class="day" ref={button} aria-expanded={editing} aria-label={t.clock.change(words)} onClick={() => setEditing(!editing)}>
          <span>{t.clock.asOf}</span> <strong>{words}</strong>
        </button>
        <button type="button" class="step back" disabled={!back} onClick={() => move(back)}><span aria-hidden="true">←</span> <span class="word">{t.clock.previous}</span></button>
        <button type="button" class="step on" disabled={!on} onClick={() => move(on)}><span class="word">{t.clock.next}</span> <span aria-hidden="true">→</span></button>
        <button type="button" class="now" disabled={view.asOf === null} onClick={() => set({ asOf: null })}>{t.clock.now}</button>
        {children}
      </div>
      <div class="record">
        <p>{t.clock.record} <strong>{view.knownAt ? t.clock.at(view.knownAt) : t.clock.today}</strong></p>
        <CopyLink />
      </div>
      {editing ? <DateField words={words} close={close} /> : null}
    </section>
  );
}

function DateField({ words, close }: { words: string; close: () => void }) {
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
    set({ asOf: reading.edtf === today ? null : reading.edtf });
    close();
  };
  return (
    <form class="datefield" onSubmit={send} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <label for="day">{t.clock.field}</label>
      <p id="dayhint" class="about">{t.clock.hint}</p>
      <input id="day" ref={field} value={typed} autocomplete="off" spellcheck={false} aria-describedby="dayhint daymeans" aria-invalid={refused ? true : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
      <p id="daymeans" data-refused={refused ? true : undefined}>{refused ?? meaning}</p>
      <button type="submit" class="main">{t.clock.show}</button>
      <button type="button" onClick={close}>{t.clock.cancel}</button>
    </form>
  );
}
