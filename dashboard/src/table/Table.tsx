// A table of any length: a short one is all in the document, of a long one what is near the screen.

import type { ComponentChildren, Ref } from 'preact';
import { useRef } from 'preact/hooks';
import { useLoading } from '../loading.ts';
import { usePrinting } from '../printing.ts';
import { Unloaded } from '../ui/Unloaded.tsx';
import './table.css';

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
  /** The `tr` of a row; `goTo` takes the reader to another row. The same function draws the same row alike: a long table keeps it. */
  line(row: Row, more: RowProps, goTo: (id: string) => void): ComponentChildren;
}

/** Rows that are all in the document: more of them are slow in every step. */
const LONG = 200;
/** Rows of a longer table until what shows any of them is here. */
const FIRST = 40;

export function Table<Row>(props: TableProps<Row>) {
  const { rows } = props;
  const long = rows.length > LONG;
  const printing = usePrinting();
  const { value: Long, failed, retry } = useLoading(long ? 'table' : '', () => (long ? import('./LongTable.tsx').then((module) => module.LongTable) : Promise.resolve(null)));
  if (long && Long) return <Long {...(props as unknown as TableProps<unknown>)} />;
  return (
    <>
      <ShortTable {...props} rows={printing ? rows : rows.slice(0, long && !failed ? FIRST : LONG)} />
      {failed ? <Unloaded retry={retry} /> : null}
    </>
  );
}

function ShortTable<Row>({ class: name, id, caption, head, rows, current, line }: TableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const goTo = (id: string) => show([...body.current!.rows].find((row) => row.dataset.id === id));
  return (
    <table class={name} id={id}>
      <caption>{caption}</caption>
      <thead>{head}</thead>
      <tbody ref={body}>{rows.map((row) => line(row, currently(row, current), goTo))}</tbody>
    </table>
  );
}

export const currently = <Row,>(row: Row, current?: (row: Row) => boolean): RowProps => (current?.(row) ? { 'aria-current': 'true' } : {});

/** Takes the reader to a row. */
export function show(row: HTMLTableRowElement | undefined): void {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: 'nearest' });
}
