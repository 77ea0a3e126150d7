// What the page shows now, for the parts around it: the banner of an earlier record, links, citations and files.

import { useEffect, useState } from 'preact/hooks';
import type { Day, Likelihood, Meta, RecordedFact, Reference, Source, Text } from './answers.ts';
import type { Answer } from './api.ts';
import { useApp } from './app.ts';
import { shortName, textIn } from './names.ts';
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
  /** Whether the answers hold nothing else: their files are given as they are. */
  complete: boolean;
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

/** For a page that shows an answer as it is: `path` is its address without the clocks. */
export function useShowAnswer(answer: Answer<unknown> | null, path: string): void {
  const app = useApp();
  const { lang, view, today, date } = app;
  useShow(answer && {
    meta: answer.meta, latest: answer.meta.position, differences: null, answers: [answerAt(path, view, today)], complete: true, picture: null,
    rows: () => factsIn(answer.data).map((fact) => ({
      event: fact.event, stream: fact.ref?.id ?? fact.event.split('@')[0]!, what: textIn(fact.what ?? fact.label, lang).text || (fact.ref ? shortName(fact.ref, lang) : fact.event), when: date(fact.date), certainty: fact.certainty === 'yes' ? 'yes' : 'possibly', sources: fact.sources,
    })),
  }, [answer, path, app]);
}

type AnyFact = RecordedFact & { ref?: Reference; what?: Text; label?: Text };

/** Every fact of an answer, outer ones first, each once. */
function factsIn(answer: unknown): AnyFact[] {
  const facts = new Map<string, AnyFact>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (value === null || typeof value !== 'object') return;
    const fact = value as Partial<AnyFact>;
    if (typeof fact.event === 'string' && fact.date && Array.isArray(fact.sources) && fact.interval) facts.set(`${fact.event} ${fact.ref?.id}`, facts.get(`${fact.event} ${fact.ref?.id}`) ?? (value as AnyFact));
    Object.values(value).forEach(look);
  };
  look(answer);
  return [...facts.values()];
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
