// Names and texts in the language of the page. Where a short name is not unique, the full name goes with it.

import type { Reference, Text } from './answers.ts';

export type Lang = 'pl' | 'en';

/** A text in a language, or else in another one, which `lang` then names. */
export function textIn(text: Text | null | undefined, lang: Lang): { text: string; lang: string | null } {
  if (!text) return { text: '', lang: null };
  const own = text[lang];
  if (own !== undefined) return { text: own, lang: null };
  const [other, value] = Object.entries(text)[0] ?? [null, ''];
  return { text: value, lang: other };
}

/** The abbreviation of a thing, or its name. */
export function shortName(ref: Reference, lang: Lang): string {
  return ref.abbreviation ?? fullName(ref, lang);
}

export function fullName(ref: Reference, lang: Lang): string {
  return textIn(ref.names, lang).text || ref.label || ref.id;
}

/** The short name; with the full one, and where that is no help either with the id, when another thing has the same. */
export type Naming = (ref: Reference) => string;

/** Names as people see them: width, case and spaces make no difference. */
/** What is seen otherwise than it is written; most names have nothing of it, and thousands are compared at once. */
const ODD = /^ |  | $|[^ -~À-ÿĄ-ıĴ-ľŁ-ňŊ-ż]/;
const seen = (name: string) => (ODD.test(name) ? name.normalize('NFKC').replace(/\s+/g, ' ').trim() : name).toLowerCase();

/** `refs`: everything that a page speaks of, each as often as it likes. */
export function naming(refs: Iterable<Reference>, lang: Lang): Naming {
  const named = (ref: Reference) => {
    const full = seen(fullName(ref, lang));
    return { ref, short: ref.abbreviation === null ? full : seen(ref.abbreviation), full };
  };
  const things = new Map<string, ReturnType<typeof named>>();
  for (const ref of refs) if (!things.has(ref.id)) things.set(ref.id, named(ref));
  const [shorts, fulls] = [new Map<string, number>(), new Map<string, number>()];
  for (const { short, full } of things.values()) {
    shorts.set(short, (shorts.get(short) ?? 0) + 1);
    fulls.set(full, (fulls.get(full) ?? 0) + 1);
  }
  const shared = new Map<string, string>();
  for (const [id, { ref, short, full }] of things) {
    if (shorts.get(short) === 1) continue;
    const [brief, long] = [shortName(ref, lang), fullName(ref, lang)];
    const more = [brief === long ? null : long, fulls.get(full) === 1 ? null : id].filter(Boolean);
    shared.set(id, more.length ? `${brief} (${more.join(', ')})` : brief);
  }
  // Asked for every mark of every day: only what is shared costs more than the short name.
  return (ref) => shared.get(ref.id) ?? shortName(ref, lang);
}

/** Every reference in an answer, at any depth. */
export function refsIn(answer: unknown): Reference[] {
  const refs: Reference[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (value === null || typeof value !== 'object') return;
    const { id, kind, names } = value as Partial<Reference>;
    if (typeof id === 'string' && typeof kind === 'string' && names && typeof names === 'object') refs.push(value as Reference);
    else Object.values(value).forEach(look);
  };
  look(answer);
  return refs;
}

/** A name as it may be typed: without case, accents and the stroke of ł. */
export const simplified = (name: string): string => seen(name).normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l');
