// What is no more on a day of the network, what it came from, and when it was there. Pure.

import { certaintyAt } from '../certainty.ts';
import type { ClusterView, Day, Interval, Network } from '../answers.ts';
import { alsoNamed, isTie, itemsOf, type Item, type Undated } from './network.ts';

/** The clusters that went into a cluster, by the facts that founded them: each has in `dissolved` how and when. */
export function predecessorsOf(network: Network, id: string): ClusterView[] {
  return network.clusters.filter((row) => row.dissolved?.successors.some((each) => each.id === id));
}

/** The days on which what was chosen begins or ends: of the fact itself, or of those that name it. */
export function intervalsOf(network: Network, chosen: string): Interval[] {
  const stream = chosen.split('@')[0]!;
  const items = itemsOf(network);
  const own = items.filter((item) => item.fact.event === chosen || (item.ref.id === stream && !isTie(item)));
  const naming = (item: Undated<Item>) => [...item.refs, ...alsoNamed(item as Item)].some((ref) => ref.id === stream);
  return (own.length ? own : items.filter(naming)).map((item) => item.fact.interval);
}

/** The day nearest to `day` on which one of the facts is valid: for certain if there is such a day, else possibly; null without one. */
export function nearestDay(intervals: Interval[], day: Day, onlyCertain: boolean): Day | null {
  const days = intervals.flatMap(({ start, end }) => [start[0], start[1], end?.[0], end?.[1]]).filter((each): each is Day => !!each);
  const valid = (likelihood: 'yes' | 'possibly') => days.filter((each) => intervals.some((interval) => certaintyAt(interval, [each, each]) === likelihood));
  const certain = valid('yes');
  const candidates = certain.length || onlyCertain ? certain : valid('possibly');
  const far = (each: Day) => Math.abs(Date.parse(each) - Date.parse(day));
  return candidates.reduce<Day | null>((best, each) => (best === null || far(each) < far(best) ? each : best), null);
}
