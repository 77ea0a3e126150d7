import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { money } from '../src/money.ts';

test('a sum of money has the groups, the mark and the currency of the language', () => {
  const cases = JSON.parse(readFileSync(new URL('../test-data/money.json', import.meta.url), 'utf8')) as { value: string; currency: string; pl: string; en: string }[];
  for (const { pl, en, ...sum } of cases) assert.deepEqual([money(sum, 'pl'), money(sum, 'en')], [pl, en]);
});
