import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Occurrence } from '../src/answers.ts';
import { SIGNS } from '../src/record/changes.ts';
import { differences } from '../src/record/comparing.ts';
import { texts } from '../src/facts/texts.ts';
import { valueWords } from '../src/record/values.ts';
import pl from '../src/i18n/pl.ts';
import { sayDate } from '../src/dates.ts';
import { shortName } from '../src/names.ts';

const timeline = (JSON.parse(readFileSync(new URL('../test-data/timeline.json', import.meta.url), 'utf8')) as { data: Occurrence[] }).data;
const id = (fact: Occurrence) => fact.event;
const fact = timeline.find((each) => each.date.edtf === '2018-03-19')!;
const words = { lang: 'pl', t: pl, date: (date: Occurrence['date']) => sayDate(date, 'pl', pl.dates) } as unknown as Parameters<typeof valueWords>[1];
const say = (value: unknown) => valueWords(value, words, (ref) => shortName(ref, 'pl'), texts.pl);

test('a record does not differ from itself, nor by when it was written or how sure a day makes it', () => {
  assert.equal(differences(timeline, structuredClone(timeline), id).size, 0);
  const later = timeline.map((each) => ({ ...each, recorded_from: 999, recorded_at: '2027-01-01T00:00:00Z', certainty: 'possibly' as const }));
  assert.equal(differences(timeline, later, id).size, 0);
});

test('added, corrected, changed, judged and retracted facts, each with old and new values', () => {
  const [first, second, third, fourth] = timeline as [Occurrence, Occurrence, Occurrence, Occurrence];
  const corrected = { ...second, amended_by: ['x@2'], date: { ...second.date, edtf: '2018-03-20', earliest: '2018-03-20', latest: '2018-03-20' } };
  const signed = { ...third, detail: { ...third.detail, signatures: 3 } };
  const disputed = { ...fourth, disputed: true, disputes: [{ event: 'x@3', by: fourth.subjects[0]!, reason: 'nie tak' }] } as unknown as Occurrence;
  const rest = timeline.slice(4);
  const found = differences([first, second, third, fourth], [corrected, signed, disputed, rest[0]!], id);
  assert.deepEqual([...found].map(([event, { change }]) => [event, change]), [[second.event, 'corrected'], [third.event, 'changed'], [fourth.event, 'judged'], [rest[0]!.event, 'added'], [first.event, 'retracted']]);
  assert.deepEqual(found.get(second.event)!.fields.map(({ field, before, after }) => [field, say(before), say(after)]), [['date', say(second.date), `20 marca 2018${second.date.phrase ? ` „${second.date.phrase}”` : ''}`]]);
  assert.deepEqual(found.get(third.event)!.fields.map(({ field, before, after }) => [field, say(before), say(after)]), [['signatures', texts.pl.none, '3']]);
  assert.equal(new Set(Object.values(SIGNS)).size, Object.keys(SIGNS).length);
});

test('a thing that got another name meanwhile is the same thing', () => {
  const renamed = timeline.map((each) => ({ ...each, subjects: each.subjects.map((ref) => ({ ...ref, names: { pl: 'Inaczej' }, label: 'Inaczej' })) }));
  assert.equal(differences(timeline, renamed, id).size, 0);
});

test('values are words, never code', () => {
  assert.equal(say(fact.subjects), pl.list(fact.subjects.map((ref) => shortName(ref, 'pl'))));
  assert.match(say(fact.date), /^19 marca 2018/);
  assert.equal(say(null), texts.pl.none);
  assert.equal(say(true), 'tak');
  assert.equal(say({ pl: 'po polsku', en: 'in English' }), 'po polsku');
  for (const each of timeline) for (const value of Object.values(each)) assert.doesNotMatch(say(value), /\[object|undefined|[{}]/);
});
