import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf, thresholdParameters, USUAL, wantedOf } from '../src/views/thresholds/wanted.ts';

test('what is wanted is in the address, and the usual numbers are left out', () => {
  assert.deepEqual(wantedOf([]), USUAL);
  assert.deepEqual(partsOf(USUAL), []);
  const wanted = wantedOf(['years:3', 'full:10', 'ends:99999', 'nonsense:1', 'members:x', 'members:40']);
  assert.deepEqual(wanted, { years: 3, full: 10, ends: 36_500, members: 40 });
  assert.deepEqual(partsOf(wanted), ['members:40', 'full:10', 'years:3', 'ends:36500']);
  assert.deepEqual(wantedOf(partsOf(wanted)), wanted);
});

test('each number is a parameter of the question, and what is not wanted is none', () => {
  assert.deepEqual(thresholdParameters({ members: 20, full: 10, founder: 2, years: 3, ends: 90 }), { members: '20', classes: 'full:10,founder:2', years: '3' });
  assert.deepEqual(thresholdParameters({ ends: 90 }), {});
});
