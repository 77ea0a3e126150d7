// Which rows of a long table are in the document: those near the screen, and the one that has the focus.

import { defaultRangeExtractor, observeWindowOffset, observeWindowRect, Virtualizer, windowScroll, type Range } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** Pixels of a row that was not drawn yet. */
const ROW = 44;
/** Rows beyond either edge of the screen: Tab finds the next one there. */
const OVERSCAN = 12;

export interface Part {
  /** A row by its index, or a gap in place of all rows from `from` up to `to`. */
  index: number | null;
  from: number;
  to: number;
  /** Pixels of the gap. */
  height: number;
}

export interface Rows {
  parts: Part[];
  measure(row: HTMLTableRowElement | null): void;
}

/** `pinned`: the index of a row that stays in the document wherever the screen is. */
export function useRows(body: { current: HTMLElement | null }, ids: string[], pinned: number | null): Rows {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [margin, setMargin] = useState(0);
  const rows = useRef<Virtualizer<Window, HTMLTableRowElement> | null>(null);
  const kept = useRef(pinned);
  kept.current = pinned;
  const key = useRef(ids);
  const itemKey = useRef((index: number) => key.current[index]!);
  // Another list has other keys.
  if (key.current !== ids) {
    key.current = ids;
    itemKey.current = (index) => ids[index]!;
  }
  const before = useRef<number[]>([]);
  // Rows of a table that is out of sight stay: a reader who looks at the picture comes back to them.
  const inSight = (range: Range): number[] => {
    const [top, bottom] = [margin, margin + (rows.current?.getTotalSize() ?? 0)];
    // From where the screen was last seen to be: reading its place here would lay the page out within each step.
    const [screen, height] = [rows.current?.scrollOffset ?? 0, rows.current?.scrollRect?.height ?? 0];
    const stay = before.current.length > 0 && before.current.at(-1)! < range.count && (screen + height < top || screen > bottom);
    if (!stay) before.current = defaultRangeExtractor(range);
    return before.current;
  };
  const options = {
    count: ids.length, getItemKey: itemKey.current, scrollMargin: margin, estimateSize: () => ROW, overscan: OVERSCAN,
    getScrollElement: () => window, observeElementRect: observeWindowRect, observeElementOffset: observeWindowOffset, scrollToFn: windowScroll<Window>,
    initialRect: { width: innerWidth, height: innerHeight }, initialOffset: () => scrollY, onChange: () => redraw(),
    rangeExtractor: (range: Range) => withKept(inSight(range), kept.current, range.count),
  };
  rows.current ??= new Virtualizer<Window, HTMLTableRowElement>(options);
  const all = rows.current;
  all.setOptions(options);
  useEffect(() => all._didMount(), [all]);
  useLayoutEffect(() => all._willUpdate());
  useLayoutEffect(() => {
    const look = () => {
      if (body.current) setMargin(Math.round(body.current.getBoundingClientRect().top + scrollY));
    };
    look();
    // What is above the table grows and shrinks without it.
    const watch = new ResizeObserver(look);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const items = all.getVirtualItems().filter(({ index }) => index < ids.length);
  const parts: Part[] = [];
  let [next, end] = [0, margin];
  for (const item of items) {
    if (item.index > next) parts.push({ index: null, from: next, to: item.index, height: Math.max(0, item.start - end) });
    parts.push({ index: item.index, from: item.index, to: item.index + 1, height: item.size });
    [next, end] = [item.index + 1, item.end];
  }
  if (next < ids.length) parts.push({ index: null, from: next, to: ids.length, height: Math.max(0, margin + all.getTotalSize() - end) });
  return { parts, measure: all.measureElement };
}

function withKept(range: number[], kept: number | null, count: number): number[] {
  return kept === null || kept >= count || range.includes(kept) ? range : [...range, kept].sort((a, b) => a - b);
}
