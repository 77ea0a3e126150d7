// A table of any length: a short one is all in the document, of a long one what is near the screen.

import { useRef } from 'preact/hooks';
import { useLoading } from '../loading.ts';
import { usePrinting } from '../printing.ts';
import { Unloaded } from '../ui/Unloaded.tsx';
import { currently, show, type TableProps } from './line.ts';
import './table.css';

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
