// What the declaration of a form consists of.

import type { Citation, JoinCluster } from './commands.ts';
import type { KnownDate } from '../dates.ts';
import type { Line } from './registry.ts';
import type { Entered } from './values.ts';

/** What a type-ahead offers. */
export type Offer = 'cluster' | 'party' | 'actor' | 'agreement' | 'source' | 'result';

export type Field = { name: string; needed?: boolean } & (
  | { type: 'text' | 'long' | 'count' | 'flag' | 'texts' | 'delegates' | 'signers' | 'fact' | 'values' }
  | { type: 'choice'; options: readonly string[] }
  /** `amounts`: each has a sum of money of its own, under `amountField`. */
  | { type: 'refs'; offer: Offer; many?: boolean; fresh?: boolean; amounts?: boolean }
);

/** The common members of every command: when, by which sources, and how it is known. */
export interface Common {
  occurred?: NonNullable<JoinCluster['occurred']>;
  sources: Citation[];
  mode: 'performed' | 'reported';
}

export interface Form {
  fields: readonly Field[];
  /** Whether it has a date, and whether one is needed (a date may always be said to be unknown). */
  when: boolean;
  /** Whether a source must be cited. */
  sourced?: boolean;
  /** The commands, but for those that record what is new. */
  lines(entered: Entered, common: Common, context: Context): Line[];
}

/** What a form needs besides what was entered. */
export interface Context {
  /** The draft's word: ids of what is new are made with it. */
  word: string;
  /** The reader's day. */
  today: string;
  /** The fact of which an amendment speaks, and its date as it is recorded. */
  target?: string;
  before?: KnownDate;
  /** Other facts of its stream whose dates rest on the same inference. */
  alike?: readonly string[];
}
