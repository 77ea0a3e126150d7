// What a person has entered into a form, as it is kept in a draft: by field, in the shape that the field's type has.

import type { Reference } from '../answers.ts';
import type { Lang } from '../names.ts';
import type { RegisterSource } from './commands.ts';
import { NO_DATE, type When } from './when.ts';

export type Texts = Partial<Record<Lang, string>>;

/** Something of the record; or, with `fresh`, something that is recorded together with the fact. */
export interface Chosen {
  /** The stream. */
  id: string;
  kind: string;
  names: Record<string, string>;
  abbreviation?: string | null;
  fresh?: true;
}

/** A source with the place in it. What follows is of one that is recorded together with the fact. */
export interface Cited extends Chosen {
  locator: string;
  language?: Lang;
  url?: string;
  /** As it was typed. */
  published?: string;
  hash?: string;
  source_type?: RegisterSource['source_type'];
}

/** Somebody who took part in a visit: never a name. */
export interface Delegate {
  side: 'host' | 'visitor';
  function: string;
  organisation: Chosen[];
}

/** A party of an agreement, and whether and by whom it signs. */
export interface Signer {
  party: Chosen;
  signs: boolean;
  represented: Chosen[];
  function: string;
}

export type Value = string | boolean | Texts | Chosen[] | Cited[] | Delegate[] | Signer[] | When | undefined;
export type Values = Record<string, Value>;

/** Reads values in the shape that a field's type has; what was never entered is empty. */
export class Entered {
  readonly values: Values;
  readonly lang: Lang;

  constructor(values: Values, lang: Lang) {
    [this.values, this.lang] = [values, lang];
  }

  text(field: string): string {
    const value = this.values[field];
    return typeof value === 'string' ? value.trim() : '';
  }

  flag(field: string): boolean {
    return this.values[field] === true;
  }

  /** The languages in which something was entered; undefined when it is in none. */
  texts(field: string): Record<string, string> | undefined {
    const given = Object.entries((this.values[field] ?? {}) as Texts).filter(([, text]) => text?.trim());
    return given.length ? Object.fromEntries(given.map(([lang, text]) => [lang, text!.trim()])) : undefined;
  }

  list<T extends Chosen | Delegate | Signer>(field: string): T[] {
    const value = this.values[field];
    return Array.isArray(value) ? (value as T[]) : [];
  }

  refs(field: string): string[] {
    return this.list<Chosen>(field).map(({ id }) => id);
  }

  ref(field: string): string | undefined {
    return this.refs(field)[0];
  }

  get when(): When {
    return { ...NO_DATE, ...((this.values.when ?? {}) as Partial<When>) };
  }

  get cited(): Cited[] {
    return this.list<Cited>('sources');
  }
}

/** The members that have a value. */
export function given<T extends object>(members: { [M in keyof T]: T[M] | undefined | '' }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== '' && value !== null && !(Array.isArray(value) && !value.length))) as T;
}

export const chosenOf = ({ id, kind, names, abbreviation }: Reference): Chosen => ({ id, kind, names: names ?? {}, abbreviation });

/** The id of a stream without its category. */
export const bareId = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

const FOLDED: Record<string, string> = { ł: 'l', Ł: 'l', ß: 'ss', ø: 'o', æ: 'ae', đ: 'd' };

/** A stream for something new: readable by its name, and another one for each draft. */
export function freshId(category: string, name: string, word: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[łŁßøæđ]/g, (sign) => FOLDED[sign]!).toLowerCase();
  const slug = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
  return `${category}-${slug ? `${slug}-` : ''}${word.slice(0, 8)}`;
}

// A comma with a space separates two numbers; without one it does where they have decimal points.
const PAIRS = [/^(-?\d{1,3}(?:\.\d+)?)(?:\s*;\s*|,\s+|\s+)(-?\d{1,3}(?:\.\d+)?)$/, /^(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)$/, /^(-?\d{1,3}(?:,\d+)?)(?:\s*;\s*|,\s+|\s+)(-?\d{1,3}(?:,\d+)?)$/];

/** A point on the map as it is written, latitude first; null for what is none. The record has at most seven decimals. */
export function pointOf(text: string): { latitude: string; longitude: string } | null {
  const pair = PAIRS.map((form) => form.exec(text.trim())).find((match) => match !== null);
  if (!pair) return null;
  const [latitude, longitude] = [pair[1]!, pair[2]!].map((degrees) => degrees.replace(',', '.').replace(/^(-?)0+(?=\d)/, '$1').replace(/(\.\d{7})\d+$/, '$1')) as [string, string];
  return Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180 ? { latitude, longitude } : null;
}
