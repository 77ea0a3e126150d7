// The read side's rule for a day, repeated here so that the slider needs no requests.

import { addDays } from './dates.ts';
import type { Bounds, Day, Interval, Likelihood } from './answers.ts';

const FIRST = '0000-01-01';
const LAST = '9999-12-31';

/** Whether a fact is valid within [a, b]: for certain, possibly, or (null) not at all. */
export function certaintyAt({ start, end }: Interval, when: Bounds): Likelihood | null {
  // Each step of a day comes here with every fact: no lists are made on the way.
  const a = when[0] ?? FIRST;
  const b = when[1] ?? LAST;
  const startEarliest = start[0] ?? FIRST;
  const startLatest = start[1] ?? LAST;
  // No end is recorded, or one is whose bounds may be open: "by 2018 at the latest" may have been any day before.
  const endEarliest = end ? (end[0] ?? FIRST) : LAST;
  const endLatest = end?.[1] ?? LAST;
  // Over an open question ("at any time") the rule's two comparisons apply to the complete record.
  if (startLatest <= a && b <= endEarliest) return 'yes';
  return startEarliest <= b && a <= endLatest ? 'possibly' : null;
}

/** Why a fact is only possible: its date is imprecise, or its beginning is not recorded. */
export function whyPossible(interval: Interval): 'imprecise' | 'open' {
  return interval.start[0] === null ? 'open' : 'imprecise';
}

/** The days on which the answer changes, in order. `certainOnly`: as the answer without "possibly" sees them. */
export function changePoints(intervals: Iterable<Interval>, certainOnly = false): Day[] {
  const days = new Set<Day>();
  for (const { start, end } of intervals) {
    if (start[0] && !certainOnly) days.add(start[0]);
    if (start[1]) days.add(start[1]);
    if (end?.[0]) days.add(addDays(end[0], 1));
    if (end?.[1] && !certainOnly) days.add(addDays(end[1], 1));
  }
  return [...days].sort();
}

export function nextChange(points: Day[], day: Day): Day | null {
  return points[stretch(points, day)] ?? null;
}

export function previousChange(points: Day[], day: Day): Day | null {
  const before = stretch(points, day) - 1;
  return points[points[before] === day ? before - 1 : before] ?? null;
}

/** The stretch of days a day lies in: equal numbers mean the same answer. */
export function stretch(points: Day[], day: Day): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
