// The first clock: the days of the world that an address shows.

import type { Bounds } from '../answers.ts';
import { useApp } from '../app.ts';
import { bounds } from '../dates.ts';

/** The days in the address; today if it has none. */
export function useWhen(): Bounds {
  const { view, today } = useApp();
  return (view.asOf && bounds(view.asOf)) || [today, today];
}

/** "19 marca 2018", or the words of the span the address names. */
export function useWhenWords(when: Bounds): string {
  const { view, day, date } = useApp();
  if (when[0] && when[0] === when[1]) return day(when[0]);
  return date({ edtf: view.asOf, earliest: when[0], latest: when[1] });
}
