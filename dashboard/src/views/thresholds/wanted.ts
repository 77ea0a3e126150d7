// The numbers that a reader wants, as the address has them: `members:20,full:10,years:2,ends:180`. Pure.

import type { ThresholdCriterion } from '../../answers.ts';

/** What may be wanted, in the order of the fields; between the first and the last two are the classes of members. */
export const CLASSES = ['full', 'supporting', 'partner', 'founder'] as const;
export const FIELDS = ['members', ...CLASSES, 'years', 'ends'] as const;
export type Field = (typeof FIELDS)[number];
export type Wanted = Partial<Record<Field, number>>;

/** What is wanted where the address says nothing: the least that most programmes for clusters ask for. */
export const USUAL: Wanted = { members: 20, years: 2, ends: 365 };
const MOST: Partial<Record<Field, number>> = { ends: 36_500 };

export function wantedOf(parts: string[]): Wanted {
  if (!parts.length) return USUAL;
  const wanted: Wanted = {};
  for (const part of parts) {
    const [, name, number] = /^([a-z]+):(\d{1,7})$/.exec(part) ?? [];
    const field = FIELDS.find((each) => each === name);
    if (field) wanted[field] = Math.min(Number(number), MOST[field] ?? 9_999_999);
  }
  return wanted;
}

/** The parts for the address; null where they are the usual ones. */
export function partsOf(wanted: Wanted): string[] {
  const parts = (of: Wanted) => FIELDS.filter((field) => of[field] !== undefined).map((field) => `${field}:${of[field]}`);
  const own = parts(wanted);
  return own.join() === parts(USUAL).join() ? [] : own;
}

/** The parameters of `/v1/thresholds`. */
export function thresholdParameters(wanted: Wanted): Record<string, string> {
  const classes = CLASSES.filter((name) => wanted[name] !== undefined).map((name) => `${name}:${wanted[name]}`);
  const numbers = (['members', 'years'] as const).filter((name) => wanted[name] !== undefined).map((name) => [name, String(wanted[name])]);
  return { ...Object.fromEntries(numbers), ...(classes.length ? { classes: classes.join() } : {}) };
}

/** The field that a criterion answers. */
export const fieldOf = (criterion: ThresholdCriterion): string => criterion.class ?? criterion.criterion;
