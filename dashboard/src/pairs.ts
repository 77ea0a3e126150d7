// Pairs of clusters in the matrix.

import type { Matrix, MatrixCell, RecordedFact, Reference, Text } from './answers.ts';
import type { Change, Difference } from './record/changes.ts';

/** What links two clusters, whichever is named first. */
export function cellOf(matrix: Matrix | null, a: string, b: string): MatrixCell | undefined {
  return matrix?.cells.find((cell) => (cell.a === a && cell.b === b) || (cell.a === b && cell.b === a));
}

export type Group = 'agreements' | 'visits' | 'members' | 'specialisations' | 'initiators';
export const GROUPS: Group[] = ['agreements', 'visits', 'members', 'specialisations', 'initiators'];

/** A fact that links two clusters. */
export interface PairFact {
  /** The same in every record. */
  id: string;
  pair: string;
  group: Group | 'own';
  fact: RecordedFact & { ref?: Reference; label?: Text };
}

/** Two clusters in either order. */
export const pairId = (a: string, b: string): string => [a, b].sort().join();

export function pairFacts(matrix: Pick<Matrix, 'cells'>): PairFact[] {
  return matrix.cells.flatMap((cell) => GROUPS.flatMap((group) => ((cell[group] ?? []) as PairFact['fact'][]).map((fact): PairFact => {
    const pair = pairId(cell.a, cell.b);
    return { id: `${pair} ${group} ${fact.ref?.id ?? fact.event}`, pair, group, fact };
  })));
}

const OWN = ' own';
export const isOwn = (id: string): boolean => id.endsWith(OWN);

/** What the diagonal has: how much each cluster has of its own, compared like a fact of the cluster with itself. */
export const ownFacts = ({ clusters }: Pick<Matrix, 'clusters'>): PairFact[] => clusters.map(({ ref, own }) => ({ id: ref.id + OWN, pair: pairId(ref.id, ref.id), group: 'own', fact: own as unknown as PairFact['fact'] }));

/** A fact of a pair as records are compared: its fields are those of the fact. */
export const asRow = ({ id, pair, group, fact }: PairFact) => ({ ...fact, pairFact: id, pair, group });

/** How another record has what links each pair: the kinds of changes, each once. */
export function changesByPair(facts: PairFact[], differences: Map<string, Difference> | null): Map<string, Change[]> {
  const changes = new Map<string, Change[]>();
  for (const { id, pair } of facts) {
    const change = differences?.get(id)?.change;
    if (change && !changes.get(pair)?.includes(change)) changes.set(pair, [...(changes.get(pair) ?? []), change]);
  }
  return changes;
}
