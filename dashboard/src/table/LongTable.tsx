// A long table: the rows near the screen, a field that finds any row, and a way to the rows before and after for who does not scroll.

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { simplified } from '../names.ts';
import { usePrinting } from '../printing.ts';
import { useTexts } from '../texts.ts';
import { useRows } from './rows.ts';
import { currently, show, type TableProps } from './line.ts';
import { texts } from './texts.ts';

export function LongTable({ class: name, id, caption, head, columns, rows, rowId, words, current, looks, line }: TableProps<unknown>) {
  const x = useTexts(texts);
  const printing = usePrinting();
  const table = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [typed, setTyped] = useState('');
  const [focused, setFocused] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const searching = typed.trim() !== '';
  const keys = useMemo(() => (searching ? rows.map((row) => simplified(words(row))) : []), [rows, searching]);
  const found = useMemo(() => {
    const parts = simplified(typed).split(' ');
    return searching ? rows.filter((_, at) => parts.every((part) => keys[at]!.includes(part))) : rows;
  }, [rows, keys, typed]);
  const ids = useMemo(() => found.map(rowId), [found]);
  const pinned = useMemo(() => (focused === null ? -1 : ids.indexOf(focused)), [ids, focused]);
  const { parts, measure } = useRows(body, ids, pinned > 0 ? pinned : null);

  const goTo = (id: string) => {
    wanted.current = id;
    if (!ids.includes(id)) setTyped('');
    setFocused(id);
  };
  useEffect(() => {
    const row = wanted.current === null ? undefined : [...body.current!.rows].find((each) => each.dataset.id === wanted.current);
    if (!row) return;
    wanted.current = null;
    show(row);
  });
  // Columns keep the widths that the first rows gave them, whichever rows come into sight.
  useLayoutEffect(() => {
    const heads = [...table.current!.tHead!.rows[0]!.cells];
    const widths = heads.map((each) => (100 * each.offsetWidth) / table.current!.offsetWidth);
    heads.forEach((each, at) => (each.style.width = `${widths[at]}%`));
    table.current!.style.tableLayout = 'fixed';
  }, []);

  const going = useRef(goTo);
  going.current = goTo;
  const go = useRef((to: string) => going.current(to));
  // A row that is the same, at the same place, gives the same element again, which is not compared.
  const drawn = useMemo(() => new WeakMap<object, { key: string; element: ComponentChildren }>(), [line]);
  const row = (index: number) => {
    const each = found[index] as object;
    const more = currently(each, current);
    const key = `${index} ${more['aria-current']} ${looks?.(each) ?? ''}`;
    const before = drawn.get(each);
    if (before?.key === key) return before.element;
    const element = line(each, { ...more, ref: measure, 'aria-rowindex': index + 2, 'data-index': index }, go.current);
    drawn.set(each, { key, element });
    return element;
  };
  return (
    <>
      <div class="filter words tablefind">
        <label>{x.find} <span class="unseen">{caption}</span><input type="search" value={typed} autoComplete="off" onInput={({ currentTarget }) => setTyped(currentTarget.value)} /></label>
        <span role="status" class="about">{searching ? x.found(found.length, rows.length) : null}</span>
      </div>
      <table class={`${name} long`} id={id} ref={table} aria-rowcount={found.length + 1}>
        <caption>{caption}</caption>
        <thead>{head}</thead>
        <tbody ref={body} onFocusIn={({ target }) => setFocused((target as HTMLElement).closest('tr')?.dataset.id ?? null)}>
          {printing ? found.map((_, index) => row(index)) : parts.map(({ index, from, to, height }) => (index !== null ? row(index) : (
            <tr class="gap" key={`gap ${from ? 'after' : 'before'} ${from && to < found.length}`}>
              <td colSpan={columns} style={{ height: `${height}px` }}>
                <button type="button" class="unseen" onClick={() => goTo(ids[from ? from : to - 1]!)}>{from ? x.later(from + 1, to) : x.earlier(1, to)}</button>
              </td>
            </tr>
          )))}
        </tbody>
      </table>
    </>
  );
}
