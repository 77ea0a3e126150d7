// The read side's rule for a day, repeated here so that the slider needs no requests.

import { addDays } from './dates.ts';
import type { Bounds, Day, Interval, Likelihood } from './answers.ts';

const FIRST = '0000-01-01';
const LAST = '9999-12-31';
/** A day such as 2018-03-19 as the number 20180319: thousands of these are compared in each step of the day. */
const numberOf = (day: Day): number => Number(day.slice(0, 4) + day.slice(5, 7) + day.slice(8));

/** Many intervals, each known by its place in the list. */
export class Intervals {
  /** Four for each: where it may begin and has begun, where it may end and has ended. */
  private readonly days: Int32Array;

  constructor(all: readonly Interval[]) {
    this.days = new Int32Array(4 * all.length);
    all.forEach(({ start, end }, at) => {
      // No end is recorded, or one is whose bounds may be open: "by 2018 at the latest" may have been any day before.
      const bounds = [start[0] ?? FIRST, start[1] ?? LAST, end ? (end[0] ?? FIRST) : LAST, end?.[1] ?? LAST];
      for (let bound = 0; bound < 4; bound += 1) this.days[4 * at + bound] = numberOf(bounds[bound]!);
    });
  }

  /** Whether each is valid within [a, b]: for certain, possibly, or (null) not at all. */
  within([from, to]: Bounds): (at: number) => Likelihood | null {
    // Over an open question ("at any time") the rule's two comparisons apply to the complete record.
    const [a, b] = [numberOf(from ?? FIRST), numberOf(to ?? LAST)];
    const { days } = this;
    return (at) => {
      const first = 4 * at;
      if (days[first + 1]! <= a && b <= days[first + 2]!) return 'yes';
      return days[first]! <= b && a <= days[first + 3]! ? 'possibly' : null;
    };
  }
}

/** Whether a fact is valid within [a, b]: for certain, possibly, or (null) not at all. */
export const certaintyAt = (interval: Interval, when: Bounds): Likelihood | null => new Intervals([interval]).within(when)(0);

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
