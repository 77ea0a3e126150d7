import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ordered } from '../src/order.ts';

const rows = [{ name: 'Świdnik', year: 2018 }, { name: 'Łódź', year: null }, { name: 'Lublin', year: 2014 }, { name: 'Zamość', year: 2018 }];
const columns = [{ key: 'name', value: (row: (typeof rows)[0]) => row.name }, { key: 'year', value: (row: (typeof rows)[0]) => row.year }, { key: 'what' }];
const names = (sort: string | null) => ordered(rows, columns, sort, 'pl').map((row) => row.name).join(' ');

test('by a column in either order; what is unknown comes last, equals keep their order', () => {
  assert.equal(names('name'), 'Lublin Łódź Świdnik Zamość');
  assert.equal(names('-name'), 'Zamość Świdnik Łódź Lublin');
  assert.equal(names('year'), 'Lublin Świdnik Zamość Łódź');
  assert.equal(names('-year'), 'Świdnik Zamość Lublin Łódź');
});

test('without a column that sorts, rows stay as they are', () => {
  for (const sort of [null, 'what', 'unknown', '']) assert.equal(names(sort), 'Świdnik Łódź Lublin Zamość');
});
