// What was done together, by its day.

import type { RecordedFact, Reference, Text, Together } from '../../answers.ts';

export interface Step {
  kind: 'visit' | 'agreement' | 'promise' | 'action';
  fact: RecordedFact;
  /** What it leads to; a joint action has only a text. */
  ref: Reference | null;
  text: Text;
}

/** The days from one step to the next, least and most; null where it is not certain that it followed, or nothing is known. */
export function lagOf(before: Step | undefined, step: Step): { min: number; max: number | null } | null {
  const [from, to] = [before?.fact.date, step.fact.date];
  if (!from?.latest || !to.earliest) return null;
  const days = (first: string, last: string) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
  const min = days(from.latest, to.earliest);
  return min < 0 ? null : { min, max: from.earliest && to.latest ? days(from.earliest, to.latest) : null };
}

/** What has no day at all comes last. */
export function storyOf(data: Together): Step[] {
  const steps: Step[] = [
    ...data.visits.map((visit): Step => ({ kind: 'visit', fact: visit, ref: visit.ref, text: visit.ref.names })),
    ...data.agreements.map((agreement): Step => ({ kind: 'agreement', fact: agreement, ref: agreement.ref, text: agreement.ref.names })),
    ...data.agreements.flatMap((agreement) => agreement.joint_actions.map((action): Step => ({ kind: 'action', fact: action, ref: null, text: action.text ?? { en: action.kind } }))),
    ...data.agreements.flatMap((agreement) => agreement.projects.map((project): Step => ({ kind: 'action', fact: project, ref: null, text: project.title }))),
    ...data.commitments.map((promise): Step => ({ kind: 'promise', fact: promise, ref: promise.ref, text: promise.text })),
  ];
  const day = (step: Step) => step.fact.date.latest ?? step.fact.date.earliest ?? '9999';
  return steps.sort((one, other) => day(one).localeCompare(day(other)) || one.fact.event.localeCompare(other.fact.event));
}

/** What each thing of the story is in every record: itself, or of a role both its sides. */
export function storyId(entry: { ref?: Reference; party?: Reference; cluster?: Reference; event?: string; role?: string }): string {
  return entry.ref?.id ?? `${entry.event} ${entry.party?.id} ${entry.role}`;
}
