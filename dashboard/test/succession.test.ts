import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interval, Network } from '../src/answers.ts';
import { intervalsOf, nearestDay, predecessorsOf } from '../src/scene/succession.ts';

const interval = (start: Interval['start'], end: Interval['end'] = null): Interval => ({ start, end });
const cluster = (id: string, row: object) => ({ ref: { id, kind: 'cluster', names: {} }, event: `${id}@1`, stage: 'founded', ...row });
const ended = interval(['2014-01-01', '2014-12-31'], ['2019-06-01', '2019-06-30']);
const network = {
  clusters: [cluster('cluster-old', { interval: ended, dissolved: { event: 'cluster-old@5', date: null, how: 'merged', successors: [{ id: 'cluster-new' }] } }), cluster('cluster-new', { interval: interval(['2019-01-01', '2019-01-01']) })],
  agreements: [], visits: [], relations: [],
  roles: [{ event: 'cluster-old@2', cluster: { id: 'cluster-old' }, party: { id: 'party-a' }, role: 'coordinator', interval: interval(['2015-01-01', '2015-01-01'], ['2016-01-01', '2016-01-01']) }],
} as unknown as Network;

test('clusters that went into another are its predecessors', () => {
  assert.deepEqual(predecessorsOf(network, 'cluster-new').map((row) => row.ref.id), ['cluster-old']);
  assert.deepEqual(predecessorsOf(network, 'cluster-old'), []);
});

test('what was chosen has its own days, or those of the facts that name it', () => {
  assert.deepEqual(intervalsOf(network, 'cluster-old'), [ended]);
  assert.deepEqual(intervalsOf(network, 'cluster-old@1'), [ended]);
  assert.deepEqual(intervalsOf(network, 'party-a').map(({ start }) => start[0]), ['2015-01-01']);
  assert.deepEqual(intervalsOf(network, 'party-b'), []);
});

test('the nearest day on which it was there is a certain one where there is any', () => {
  assert.equal(nearestDay([ended], '2025-01-01', false), '2019-06-01');
  assert.equal(nearestDay([ended], '2010-01-01', true), '2014-12-31');
  const loose = interval(['2014-01-01', '2016-12-31'], ['2014-06-01', '2018-01-01']);
  assert.equal(nearestDay([loose], '2025-01-01', false), '2018-01-01');
  assert.equal(nearestDay([loose], '2025-01-01', true), null);
  assert.equal(nearestDay([interval([null, null])], '2025-01-01', false), null);
  assert.equal(nearestDay([], '2025-01-01', false), null);
});
