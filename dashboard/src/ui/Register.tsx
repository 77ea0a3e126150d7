// A table that sorts by its columns, with the order in the address; on a phone each row is a card.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useApp } from '../app.ts';
import { ChangedById } from '../record/Changed.tsx';
import { ordered, type Sortable } from '../order.ts';
import { Table } from '../table/Table.tsx';
import './questions.css';

export interface Column<Row> extends Sortable<Row> {
  head: string;
  cell(row: Row): ComponentChildren;
}

interface Props<Row> {
  caption: string;
  /** The first one is the row's heading. */
  columns: Column<Row>[];
  /** In the order that is usual, when the address has no other. */
  rows: Row[];
  id(row: Row): string;
  /** The row that is chosen, by its id. */
  chosen?: string | null;
}

export function Register<Row>({ caption, columns, rows, id, chosen = null }: Props<Row>) {
  const { t, lang, view, set } = useApp();
  const sorted = useMemo(() => ordered(rows, columns, view.sort, lang), [rows, columns, view.sort, lang]);
  const [by, down] = [view.sort?.replace(/^-/, '') ?? null, view.sort?.startsWith('-') ?? false];
  const [first, ...others] = columns;
  const sortable = columns.filter((column) => column.value);
  return (
    <div class="register">
      {sortable.length ? (
        <label class="sorter">{t.register.sort}{' '}
          <select value={view.sort ?? ''} onChange={({ currentTarget }) => set({ sort: currentTarget.value || null })}>
            <option value="">{t.register.usual}</option>
            {sortable.flatMap(({ key, head }) => [<option key={key} value={key}>{head} ↑</option>, <option key={`-${key}`} value={`-${key}`}>{head} ↓</option>])}
          </select>
        </label>
      ) : null}
      <Table
        class="facts" caption={caption} columns={columns.length} rows={sorted} rowId={id} words={(row) => columns.map(({ value }) => value?.(row) ?? '').join(' ')}
        head={(
          <tr>
            {columns.map(({ key, head, value }) => (
              <th scope="col" key={key} aria-sort={by === key ? (down ? 'descending' : 'ascending') : undefined}>
                {value ? <button type="button" class="plain" onClick={() => set({ sort: by !== key ? key : down ? null : `-${key}` })}>{head}<span aria-hidden="true">{by === key ? (down ? ' ↓' : ' ↑') : ''}</span></button> : head}
              </th>
            ))}
          </tr>
        )}
        line={(row, more) => (
          <tr key={id(row)} {...more} data-id={id(row)} aria-current={chosen === id(row) ? 'true' : undefined}>
            <th scope="row" data-label={first!.head}>{first!.cell(row)}<ChangedById id={id(row)} /></th>
            {others.map((column) => <td key={column.key} data-label={column.head}>{column.cell(row)}</td>)}
          </tr>
        )}
      />
    </div>
  );
}
