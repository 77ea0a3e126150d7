// How one record has a fact otherwise than another one: the kinds of changes and their signs.

/** `corrected`: by an amendment. `changed`: by another fact, as a signature changes an agreement. `judged`: only opinions differ. */
export type Change = 'added' | 'corrected' | 'changed' | 'judged' | 'retracted';

export interface FieldDifference {
  field: string;
  before: unknown;
  after: unknown;
}

export interface Difference {
  change: Change;
  /** Of a fact that both records have: its fields that differ. */
  fields: FieldDifference[];
}

export const SIGNS: Record<Change, string> = { added: '+', corrected: '↺', changed: '→', judged: '≠', retracted: '✕' };

/** "+ dodano później, ↺ sprostowano później"; nothing where the records agree. */
export const changeWords = (changes: Change[] | undefined, { change }: { change: Record<Change, string> }): string => (changes ?? []).map((each) => `${SIGNS[each]} ${change[each]}`).join(', ');
