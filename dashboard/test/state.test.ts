import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotsOf } from '../src/palette.ts';
import { carried, readAddress, readView, writeAddress, writeView } from '../src/state.ts';

test('defaults are left out, unknown parameters survive', () => {
  assert.equal(writeView(readView('?cert=all&gaps=short&as_of=&c=')), '');
  assert.equal(writeView(readView('?zz=1&as_of=2018-03-19&q=x&sel=cluster-lm@2')), '?q=x&sel=cluster-lm@2&as_of=2018-03-19&zz=1');
});

test('one order for all addresses, readable values', () => {
  assert.equal(writeView(readView('?known_at=7&show=all&gaps=full&sel=cluster-a,cluster-b&c=dkm,saam&cert=yes&as_of=/2018')), '?cert=yes&c=dkm,saam&sel=cluster-a,cluster-b&gaps=full&show=all&as_of=/2018&known_at=7');
});

test('writing and reading again changes nothing', () => {
  for (const query of ['', '?cert=yes&c=lm', '?as_of=2018-03&known_at=2026-11-22T18:00:00Z', '?sel=a%20%26%20b&x=%3D']) assert.deepEqual(readView(writeView(readView(query))), readView(query));
});

test('pages, languages and what is no page', () => {
  assert.deepEqual([readAddress('/en/network', '').lang, readAddress('/en/network', '').page], ['en', 'network']);
  assert.equal(readAddress('/pl/', '').page, '');
  assert.equal(readAddress('/pl/nothing', '').page, null);
  assert.equal(writeAddress('en', 'timeline', readView('?gaps=full')), '/en/timeline?gaps=full');
});

test('another page takes the clocks and the clusters along', () => {
  assert.equal(writeView(carried(readView('?as_of=2018&sel=x&cert=yes&c=lm&zz=1'))), '?c=lm&as_of=2018');
});

test('a date that cannot be read is no date', () => assert.equal(readView('?as_of=2018-02-31').asOf, null));

test('colours follow the chosen order; beyond twelve only the chosen have one', () => {
  const three = ['cluster-a', 'cluster-b', 'cluster-c'];
  assert.deepEqual([...slotsOf(three, ['c'])], [['cluster-c', 0], ['cluster-a', 1], ['cluster-b', 2]]);
  const many = Array.from({ length: 13 }, (_, at) => `cluster-${at}`);
  assert.deepEqual([...slotsOf(many, ['4'])], [['cluster-4', 0]]);
});
