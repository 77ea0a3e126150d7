// Two records of the same facts: what the later one added, corrected and retracted, with old and new values.

import type { Change, Difference, FieldDifference } from './changes.ts';

/** What says when and by which events a row came about, or follows from its other fields. */
const DERIVED = new Set(['event', 'recorded_from', 'recorded_at', 'amended_by', 'certainty', 'accounts', 'interval', 'states', 'last_activity', 'inferred', 'disputed', 'basis', 'basis_name', 'kind_name', 'strength', 'reason', 'what']);
const OPINIONS = ['disputes', 'confirmations'];

/**
 * The facts that differ between two records, by id.
 *
 * @param earlier, later the facts of each record; `id` names a fact in both, `of` gives what is compared of it.
 */
export function differences<Row extends object>(earlier: Row[], later: Row[], id: (row: Row) => string, of: (row: Row) => object = (row) => row): Map<string, Difference> {
  const before = new Map(earlier.map((row) => [id(row), row]));
  const found = new Map<string, Difference>();
  for (const row of later) {
    const old = before.get(id(row));
    if (!old) found.set(id(row), { change: 'added', fields: [] });
    else {
      const fields = fieldsOf(of(old), of(row));
      if (fields.length) found.set(id(row), { change: kindOf(of(old), of(row), fields), fields });
    }
    before.delete(id(row));
  }
  for (const gone of before.keys()) found.set(gone, { change: 'retracted', fields: [] });
  return found;
}

function kindOf(before: object, after: object, fields: FieldDifference[]): Change {
  if (fields.every(({ field }) => OPINIONS.includes(field))) return 'judged';
  const amendments = (row: object) => (row as { amended_by?: string[] }).amended_by ?? [];
  return same(amendments(before), amendments(after)) ? 'changed' : 'corrected';
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
