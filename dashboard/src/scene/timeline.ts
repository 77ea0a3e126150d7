// The timeline as lanes of rows: each fact one bar with its words next to it.

import { dayNumber } from '../dates.ts';
import type { Occurrence, Reference } from '../answers.ts';
import { type Lang, shortName } from '../names.ts';
import type { Axis } from './axis.ts';
import { barOf, type Bar } from './bars.ts';
import { fitText, textWidth, wrapText } from './shapes.ts';

export interface TimelineItem {
  id: string;
  fact: Occurrence;
  certainty: 'yes' | 'possibly';
  text: string;
  date: string;
}

export interface Lane {
  key: string;
  label: string;
  refs: Reference[];
  slot: number | undefined;
  items: TimelineItem[];
  /** When the lane's cluster certainly and possibly exists, as day numbers; null start is open. */
  life: { possible: number | null; certain: number | null } | null;
}

export interface Row extends TimelineItem {
  /** The words as far as the sheet has room for them. */
  shown: string;
  bar: Bar;
  y: number;
  label: { x: number; anchor: 'start' | 'end' };
}

export interface LaneBox extends Lane {
  y0: number;
  y1: number;
  lines: string[];
  rows: Row[];
  lifeLine: { y: number; x0: number; x1: number; x2: number } | null;
}

export const ROW = 24;
export const TOP = 46;

/** Lanes by the set of clusters a fact concerns: single clusters in the order of their colours, then groups, then others. */
export function lanesOf(items: TimelineItem[], slots: Map<string, number>, lang: Lang, name: (ref: Reference) => string = (ref) => shortName(ref, lang)): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const item of items) {
    const refs = [...item.fact.subjects].sort((a, b) => (slots.get(a.id) ?? 99) - (slots.get(b.id) ?? 99));
    const key = refs.map((ref) => ref.id).join(' ');
    const lane = lanes.get(key) ?? { key, refs, label: refs.map(name).join(' · ') || '–', slot: slots.get(refs[0]?.id ?? ''), items: [], life: null };
    lane.items.push(item);
    if (refs.length === 1 && item.fact.type === 'ClusterFounded') {
      const [earliest, latest] = item.fact.interval.start;
      lane.life = { possible: earliest ? dayNumber(earliest) : null, certain: latest ? dayNumber(latest) : null };
    }
    lanes.set(key, lane);
  }
  for (const lane of lanes.values()) lane.items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const order = (lane: Lane) => {
    const places = lane.refs.map((ref) => slots.get(ref.id) ?? (ref.kind === 'cluster' ? 50 : 90));
    return Math.max(...places, 0) + (lane.refs.length > 1 ? 0.5 : 0);
  };
  return [...lanes.values()].sort((a, b) => order(a) - order(b) || a.label.localeCompare(b.label, lang));
}

/** Within a lane facts follow their latest possible day. */
function key({ fact }: TimelineItem): string {
  return fact.date.latest ?? fact.date.earliest ?? '9999';
}

/** Packs the rows of each lane under one another; a row may have several bars if their words do not meet. */
export function timelineBoxes(lanes: Lane[], axis: Axis, laneWidth: number): { boxes: LaneBox[]; height: number } {
  let y = TOP;
  const boxes = lanes.map((lane) => {
    const rows: Row[] = [];
    const ends: number[] = [];
    for (const item of lane.items) {
      const bar = barOf(item.fact, axis.x, axis.edge);
      // Words that fit neither after their bar nor before it would leave the sheet.
      const room = Math.max(axis.edge[1] - bar.x1, bar.x0 - axis.edge[0] + 14) - textWidth(item.date, 12) - 31;
      const shown = fitText(item.text, Math.max(80, room), 13);
      const width = textWidth(shown, 13) + textWidth(item.date, 12) + 26;
      const right = bar.x1 + width < axis.edge[1] + 6;
      const label = right ? { x: bar.x1 + 13, anchor: 'start' as const } : { x: bar.x0 - 13, anchor: 'end' as const };
      const [from, to] = right ? [bar.x0 - 8, bar.x1 + width] : [bar.x0 - width, bar.x1 + 8];
      let line = ends.findIndex((end) => end + 12 < from);
      if (line < 0) line = ends.length;
      ends[line] = to;
      rows.push({ ...item, shown, bar, label, y: y + 18 + line * ROW });
    }
    const lines = wrapText(lane.label, laneWidth - 24, 13.5, true, 8);
    const height = Math.max(ends.length * ROW, lines.length * 18) + 16;
    const bottom = y + height;
    const life = lane.life && { y: bottom - 5, x0: lane.life.possible === null ? axis.edge[0] - 20 : axis.x(lane.life.possible), x1: lane.life.certain === null ? axis.edge[1] : axis.x(lane.life.certain), x2: axis.edge[1] };
    const box: LaneBox = { ...lane, rows, y0: y, y1: bottom, lines, lifeLine: life };
    y = bottom + 2;
    return box;
  });
  return { boxes, height: y + 4 };
}

/** How well the dates are known: a day the source gives, inferred, or less exactly. */
export function exactness(items: TimelineItem[]): { exact: number; inferred: number; rough: number } {
  const inferred = items.filter((item) => item.fact.inferred).length;
  const exact = items.filter((item) => !item.fact.inferred && item.fact.date.earliest !== null && item.fact.date.earliest === item.fact.date.latest).length;
  return { exact, inferred, rough: items.length - exact - inferred };
}
