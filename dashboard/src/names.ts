// What things are called among others: where a short name is not unique, the full name goes with it.

import { fullName, shortName, type Lang, type Ref } from './record.ts';

/** The short name; with the full one, and where that is no help either with the id, when another thing has the same. */
export type Naming = (ref: Ref) => string;

/** Names as people see them: width, case and spaces make no difference. */
const seen = (name: string) => name.normalize('NFKC').toLocaleLowerCase('pl').replace(/\s+/g, ' ').trim();

/** `refs`: everything that a page speaks of, each as often as it likes. */
export function naming(refs: Iterable<Ref>, lang: Lang): Naming {
  const things = new Map<string, { ref: Ref; short: string; full: string }>();
  for (const ref of refs) if (!things.has(ref.id)) things.set(ref.id, { ref, short: seen(shortName(ref, lang)), full: seen(fullName(ref, lang)) });
  const [shorts, fulls] = [new Map<string, number>(), new Map<string, number>()];
  for (const { short, full } of things.values()) {
    shorts.set(short, (shorts.get(short) ?? 0) + 1);
    fulls.set(full, (fulls.get(full) ?? 0) + 1);
  }
  const shared = new Map<string, string>();
  for (const [id, { ref, short, full }] of things) {
    if (shorts.get(short) === 1) continue;
    const [brief, whole] = [shortName(ref, lang), fullName(ref, lang)];
    const more = [brief === whole ? null : whole, fulls.get(full) === 1 ? null : id].filter(Boolean);
    shared.set(id, more.length ? `${brief} (${more.join(', ')})` : brief);
  }
  // Asked for every mark of every day: only what is shared costs more than the short name.
  return (ref) => shared.get(ref.id) ?? shortName(ref, lang);
}

/** Every reference to a thing that an answer holds, however deep. */
export function refsIn(answer: unknown): Ref[] {
  const refs: Ref[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (value === null || typeof value !== 'object') return;
    const { id, kind, names } = value as Partial<Ref>;
    if (typeof id === 'string' && typeof kind === 'string' && names && typeof names === 'object') refs.push(value as Ref);
    else Object.values(value).forEach(look);
  };
  look(answer);
  return refs;
}
