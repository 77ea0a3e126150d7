import assert from 'node:assert/strict';

/** Every text of two languages that are built alike: its path, and both. */
export function leaves(one: unknown, other: unknown, path = ''): [string, unknown, unknown][] {
  if (!one || typeof one !== 'object') return [[path, one, other]];
  assert.deepEqual(Object.keys(one).sort(), Object.keys(other as object).sort(), path);
  return Object.keys(one).flatMap((key) => leaves((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], path ? `${path}.${key}` : key));
}
