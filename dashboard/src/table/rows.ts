// Which rows of a long table are in the document: those near the screen, and the one that has the focus.

import { defaultRangeExtractor, observeWindowOffset, observeWindowRect, Virtualizer, windowScroll, type Range, type VirtualItem } from '@tanstack/virtual-core';
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
  // From where the screen was last seen to be: reading its place here would lay the page out within each step.
  const isOutOfSight = (total: number): boolean => {
    const [screen, height] = [rows.current?.scrollOffset ?? 0, rows.current?.scrollRect?.height ?? 0];
    return screen + height < margin || screen > margin + total;
  };
  const before = useRef<number[]>([]);
  // Rows of a table that is out of sight stay: a reader who looks at the picture comes back to them.
  const inSight = (range: Range): number[] => {
    const stay = before.current.length > 0 && before.current.at(-1)! < range.count && isOutOfSight(rows.current?.getTotalSize() ?? 0);
    if (!stay) before.current = defaultRangeExtractor(range);
    return before.current;
  };
  const reported = useRef('');
  // That a scroll begins or ends changes nothing here.
  const onChange = (now: Virtualizer<Window, HTMLTableRowElement>) => {
    const report = `${now.range?.startIndex} ${now.range?.endIndex} ${now.getTotalSize()}`;
    if (report !== reported.current) redraw();
    reported.current = report;
  };
  const options = {
    count: ids.length, getItemKey: itemKey.current, scrollMargin: margin, estimateSize: () => ROW, overscan: OVERSCAN,
    getScrollElement: () => window, observeElementRect: observeWindowRect, observeElementOffset: observeWindowOffset, scrollToFn: windowScroll<Window>,
    initialRect: { width: innerWidth, height: innerHeight }, initialOffset: () => scrollY, onChange,
    rangeExtractor: (range: Range) => withKept(inSight(range), kept.current, range.count),
  };
  rows.current ??= new Virtualizer<Window, HTMLTableRowElement>(options);
  const all = rows.current;
  // All rows are measured where some are in sight. Elsewhere the last gap takes what comes and goes.
  const drawn = useRef<Drawn | null>(null);
  const asDrawn = drawn.current && isOutOfSight(drawn.current.total) && has(drawn.current, pinned, ids.length);
  if (!asDrawn) all.setOptions(options);
  useEffect(() => all._didMount(), [all]);
  useLayoutEffect(() => {
    if (!asDrawn) all._willUpdate();
  });
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
  if (!asDrawn) drawn.current = { items: all.getVirtualItems().filter(({ index }) => index < ids.length), total: all.getTotalSize(), count: ids.length, margin };
  const { items, total, count, margin: top } = drawn.current!;
  const parts: Part[] = [];
  let [next, end] = [0, top];
  for (const item of items) {
    if (item.index > next) parts.push({ index: null, from: next, to: item.index, height: Math.max(0, item.start - end) });
    parts.push({ index: item.index, from: item.index, to: item.index + 1, height: item.size });
    [next, end] = [item.index + 1, item.end];
  }
  if (next < ids.length) parts.push({ index: null, from: next, to: ids.length, height: Math.max(0, top + total + (ids.length - count) * ROW - end) });
  return { parts, measure: all.measureElement };
}

/** Rows as they were when all were measured. */
interface Drawn {
  items: VirtualItem[];
  total: number;
  count: number;
  margin: number;
}

/** Whether what is drawn are rows of a table of `count` rows, and has the one at `pinned`. */
const has = ({ items }: Drawn, pinned: number | null, count: number): boolean => items.length > 0 && items.at(-1)!.index < count && (pinned === null || items.some(({ index }) => index === pinned));

function withKept(range: number[], kept: number | null, count: number): number[] {
  return kept === null || kept >= count || range.includes(kept) ? range : [...range, kept].sort((a, b) => a - b);
}
