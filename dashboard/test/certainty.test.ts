import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certaintyAt, changePoints, nextChange, previousChange, stretch, whyPossible } from '../src/certainty.ts';
import type { Interval } from '../src/answers.ts';

const day = (text: string): [string, string] => [text, text];
const year: Interval = { start: ['2015-01-01', '2015-12-31'], end: null };
const by: Interval = { start: [null, '2018-01-12'], end: null };
const from: Interval = { start: ['2016-12-01', null], end: null };
const ended: Interval = { start: ['2014-01-01', '2014-01-31'], end: ['2016-05-01', '2016-05-31'] };

const endedBy: Interval = { start: [null, '2018-01-12'], end: [null, '2018-01-12'] };

test('yes, possibly or not at all', () => {
  assert.equal(certaintyAt(year, day('2014-12-31')), null);
  assert.equal(certaintyAt(year, day('2015-06-01')), 'possibly');
  assert.equal(certaintyAt(year, day('2015-12-31')), 'yes');
  assert.equal(certaintyAt(by, day('1990-01-01')), 'possibly');
  assert.equal(certaintyAt(by, day('2018-01-12')), 'yes');
  assert.equal(certaintyAt(from, day('2016-11-30')), null);
  assert.equal(certaintyAt(from, day('2030-01-01')), 'possibly');
  assert.equal(certaintyAt(ended, day('2016-05-01')), 'yes');
  assert.equal(certaintyAt(ended, day('2016-05-20')), 'possibly');
  assert.equal(certaintyAt(ended, day('2016-06-01')), null);
  assert.equal(certaintyAt(endedBy, day('2018-01-12')), 'possibly');
  assert.equal(certaintyAt(endedBy, day('2018-01-13')), null);
});

test('over a span, certain means throughout', () => {
  assert.equal(certaintyAt(year, ['2015-12-01', '2016-01-31']), 'possibly');
  assert.equal(certaintyAt(year, ['2016-01-01', '2016-12-31']), 'yes');
  for (const interval of [year, by, from, ended]) assert.equal(certaintyAt(interval, [null, null]), 'possibly');
});

test('the two causes of "possibly"', () => {
  assert.equal(whyPossible(year), 'imprecise');
  assert.equal(whyPossible(by), 'open');
});

test('between two change points no answer changes, at each some does', () => {
  const all = [year, by, from, ended];
  const points = changePoints(all);
  const answers = (at: string) => all.map((each) => certaintyAt(each, day(at))).join();
  for (let time = Date.UTC(2013, 11, 1); time < Date.UTC(2018, 2, 1); time += 86_400_000) {
    const [now, before] = [time, time - 86_400_000].map((each) => new Date(each).toISOString().slice(0, 10)) as [string, string];
    assert.equal(answers(now) !== answers(before), points.includes(now), now);
    assert.equal(stretch(points, now) !== stretch(points, before), points.includes(now), now);
  }
});

test('steps go to the next change, not the next day', () => {
  const points = changePoints([year, by]);
  assert.equal(nextChange(points, '2015-01-01'), '2015-12-31');
  assert.equal(previousChange(points, '2015-12-31'), '2015-01-01');
  assert.equal(nextChange(points, '2018-01-12'), null);
  assert.deepEqual(changePoints([year], true), ['2015-12-31']);
});
