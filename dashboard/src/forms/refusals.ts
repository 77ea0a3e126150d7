// What the registry refused: the earlier fact that a rule speaks of, and what changed meanwhile.

import type { Refusal } from '../service.ts';
import { bareType, LineRefusal, streamOf, type Line, type Statement } from './registry.ts';

const CATEGORIES: Record<string, string> = { parties: 'party', memberships: 'membership', clusters: 'cluster', agreements: 'agreement', visits: 'visit', conferences: 'conference', commitments: 'commitment', sources: 'source', persons: 'person' };

export const streamOfLine = ({ collection, id }: Line): string => `${CATEGORIES[collection] ?? collection}-${id}`;

/** By rule: the types of the events that it may speak of, and the member of the body that such an event has too. */
const SPEAKS_OF: Record<string, [types: string[], same?: string]> = {
  'signs-once': [['AgreementSigned'], 'party'],
  'party-listed': [['AgreementProposed']],
  'proposed-once': [['AgreementProposed']],
  'proposed-before-signed': [['AgreementProposed']],
  'all-signed': [['AgreementProposed']],
  'not-concluded': [['AgreementConcluded']],
  'not-ended': [['AgreementTerminated', 'AgreementExpired', 'PartyWithdrew']],
  'held-once': [['VisitHeld', 'ConferenceHeld']],
  'made-once': [['CommitmentMade']],
  'registered-once': [['PartyRegistered', 'SourceRegistered']],
  'one-number-per-scheme': [['PartyIdentified'], 'scheme'],
  'not-a-member': [['MemberJoined']],
  'not-dissolved': [['ClusterDissolved', 'ClusterMerged', 'ClusterSplit']],
  'retracted-once': [['FactRetracted'], 'target'],
  'not-retracted': [['FactRetracted'], 'target'],
  'said-already': [['FactConfirmed', 'FactDisputed'], 'by'],
};
const ABOUT_TARGET = new Set(['refined-inside', 'target-is-a-fact', 'correctable', 'correction-valid']);
const CLUSTER_RULES = new Set(['cluster-open', 'not-dissolved']);

export const ruleOf = (refusal: Refusal): string | null => (typeof refusal.members.rule === 'string' ? refusal.members.rule : null);

/** The fact that a refusal rests on: read from the record with the key. Null where there is none to show. */
export async function earlierFact(refusal: Refusal, key: string): Promise<Statement | null> {
  const rule = ruleOf(refusal);
  if (!(refusal instanceof LineRefusal) || !rule) return null;
  const { line } = refusal;
  const target = String(line.body.target ?? '');
  const holder = rule === 'unique-value' ? / ([a-z]+-[a-z0-9][a-z0-9.-]*)\. /.exec(`${refusal.detail ?? ''} `)?.[1] : undefined;
  const cluster = CLUSTER_RULES.has(rule) && line.collection === 'memberships' ? `cluster-${line.id.split('.')[0]}` : undefined;
  const events = await streamOf(holder ?? cluster ?? streamOfLine(line), key).catch((): Statement[] => []);
  if (holder) return events[0] ?? null;
  if (ABOUT_TARGET.has(rule)) return events.find(({ id }) => id === target) ?? null;
  return earlierOf(rule, line, events);
}

/** The last event of a stream that a rule may speak of. */
export function earlierOf(rule: string, line: Line, events: Statement[]): Statement | null {
  const [types, same] = CLUSTER_RULES.has(rule) ? [['ClusterDissolved', 'ClusterMerged', 'ClusterSplit']] : (SPEAKS_OF[rule] ?? [[]]);
  return events.findLast(({ type, data }) => types.includes(bareType(type)) && (!same || data[same] === line.body[same])) ?? null;
}

/** What was recorded on a line's stream after the version that it expected. */
export function changesSince(refusal: LineRefusal, key: string): Promise<Statement[]> {
  return streamOf(streamOfLine(refusal.line), key, Number(refusal.members.expected ?? 0));
}
