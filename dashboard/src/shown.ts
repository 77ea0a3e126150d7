// What the page shows now, for the parts around it: the banner of an earlier record, links, citations and files.

import { useEffect, useState } from 'preact/hooks';
import type { Day, Likelihood, Meta, Source } from './answers.ts';
import type { Part } from './scene/shapes.ts';
import type { View } from './state.ts';

export interface ShownRow {
  /** The event of the fact, and the stream that it is about: together they name a row of the server's sheets. */
  event: string;
  stream: string;
  what: string;
  when: string;
  certainty: Likelihood | null;
  sources: Source[];
}

export interface Shown {
  meta: Meta;
  /** The record that a comparison pins: the last position there is. */
  latest: number;
  /** How many facts of the page another record has otherwise; null where none is compared. */
  differences: number | null;
  /** Addresses under /v1/ of the answers that the page is made of, with both clocks. */
  answers: string[];
  /** The facts that are seen, in their order: made when they are wanted. */
  rows(): ShownRow[];
  /** The complete picture, also of what is not on the screen; null where there is none, or it is no drawing of ours. */
  picture: { parts(): Part[]; width: number; height: number } | null;
}

/** The address of an answer with both clocks of the page: what its files are made of. */
export function answerAt(path: string, view: Pick<View, 'asOf' | 'knownAt'>, today: Day): string {
  const known = view.knownAt ? `&known_at=${encodeURIComponent(view.knownAt)}` : '';
  return `${path}${path.includes('?') ? '&' : '?'}as_of=${encodeURIComponent(view.asOf ?? today)}${known}`;
}

let shown: Shown | null = null;
const listeners = new Set<(shown: Shown | null) => void>();

function show(next: Shown | null): void {
  shown = next;
  for (const listener of listeners) listener(next);
}

/** Called by a page with what it shows; null while there is nothing yet. `keys`: what it follows from. */
export function useShow(next: Shown | null, keys: unknown[]): void {
  useEffect(() => show(next), keys);
  useEffect(() => () => show(null), []);
}

export function useShown(): Shown | null {
  const [now, setNow] = useState(shown);
  useEffect(() => {
    setNow(shown);
    listeners.add(setNow);
    return () => void listeners.delete(setNow);
  }, []);
  return now;
}
