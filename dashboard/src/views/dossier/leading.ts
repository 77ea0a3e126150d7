// Who leads a cluster: one organisation, with others that help, or several as equals. Pure.

import type { Profile } from '../../answers.ts';

type Coordinators = NonNullable<Profile['coordinators']>;

/** Whether several organisations lead a cluster together: it has no lead, and more than one of them coordinates it. */
export function ledTogether(coordinators: Coordinators): boolean {
  return new Set(coordinators.map((each) => each.party.id)).size > 1 && coordinators.every(helps);
}

/** Whether it coordinates the cluster without being its lead. */
export const helps = (coordinator: Coordinators[number]): boolean => coordinator.lead === 'co';
