// The order of a table's rows.

import type { Lang } from './names.ts';

export interface Sortable<Row> {
  /** The column's name in the address. */
  key: string;
  /** What the column sorts by; null comes last in either order. Without it the column does not sort. */
  value?(row: Row): string | number | null;
}

/** The rows by a column ("name", "-name" in descending order), else as they are; equal ones keep their order. */
export function ordered<Row>(rows: Row[], columns: Sortable<Row>[], sort: string | null, lang: Lang): Row[] {
  const value = columns.find(({ key }) => key === sort?.replace(/^-/, ''))?.value;
  if (!sort || !value) return rows;
  const names = new Intl.Collator(lang, { numeric: true });
  const sign = sort.startsWith('-') ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : names.compare(String(a), String(b)));
  });
  return keyed.map(({ row }) => row);
}
