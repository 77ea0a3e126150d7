// The filter of a subscription: from the form's rows to an expression, and from an expression to words. Pure.

import type { ExactValues, FilterExpression, PartialValues } from './answers.ts';

export const ATTRIBUTES = ['type', 'cluster', 'party', 'stream', 'audience'] as const;
export const COMPARISONS = ['exact', 'not', 'prefix', 'suffix'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Comparison = (typeof COMPARISONS)[number];

export interface Condition {
  attribute: Attribute;
  comparison: Comparison;
  value: string;
}

export interface FilterWords {
  attributes: Record<Attribute, string>;
  comparisons: Record<Comparison, string>;
  all: string;
  any: string;
  not(what: string): string;
  everything: string;
}

/** The expression of the rows; undefined without rows. */
export function expressionOf(conditions: Condition[], together: 'all' | 'any'): FilterExpression | undefined {
  const parts = conditions.map(({ attribute, comparison, value }): FilterExpression => {
    const values = { [attribute]: value.trim() };
    if (comparison === 'not') return { not: { exact: values as ExactValues } };
    return comparison === 'exact' ? { exact: values as ExactValues } : { [comparison]: values as PartialValues };
  });
  return parts.length > 1 ? { [together]: parts } : parts[0];
}

/** The row that a JSON pointer of the request is about: the first one where it names none. */
export function rowOf(pointer: string): number {
  const [, row] = /^\/filter\/(?:all|any)\/(\d+)/.exec(pointer) ?? [];
  return Number(row ?? 0);
}

export function wordsOf(expression: FilterExpression | null, words: FilterWords): string {
  return expression ? inWords(expression, words, false) : words.everything;
}

function inWords(expression: FilterExpression, words: FilterWords, inside: boolean): string {
  if (expression.not) {
    const { exact } = expression.not;
    return exact && Object.keys(exact).length === 1 ? compared('not', exact, words) : words.not(inWords(expression.not, words, true));
  }
  for (const dialect of ['exact', 'prefix', 'suffix'] as const) {
    const values = expression[dialect];
    if (values) return compared(dialect, values, words);
  }
  const [parts, link] = expression.all ? [expression.all, words.all] : [expression.any ?? [], words.any];
  const text = parts.map((part) => inWords(part, words, true)).join(` ${link} `);
  return inside && parts.length > 1 ? `(${text})` : text;
}

function compared(comparison: Comparison, values: ExactValues | PartialValues, words: FilterWords): string {
  const parts = ATTRIBUTES.filter((attribute) => values[attribute]).map((attribute) => `${words.attributes[attribute]} ${words.comparisons[comparison]} ${values[attribute]}`);
  return parts.join(` ${words.all} `);
}
