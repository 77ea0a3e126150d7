import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotsOf } from '../src/palette.ts';
import { carried, changed, passedOver, readAddress, readView, unreadClock, withoutPassedOver, writeAddress, writeView } from '../src/state.ts';

test('defaults are left out, unknown parameters survive', () => {
  assert.equal(writeView(readView('?cert=all&gaps=short&as_of=&c=')), '');
  assert.equal(writeView(readView('?zz=1&as_of=2018-03-19&q=x&sel=cluster-lm@2')), '?q=x&sel=cluster-lm@2&as_of=2018-03-19&zz=1');
});

test('one order for all addresses, readable values', () => {
  assert.equal(writeView(readView('?known_at=7&show=all&gaps=full&sel=cluster-a,cluster-b&c=dkm,saam&cert=yes&as_of=/2018')), '?cert=yes&c=dkm,saam&sel=cluster-a,cluster-b&gaps=full&show=all&as_of=/2018&known_at=7');
});

test('a list has each value once', () => {
  assert.deepEqual(readView('?c=dkm,saam,dkm').c, ['dkm', 'saam']);
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

test('another page takes the clocks along, and the clusters where it applies them', () => {
  const view = readView('?as_of=2018&known_at=7&sel=x&cert=yes&c=lm&q=x&zz=1');
  assert.equal(writeView(carried(view, 'compare')), '?c=lm&as_of=2018&known_at=7');
  assert.equal(writeView(carried(view, 'partner')), '?as_of=2018&known_at=7');
});

test('what a page applies is written in the one order, and read again', () => {
  const query = '?q=swidnik&kind=visit,agreement&status=living&from=2018&to=2019-03&sort=-name&cmp=7';
  const view = readView(`?cmp=7&sort=-name&to=2019-03&from=2018&status=living&kind=visit,agreement&q=swidnik`);
  assert.equal(writeView(view), query);
  assert.deepEqual([view.q, view.kind, view.status, view.from, view.to, view.sort, view.cmp], ['swidnik', ['visit', 'agreement'], ['living'], '2018', '2019-03', '-name', '7']);
  assert.deepEqual(readView('?from=soon&cmp=never').unread, [['from', 'soon'], ['cmp', 'never']]);
});

test('what cannot be read is kept and named, never taken for the default', () => {
  for (const value of ['bogus', '2018-02-31', '2018/2016', '2018-13', '19.03.2018']) {
    const view = readView(`?as_of=${encodeURIComponent(value)}`);
    assert.deepEqual([view.asOf, unreadClock('network', view)], [null, ['as_of', value]]);
    assert.deepEqual(readView(writeView(view)), view);
  }
  for (const value of ['bogus', '-1', '2026-02-31', '2026-11-22T25:00', '1e3']) assert.deepEqual(unreadClock('compare', readView(`?known_at=${value}`)), ['known_at', value]);
  for (const value of ['0', '116', '2026-11-22', '2026-11-22T18:00:00Z', '2026-11-22T18:00:00.5%2B01:00']) assert.equal(unreadClock('network', readView(`?known_at=${value}`)), null);
  assert.deepEqual(passedOver('network', readView('?cert=maybe&kind=visit&gaps=full&zz=1')), { values: [['cert', 'maybe']], parameters: ['kind', 'gaps', 'zz'] });
  assert.deepEqual(passedOver('network', readView('?cert=all&c=lm&sel=x&show=all')), { values: [], parameters: [] });
  assert.deepEqual(readView('?as_of=2018&as_of=2019').unread, [['as_of', '2018'], ['as_of', '2019']]);
  assert.deepEqual(passedOver('partner', readView('?as_of=2018&known_at=7&sel=x')).parameters, ['sel'], 'a page without clocks keeps them for the next');
  assert.equal(writeView(withoutPassedOver('partner', readView('?as_of=2018&sel=x'))), '?as_of=2018');
  assert.equal(writeView(withoutPassedOver('network', readView('?cert=maybe&kind=visit&c=lm&zz=1'))), '?c=lm');
});

test('what is set is no longer unread', () => {
  assert.equal(writeView(changed(readView('?as_of=bogus&cert=bogus'), { asOf: null })), '?cert=bogus');
  assert.equal(writeView(changed(readView('?as_of=bogus'), { sel: 'x' })), '?sel=x&as_of=bogus');
});

test('colours follow the chosen order; beyond twelve only the chosen have one', () => {
  const three = ['cluster-a', 'cluster-b', 'cluster-c'];
  assert.deepEqual([...slotsOf(three, ['c'])], [['cluster-c', 0], ['cluster-a', 1], ['cluster-b', 2]]);
  const many = Array.from({ length: 13 }, (_, at) => `cluster-${at}`);
  assert.deepEqual([...slotsOf(many, ['4'])], [['cluster-4', 0]]);
});
