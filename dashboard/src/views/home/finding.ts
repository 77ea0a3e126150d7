// Which of many agreements and changes the first page shows.

import type { FactChange, RegisteredAgreement, VisitWithPaths } from '../../answers.ts';

/** The concluded, undisputed agreement with the most sources; of several the one with most parties, then the latest. */
export function bestSourced(agreements: RegisteredAgreement[]): RegisteredAgreement | null {
  const worth = (each: RegisteredAgreement): [number, number, string] => [new Set(each.sources.map(({ id }) => id)).size, each.parties.length, each.date.latest ?? ''];
  const fit = agreements.filter((each) => each.concluded && !each.disputed && each.sources.length > 0);
  return fit.reduce<RegisteredAgreement | null>((best, each) => {
    if (!best) return each;
    const [a, b] = [worth(each), worth(best)];
    const at = a.findIndex((value, place) => value !== b[place]);
    return at >= 0 && a[at]! > b[at]! ? each : best;
  }, null);
}

/** The visit that led or may have led to a thing, with the fewest days in between, if both are known. */
export function leadingTo(visits: VisitWithPaths[], stream: string): { visit: VisitWithPaths; days: number } | null {
  const found = visits.flatMap((visit) => visit.paths.filter((path) => path.leads_to.id === stream && path.lag_days.min !== null).map((path) => ({ visit, days: path.lag_days.min! })));
  return found.sort((a, b) => a.days - b.days)[0] ?? null;
}

/** The last changes, the newest first; of each thing the last one. */
export function latest(changes: FactChange[], count: number): FactChange[] {
  const byThing = new Map<string, FactChange>();
  for (const change of [...changes].sort((a, b) => b.position - a.position)) if (!byThing.has(change.ref.id)) byThing.set(change.ref.id, change);
  return [...byThing.values()].slice(0, count);
}
