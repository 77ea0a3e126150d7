// The record of the address and another one, fact by fact.

import { createContext } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAnswer, type Followed } from '../answer.ts';
import type { Answer } from '../api.ts';
import { useApp } from '../app.ts';
import { differences, type Difference } from './comparing.ts';

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

interface Compared<T, Row> {
  /** The address of the answer by a record; null is today's. */
  address(record: string | null): string | null;
  answer: Answer<T> | null;
  rows(data: T): Row[];
  id(row: Row): string;
}

/**
 * Compares what a page shows with the record of `cmp`; while an earlier record is shown and no `cmp` is given with today's,
 * to know how much there is to see.
 */
export function useComparison<T, Row extends object>({ address, answer, rows, id }: Compared<T, Row>): Comparison<Row> {
  const { view } = useApp();
  const compared = view.cmp !== null || view.knownAt !== null;
  const followed = useAnswer<T>(compared ? address(view.cmp) : null, false);
  const other = compared && !followed.outdated ? followed.answer : null;
  const result = useMemo(() => {
    if (!other || !answer) return { differences: null, others: [] };
    const [own, others] = [rows(answer.data), rows(other.data)];
    const shown = new Set(own.map(id));
    const earlier = other.meta.known_at < answer.meta.known_at;
    return { differences: earlier ? differences(others, own, id) : differences(own, others, id), others: others.filter((row) => !shown.has(id(row))) };
  }, [answer, other]);
  return { ...result, other, marked: view.cmp !== null, followed };
}
