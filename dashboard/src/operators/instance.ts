// The answers of the three services put together: the parts, and whose each row is.

import type { FailureGroup, OperatedPart, Operations, OperatorAction, RebuildRun } from '../partner/answers.ts';
import type { Service } from '../service.ts';

export const SERVICES = ['registry', 'projections', 'notifications'] as const satisfies readonly Service[];
export type Answers = Record<(typeof SERVICES)[number], Operations | null>;
/** A row with the service whose it is. */
export type Of<T> = T & { service: Service };

/** A part that does not answer has no position. */
export type PartRow = Omit<OperatedPart, 'position'> & { position: number | null; silent: boolean };

/** The parts; a service that has not answered is one itself. */
export function partsOf(answers: Answers, failed: readonly Service[]): PartRow[] {
  const silent = (name: string): PartRow => ({ name, ready: false, reasons: [], position: null, lag: 0, seconds: 0, trend: null, drain: null, silent: true });
  return SERVICES.flatMap((service) => (failed.includes(service) ? [silent(service)] : (answers[service]?.parts ?? []).map((each) => ({ ...each, silent: false }))));
}

/** One list of all services' rows, the latest first. */
function joined<T>(answers: Answers, rows: (answer: Operations) => T[], time: (row: T) => string): Of<T>[] {
  const all = SERVICES.flatMap((service) => (answers[service] ? rows(answers[service]).map((row) => ({ ...row, service })) : []));
  return all.sort((a, b) => time(b).localeCompare(time(a)));
}

export const failuresOf = (answers: Answers): Of<FailureGroup>[] => joined(answers, ({ failures }) => failures, ({ since }) => since);
export const rebuildsOf = (answers: Answers): Of<RebuildRun>[] => joined(answers, ({ rebuilds }) => rebuilds, (row) => row.requested_at);
export const actionsOf = (answers: Answers): Of<OperatorAction>[] => joined(answers, ({ actions }) => actions, ({ at }) => at);
export const isUnderWay = ({ state }: RebuildRun): boolean => state === 'requested' || state === 'running' || state === 'lost';
