// What short and long tables have alike: what they are made of, and what they do with a row.

import type { ComponentChildren, Ref } from 'preact';

/** What a table adds to its rows. */
export interface RowProps {
  ref?: Ref<HTMLTableRowElement>;
  'aria-current'?: 'true';
  'aria-rowindex'?: number;
  'data-index'?: number;
}

export interface TableProps<Row> {
  class: string;
  id?: string;
  caption: string;
  /** The row of headings, and how many there are. */
  head: ComponentChildren;
  columns: number;
  rows: Row[];
  /** A row's id, the same as the `data-id` of its line. */
  rowId(row: Row): string;
  /** The words by which a row of a long table is found. */
  words(row: Row): string;
  /** The chosen row. */
  current?: (row: Row) => boolean;
  /** What else than the row a line shows; lines of the same row that differ in it are drawn again. */
  looks?: (row: Row) => string;
  /** The `tr` of a row; `goTo` takes the reader to another row. The same function draws the same row alike: a long table keeps it. */
  line(row: Row, more: RowProps, goTo: (id: string) => void): ComponentChildren;
}

export const currently = <Row,>(row: Row, current?: (row: Row) => boolean): RowProps => (current?.(row) ? { 'aria-current': 'true' } : {});

/** Takes the reader to a row. */
export function show(row: HTMLTableRowElement | undefined): void {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: 'nearest' });
}
