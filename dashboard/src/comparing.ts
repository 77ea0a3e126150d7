// Two records of the same facts: what the later one added, corrected and retracted, with old and new values.

/** `judged`: only the opinions about the fact differ. */
export type Change = 'added' | 'corrected' | 'judged' | 'retracted';

export interface FieldDifference {
  field: string;
  before: unknown;
  after: unknown;
}

export interface Difference {
  change: Change;
  /** Of a corrected or judged fact: its fields that differ. */
  fields: FieldDifference[];
}

export const SIGNS: Record<Change, string> = { added: '＋', corrected: '↺', judged: '≠', retracted: '✕' };

/** What says when and by which events a row came about, or follows from its other fields. */
const DERIVED = new Set(['event', 'recorded_from', 'recorded_at', 'amended_by', 'certainty', 'accounts', 'interval', 'states', 'last_activity', 'inferred', 'disputed', 'basis', 'strength', 'what']);
const OPINIONS = ['disputes', 'confirmations'];

/**
 * The facts that differ between two records, by id.
 *
 * @param earlier, later the facts of each record; `id` names a fact in both.
 */
export function differences<Row extends object>(earlier: Row[], later: Row[], id: (row: Row) => string): Map<string, Difference> {
  const before = new Map(earlier.map((row) => [id(row), row]));
  const found = new Map<string, Difference>();
  for (const row of later) {
    const old = before.get(id(row));
    if (!old) found.set(id(row), { change: 'added', fields: [] });
    else {
      const fields = fieldsOf(old, row);
      if (fields.length) found.set(id(row), { change: fields.every(({ field }) => OPINIONS.includes(field)) ? 'judged' : 'corrected', fields });
    }
    before.delete(id(row));
  }
  for (const gone of before.keys()) found.set(gone, { change: 'retracted', fields: [] });
  return found;
}

function fieldsOf(before: object, after: object): FieldDifference[] {
  const [old, young] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((field) => !same(old.get(field), young.get(field)))
    .map((field) => ({ field, before: old.get(field) ?? null, after: young.get(field) ?? null }));
}

/** The fields of a row; those of its event (`detail`) only where the row has none of that name, so that no value comes twice. */
function flat(row: object): Map<string, unknown> {
  const { detail, ...own } = row as { detail?: Record<string, unknown> };
  const fields = new Map(Object.entries(own).filter(([name]) => !DERIVED.has(name)));
  for (const [name, value] of Object.entries(detail ?? {})) if (!fields.has(name) && name !== 'occurred' && name !== 'sources') fields.set(name, value);
  return fields;
}

/** Equal for a reader: a name that a thing got in the meantime is no difference of the facts about it. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null, bare) === JSON.stringify(other ?? null, bare);
}

function bare(_: string, value: unknown): unknown {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
  const { id, kind, names } = value as { id?: unknown; kind?: unknown; names?: unknown };
  return typeof id === 'string' && typeof kind === 'string' && names ? id : value;
}
