import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../src/partner/answers.ts';
import { isKey } from '../src/key.ts';
import en from '../src/partner/english.ts';
import { expressionOf, rowOf, wordsOf } from '../src/partner/filter.ts';
import { isTroubled, lengthOf, reasonsOf } from '../src/partner/missed.ts';
import pl from '../src/partner/polish.ts';
import { leaves } from './leaves.ts';

const CHANNEL: Channel = {
  id: 'chn_1', subscription: 'news', kind: 'webhook', state: 'active', reason: null, cursor: '1-7-7', lag: 0, behind_since: null, undelivered: { pending: 0, waiting: 0, failed: 0 }, settings: {}, created: '2026-11-29T00:00:00Z', changed: '2026-11-29T00:00:00Z',
};
// Words that are the same in both languages.
const SAME = new Set(['channel.kinds.webhook', 'make.values.url']);
const codes = (change: Partial<Channel>, stage: 'approved' | 'revoked' = 'approved') => reasonsOf({ ...CHANNEL, ...change }, stage).map(({ code }) => code);

test('the texts of the partner’s page are in both languages', () => {
  const found = leaves(pl, en);
  assert.ok(found.length > 150);
  for (const [path, one, other] of found) {
    assert.equal(typeof one, typeof other, path);
    if (typeof one !== 'string' || (!one && !other)) continue;
    assert.ok(one.trim() && (other as string).trim(), path);
    if (!SAME.has(path)) assert.notEqual(one, other, path);
  }
  assert.equal(pl.answer('DKM', 22, 0), 'Klucz „DKM”: 22 subskrypcje.');
  assert.equal(pl.missed.failed(5), 'Porzucono po wszystkich próbach: 5 zdarzeń. Można je wysłać ponownie z listy doręczeń.');
});

test('rows of the form become an expression', () => {
  const type = { attribute: 'type', comparison: 'exact', value: ' AgreementSigned ' } as const;
  assert.equal(expressionOf([], 'all'), undefined);
  assert.deepEqual(expressionOf([type], 'any'), { exact: { type: 'AgreementSigned' } });
  assert.deepEqual(expressionOf([type, { attribute: 'stream', comparison: 'prefix', value: 'visit-' }, { attribute: 'cluster', comparison: 'not', value: 'cluster-lm' }], 'any'), {
    any: [{ exact: { type: 'AgreementSigned' } }, { prefix: { stream: 'visit-' } }, { not: { exact: { cluster: 'cluster-lm' } } }],
  });
  assert.deepEqual([rowOf('/filter/any/2/exact/type'), rowOf('/filter/exact/type'), rowOf('/filter')], [2, 0, 0]);
});

test('an expression reads as a sentence', () => {
  const nested = { all: [{ exact: { type: 'A' } }, { any: [{ prefix: { stream: 'visit-' } }, { not: { exact: { cluster: 'cluster-lm' } } }] }] };
  assert.equal(wordsOf(nested, en.filter), 'type is A and (stream begins with visit- or cluster is not cluster-lm)');
  assert.equal(wordsOf({ not: nested }, pl.filter), 'nie ((rodzaj to A i (strumień zaczyna się od visit- lub klaster to nie cluster-lm)))');
  assert.equal(wordsOf({ exact: { type: 'A', audience: 'public' } }, en.filter), 'type is A and audience is public');
  assert.equal(wordsOf(null, en.filter), 'everything that may be read');
});

test('what is missing, and why', () => {
  assert.deepEqual(codes({}), ['current']);
  assert.deepEqual(codes({ state: 'pending' }), ['unconfirmed']);
  assert.deepEqual(codes({ state: 'pending', kind: 'digest' }), ['unread']);
  assert.deepEqual(codes({ failing_since: '2026-11-29T00:00:00Z', undelivered: { pending: 1, waiting: 2, failed: 3 } }), ['failing', 'pending', 'waiting', 'failed']);
  assert.deepEqual(codes({ state: 'paused', lag: 3, behind_since: '2026-11-29T00:00:00Z' }), ['paused']);
  assert.deepEqual(codes({ state: 'disabled', reason: 'gone', lag: 3, behind_since: '2026-11-29T00:00:00Z' }), ['disabled', 'behind']);
  assert.deepEqual(codes({ lag: null }), ['other-epoch']);
  assert.deepEqual(codes({ lag: 2 }), ['current']);
  assert.deepEqual([codes({ state: 'closed' }), codes({ state: 'closed' }, 'revoked')], [['closed'], ['revoked']]);
  assert.deepEqual([isTroubled([{ code: 'current' }]), isTroubled([{ code: 'behind', lag: 1, since: null }]), isTroubled([{ code: 'failed', count: 1 }])], [false, false, true]);
});

test('lengths of time and keys', () => {
  assert.deepEqual([lengthOf(-5, 'pl'), lengthOf(59_000, 'en'), lengthOf(125_000, 'pl'), lengthOf(3 * 86_400_000, 'pl')], ['0 sekund', '59 seconds', '2 minuty', '3 dni']);
  assert.deepEqual(['upl_a_b', '', 'a b', 'ł', 'x'.repeat(301)].map(isKey), [true, false, false, false, false]);
});
