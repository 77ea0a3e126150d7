// The first entries of a long list; more of them on request, and all on paper.

import { useState } from 'preact/hooks';
import { useWords } from '../app.ts';
import { usePrinting } from '../printing.ts';

/** Rows at first, and with each request: a document of many thousands of elements is slow in every step. */
const SIZE = 150;

export interface First<T> {
  rows: T[];
  /** How many rows the next request shows; 0 when all are there. */
  next: number;
  more(): void;
}

export function useFirst<T>(rows: T[]): First<T> {
  const [count, setCount] = useState(SIZE);
  const printing = usePrinting();
  const shown = printing ? rows.length : count;
  return { rows: rows.length > shown ? rows.slice(0, shown) : rows, next: Math.max(0, Math.min(SIZE, rows.length - shown)), more: () => setCount(count + SIZE) };
}

export function More({ of: { next, more } }: { of: First<unknown> }) {
  const { t } = useWords();
  return next ? <p class="more"><button type="button" onClick={more}>{t.table.more(next)}</button></p> : null;
}
