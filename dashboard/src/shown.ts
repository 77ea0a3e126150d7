// What the page shows now, for the parts around it: the banner of an earlier record, links, citations and files.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Day, Likelihood, Meta, RecordedFact, Reference, Source, Text } from './answers.ts';
import type { Followed } from './answer.ts';
import { useApp } from './app.ts';
import { fullName, textIn } from './names.ts';
import type { Part } from './scene/shapes.ts';
import type { View } from './state.ts';

export interface ShownRow {
  /** The event of the fact. */
  event: string;
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
  /** Whether a row of the answers' sheets, by its event and its stream, is among what is seen. */
  admits(event: string, stream: string): boolean;
  /** The complete picture, also of what is not on the screen; null where there is none, or it is no drawing of ours. */
  picture: { parts(): Part[]; width: number; height: number } | null;
  /** What is seen as GeoJSON, where the page has places on the Earth. */
  geojson?: (() => object) | undefined;
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
  const mine = useRef(next);
  useEffect(() => {
    mine.current = next;
    show(next);
  }, keys);
  // The next page may have shown its own before this one has gone.
  useEffect(() => () => void (shown === mine.current && show(null)), []);
}

/** For a page that shows one answer, or some of its facts: what it makes of an answer's address is seen in its rows. */
export function useShowAnswer(followed: Followed<unknown>, facts: unknown = followed.answer?.data, differences: number | null = null, geojson?: (meta: Meta) => object): void {
  const app = useApp();
  const { lang, date } = app;
  const { answer, url, news } = followed;
  useShow(answer && url ? {
    meta: answer.meta, latest: Math.max(answer.meta.position, news.position), differences, answers: [url], picture: null, geojson: geojson && (() => geojson(answer.meta)),
    admits: admitted(facts),
    rows: () => factsIn(facts).map((fact) => ({
      event: fact.event, what: textIn(fact.what ?? fact.label, lang).text || (fact.ref ? fullName(fact.ref, lang) : fact.event), when: date(fact.date), certainty: fact.certainty === 'yes' ? 'yes' : 'possibly', sources: fact.sources,
    })),
  } : null, [answer, url, facts, differences, app, geojson]);
}

function admitted(facts: unknown): (event: string) => boolean {
  let events: Set<string> | null = null;
  return (event) => (events ??= new Set(factsIn(facts).map((fact) => fact.event))).has(event);
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
