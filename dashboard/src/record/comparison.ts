// The record of the address and another one, fact by fact.

import { createContext } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAnswer, type Followed } from '../answer.ts';
import { Problem, type Answer } from '../api.ts';
import { useApp } from '../app.ts';
import { useLoading } from '../loading.ts';
import type { Difference } from './changes.ts';

export interface Comparison<Row> {
  /** How each fact that differs does, by its id; null while the other record is not here, or none is compared. */
  differences: Map<string, Difference> | null;
  /** Whether the reader wants to see the differences. */
  marked: boolean;
  /** What only the other record has. */
  others: Row[];
  other: Answer<unknown> | null;
  followed: Followed<unknown>;
}

/** The differences that a page marks, for its tables and panels; null where it marks none. */
export const Differences = createContext<Map<string, Difference> | null>(null);

/** An answer's address by another record; null is today's. */
export function addressAt(url: string | null, record: string | null): string | null {
  if (!url) return null;
  const [path = '', query] = url.split('?');
  const parameters = new URLSearchParams(query);
  if (record === null) parameters.delete('known_at');
  else parameters.set('known_at', record);
  return `${path}?${parameters}`;
}

interface Compared<T, Row> {
  /** The address of the answer by a record; null is today's. */
  address(record: string | null): string | null;
  answer: Answer<T> | null;
  rows(data: T): Row[];
  id(row: Row): string;
  /** What is compared of a row; all of it unless it is given. */
  of?(row: Row): object;
  /** How many pages of a long answer the page has itself. */
  pages?: number;
}

/**
 * Compares what a page shows with the record of `cmp`; while an earlier record is shown and no `cmp` is given with today's,
 * to know how much there is to see.
 */
export function useComparison<T, Row extends object>({ address, answer, rows, id, of, pages }: Compared<T, Row>): Comparison<Row> {
  const { view } = useApp();
  const compared = view.cmp !== null || view.knownAt !== null;
  const followed = useAnswer<T>(compared ? address(view.cmp) : null, false, { pages });
  const other = compared && !followed.outdated ? followed.answer : null;
  // A record that does not know the thing yet, or any more, has nothing of it.
  const unknown = compared && followed.problem?.status === 404;
  // Few readers compare records: what does it comes with the first comparison.
  const { value: differences, failed, retry } = useLoading(compared ? 'comparing' : '', () => (compared ? import('./comparing.ts').then((module) => module.differences) : Promise.resolve(null)));
  const result = useMemo(() => {
    if ((!other && !unknown) || !answer || !differences) return { differences: null, others: [] };
    const [own, others] = [rows(answer.data), other ? rows(other.data) : []];
    const shown = new Set(own.map(id));
    const earlier = !other || other.meta.known_at < answer.meta.known_at;
    return { differences: earlier ? differences(others, own, id, of) : differences(own, others, id, of), others: others.filter((row) => !shown.has(id(row))) };
  }, [answer, other, unknown, differences]);
  // Without it the page must not look as if the records were equal.
  const problem = unknown ? null : failed ? new Problem(0, null, null, null) : followed.problem;
  return { ...result, other, marked: view.cmp !== null, followed: { ...followed, problem, reload: failed ? retry : followed.reload } };
}
