import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from '../src/money.ts';

test('a sum of money has the groups and the mark of the language', () => {
  assert.equal(money({ value: '12500000.50', currency: 'PLN' }, 'pl'), '12\u00a0500\u00a0000,50\u00a0PLN');
  assert.equal(money({ value: '12500000.50', currency: 'PLN' }, 'en'), '12,500,000.50\u00a0PLN');
  assert.equal(money({ value: '500', currency: 'EUR' }, 'pl'), '500\u00a0EUR');
});
