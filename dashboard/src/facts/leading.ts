// Who leads a cluster: one organisation, with others that help, or several as equals. Pure.

import type { Reference } from '../answers.ts';

interface Coordinator {
  party: Reference;
  lead?: string;
}

/** Whether several organisations lead a cluster together: it has no lead, and more than one of them coordinates it. */
export function ledTogether(coordinators: Coordinator[]): boolean {
  return new Set(coordinators.map((each) => each.party.id)).size > 1 && coordinators.every(helps);
}

/** Whether it coordinates the cluster without being its lead. */
export const helps = (coordinator: Coordinator): boolean => coordinator.lead === 'co';
