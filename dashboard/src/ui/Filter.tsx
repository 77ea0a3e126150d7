// Filters of a list, kept in the address: kinds or states to show, and words.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';

export interface Option {
  value: string;
  label: string;
  /** How many rows have it. */
  count?: number;
}

/** A row of switches: none is on means all are shown. */
export function FilterChoice({ label, field, options }: { label: string; field: 'kind' | 'status'; options: Option[] }) {
  const { view, set } = useApp();
  const on = view[field];
  const flip = (value: string) => set({ [field]: on.includes(value) ? on.filter((each) => each !== value) : [...on, value] });
  return (
    <fieldset class="filter">
      <legend>{label}</legend>
      {options.map(({ value, label, count }) => (
        <button type="button" key={value} class="toggle" aria-pressed={on.includes(value)} onClick={() => flip(value)}>
          <span class="box" aria-hidden="true" />{label}{count === undefined ? null : <span class="about"> {count}</span>}
        </button>
      ))}
    </fieldset>
  );
}

/** A field that narrows a list by words; what is typed is in the address after a moment of rest. */
export function FilterWords({ label }: { label: string }) {
  const { view, set } = useApp();
  const [typed, setTyped] = useState(view.q ?? '');
  const timer = useRef(0);
  const sent = useRef(view.q);
  // What comes from elsewhere (back, a link) is shown; what was sent from here must not undo what is typed since.
  useEffect(() => {
    if (view.q === sent.current) return;
    sent.current = view.q;
    setTyped(view.q ?? '');
  }, [view.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      sent.current = text.trim() || null;
      set({ q: sent.current }, true);
    }, 250);
  };
  return <label class="filter words">{label} <input type="search" value={typed} onInput={({ currentTarget }) => change(currentTarget.value)} /></label>;
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').toLocaleLowerCase();

/** Whether a row's texts have all words, whatever their marks and case. */
export function hasWords(texts: string[], words: string | null): boolean {
  if (!words) return true;
  const text = folded(texts.join(' '));
  return folded(words).split(/\s+/).every((word) => text.includes(word));
}
