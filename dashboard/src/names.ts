// What things are called among others: where a short name is not unique, the full name goes with it.

import { fullName, shortName, type Lang, type Ref } from './record.ts';

export interface Naming {
  /** The short name; with the full one, and where that is no help either with the id, when another thing has the same. */
  (ref: Ref): string;
  /** Whether the short name alone would leave open which one is meant. */
  shared(ref: Ref): boolean;
}

/** Names as people see them: width, case and spaces make no difference. */
const seen = (name: string) => name.normalize('NFKC').toLocaleLowerCase('pl').replace(/\s+/g, ' ').trim();

/** `refs`: everything that a page speaks of, each as often as it likes. */
export function naming(refs: Iterable<Ref>, lang: Lang): Naming {
  const things = new Map<string, Ref>();
  for (const ref of refs) things.set(ref.id, ref);
  const [short, full] = [shortName, fullName].map((name) => {
    const count = new Map<string, number>();
    for (const ref of things.values()) count.set(seen(name(ref, lang)), (count.get(seen(name(ref, lang))) ?? 0) + 1);
    return (ref: Ref) => (count.get(seen(name(ref, lang))) ?? 0) > 1;
  }) as [(ref: Ref) => boolean, (ref: Ref) => boolean];
  const name = (ref: Ref) => {
    const [brief, whole] = [shortName(ref, lang), fullName(ref, lang)];
    if (!short(ref)) return brief;
    const more = [brief === whole ? null : whole, full(ref) ? ref.id : null].filter(Boolean);
    return more.length ? `${brief} (${more.join(', ')})` : brief;
  };
  return Object.assign(name, { shared: short });
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
