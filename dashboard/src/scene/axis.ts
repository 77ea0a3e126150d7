// An axis of days. Long stretches without facts are shortened; their place is marked by a zigzag.

import { dayNumber, isoDay } from '../dates.ts';
import type { FuzzyDate } from '../answers.ts';

export interface Axis {
  x(day: number): number;
  day(x: number): number;
  ticks: { x: number; year: string }[];
  gaps: { x: number; years: number }[];
  from: number;
  to: number;
  edge: [number, number];
}

/** Shorter than this a stretch stays as it is, in days. */
const LONG = 730;
const GAP_WIDTH = 34;

/** `known`: every known bound, as day numbers. `shorten`: whether empty stretches of over two years shrink. */
export function makeAxis(known: number[], left: number, right: number, shorten: boolean, until?: number): Axis {
  const first = known.length ? Math.min(...known) : dayNumber('2014-01-01');
  const last = Math.max(known.length ? Math.max(...known) : first, until ?? 0);
  const from = startOfYear(first);
  const to = Math.max(startOfYear(last, 1), startOfYear(first, 1));
  const holes = shorten ? findHoles(known, from, to) : [];
  const shown = to - from - holes.reduce((sum, [a, b]) => sum + b - a, 0);
  const scale = (right - left - holes.length * GAP_WIDTH) / shown;
  const x = (day: number) => {
    let place = left + (day - from) * scale;
    for (const [a, b] of holes) {
      if (day >= b) place += GAP_WIDTH - (b - a) * scale;
      else if (day > a) return left + (a - from) * scale + shiftBefore(a) + ((day - a) / (b - a)) * GAP_WIDTH;
    }
    return place;
  };
  const shiftBefore = (day: number) => holes.filter(([, b]) => b <= day).reduce((sum, [a, b]) => sum + GAP_WIDTH - (b - a) * scale, 0);
  const day = (place: number) => {
    let low = from;
    let high = to;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x(middle) <= place) low = middle;
      else high = middle;
    }
    return place - x(low) <= x(high) - place ? low : high;
  };
  return {
    x, day, from, to, edge: [left, right],
    ticks: years(from, to).filter((start) => !holes.some(([a, b]) => start >= a && start < b)).map((start) => ({ x: x(start), year: isoDay(start).slice(0, 4) })),
    gaps: holes.map(([a, b]) => ({ x: (x(a) + x(b)) / 2, years: Math.round((b - a) / 365.25) })),
  };
}

/** Every bound a picture's dates know. */
export function knownDays(dates: FuzzyDate[]): number[] {
  return dates.flatMap((date) => [date.earliest, date.latest]).filter((day): day is string => !!day).map(dayNumber);
}

function startOfYear(day: number, later = 0): number {
  return dayNumber(`${Number(isoDay(day).slice(0, 4)) + later}-01-01`);
}

function years(from: number, to: number): number[] {
  const list: number[] = [];
  for (let start = from; start <= to; start = startOfYear(start, 1)) list.push(start);
  return list;
}

/** Whole years without a known bound, when there are more than two of them in a row. */
function findHoles(known: number[], from: number, to: number): [number, number][] {
  const busy = new Set([...new Set(known)].map((day) => startOfYear(day)));
  const holes: [number, number][] = [];
  let hole: number | null = null;
  for (const start of years(from, to)) {
    const ends = busy.has(start) || start === to;
    if (!ends) hole ??= start;
    else if (hole !== null) {
      if (start - hole > LONG) holes.push([hole, start]);
      hole = null;
    }
  }
  return holes;
}
