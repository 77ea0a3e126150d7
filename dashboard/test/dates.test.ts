import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { addYears, bounds, isDay, sayDate, type KnownDate } from '../src/dates.ts';
import en from '../src/i18n/en.ts';
import pl from '../src/i18n/pl.ts';
import { completed, readPhrase } from '../src/phrases.ts';

const date = (edtf: string | null): KnownDate => {
  const [earliest, latest] = (edtf && bounds(edtf)) || [null, null];
  return { edtf, earliest, latest };
};

// EDTF, Polish, Polish in a sentence, English.
const FORMS: [string | null, string, string, string][] = [
  ['2018-03-19', '19 marca 2018', '19 marca 2018', '19 March 2018'],
  ['2018-03', 'marzec 2018', 'w marcu 2018', 'March 2018'],
  ['2015', '2015', 'w 2015 roku', '2015'],
  ['/2018-01-12', 'do 12 stycznia 2018', 'najpóźniej 12 stycznia 2018', 'by 12 January 2018'],
  ['/2018-02', 'do końca lutego 2018', 'najpóźniej z końcem lutego 2018', 'by the end of February 2018'],
  ['/2023', 'do końca 2023 roku', 'najpóźniej z końcem 2023 roku', 'by the end of 2023'],
  ['2016-12-01/', 'od 1 grudnia 2016, końca nie odnotowano', 'od 1 grudnia 2016, końca nie odnotowano', 'from 1 December 2016, no end recorded'],
  ['2014/2015', 'między 2014 a 2015', 'między 2014 a 2015', 'between 2014 and 2015'],
  ['199X', '199X', '199X', '199X'],
  ['2015~', 'około 2015', 'około 2015', 'about 2015'],
  ['2023-05-09/2023-05-10', '9–10 maja 2023', '9–10 maja 2023', '9–10 May 2023'],
  [null, 'data nieznana', 'data nieznana', 'date unknown'],
];

test('each EDTF form reads as the design says, in both languages', () => {
  for (const [edtf, polish, sentence, english] of FORMS) {
    assert.equal(sayDate(date(edtf), 'pl', pl.dates), polish);
    assert.equal(sayDate(date(edtf), 'pl', pl.dates, true), sentence);
    assert.equal(sayDate(date(edtf), 'en', en.dates), english);
  }
});

test('bounds never raise precision, and refuse what is no date', () => {
  assert.deepEqual(bounds('2018-02'), ['2018-02-01', '2018-02-28']);
  assert.deepEqual(bounds('/2023'), [null, '2023-12-31']);
  assert.deepEqual(bounds('../..'), [null, null]);
  // A qualifier widens a date by its own precision, as in the services.
  assert.deepEqual(['2015~', '2018-03?', '2024-03-01%', '2018-12~/'].map(bounds), [['2014-01-01', '2016-12-31'], ['2018-02-01', '2018-04-30'], ['2024-02-28', '2024-03-03'], ['2018-11-01', null]]);
  for (const wrong of ['2018-02-31', '2018-13', 'soon', '2019/2018', '1/2/3']) assert.equal(bounds(wrong), null, wrong);
});

test('the calendar', () => {
  assert.ok(isDay('2024-02-29') && !isDay('2023-02-29'));
  assert.equal(addYears('2024-02-29', 1), '2025-02-28');
});

test('phrases are read, or refused with the reason', () => {
  const read: [string, string][] = [
    ['2018-03-19', '2018-03-19'], ['19 marca 2018', '2018-03-19'], ['19 March 2018', '2018-03-19'], ['March 19, 2018', '2018-03-19'], ['19.03.2018', '2018-03-19'], ['19.3.2018 r.', '2018-03-19'],
    ['marzec 2018', '2018-03'], ['w marcu 2018 roku', '2018-03'], ['March 2018', '2018-03'], ['2018', '2018'], ['w 2018 roku', '2018'], ['1 października 2020', '2020-10-01'], ['23/04/2018', '2018-04-23'],
    ['dziś', '2026-11-22'], ['Today', '2026-11-22'], ['2018-3-9', '2018-03-09'], ['1st May 2023', '2023-05-01'], ['  maj   2023 ', '2023-05'],
    // Written by hand: Roman months, numbers only, dashes, and what the two languages put before a date.
    ['19 III 2018', '2018-03-19'], ['03/2018', '2018-03'], ['3.2018', '2018-03'], ['wczoraj', '2026-11-21'], ['dnia 19 marca 2018 r.', '2018-03-19'], ['the 19th of March 2018', '2018-03-19'], ['we wrześniu 2018.', '2018-09'],
    ['9-10 maja 2023', '2023-05-09/2023-05-10'], ['30 kwietnia – 2 maja 2023', '2023-04-30/2023-05-02'], ['29 grudnia 2022 – 3 stycznia 2023', '2022-12-29/2023-01-03'], ['od stycznia do marca 2018', '2018-01/2018-03'], ['2014-2015', '2014/2015'],
    ['między 1 a 31 marca 2018', '2018-03-01/2018-03-31'], ['from 2014 to 2015', '2014/2015'], ['nie później niż 2018-01-12', '/2018-01-12'], ['no later than March 2018', '/2018-03'], ['since 2016', '2016/'], ['nie wcześniej niż 1 grudnia 2016', '2016-12-01/'],
    ['ok. 2015', '2015~'], ['circa 2015', '2015~'], ['probably March 2018', '2018-03?'], ['/2018-01-12', '/2018-01-12'], ['2014/2015', '2014/2015'], ['2015~', '2015~'],
  ];
  for (const [typed, edtf] of read) assert.deepEqual(readPhrase(typed, '2026-11-22'), { edtf }, typed);
  const refused: [string, string][] = [['31 lutego 2018', 'impossible'], ['31 lutego', 'impossible'], ['29.02.2023', 'impossible'], ['13/2018', 'impossible'], ['ostatnio', 'unread'], ['recently', 'unread'], ['', 'unread'], ['../..', 'unread'], ['2018-02-30', 'impossible'], ['od 2015 do 2014', 'reversed'], ['nie wiem', 'unknown'], ['19 20 marca 2018', 'unread']];
  for (const [typed, reason] of refused) assert.deepEqual(readPhrase(typed, '2026-11-22'), { refused: reason }, typed);
});

test('what is missing or unclear is kept with the question that it leaves', () => {
  const year: [string, string][] = [['19 marca', 'YYYY-03-19'], ['marzec', 'YYYY-03'], ['March 19', 'YYYY-03-19'], ['19.03.', 'YYYY-03-19'], ['9–10 maja', 'YYYY-05-09/YYYY-05-10'], ['najpóźniej 12 stycznia', '/YYYY-01-12'], ['by the end of February', '/YYYY-02']];
  for (const [typed, rest] of year) assert.deepEqual(readPhrase(typed, '2026-11-22'), { refused: 'no-year', rest }, typed);
  assert.deepEqual(completed('YYYY-02-29', '2024'), { edtf: '2024-02-29' });
  assert.deepEqual(completed('YYYY-02-29', '2023'), { refused: 'impossible' });
  assert.deepEqual(readPhrase('03/04/2018', '2026-11-22'), { refused: 'ambiguous', orders: ['2018-04-03', '2018-03-04'] });
  assert.deepEqual(readPhrase('do 03/04/2018', '2026-11-22'), { refused: 'ambiguous', orders: ['/2018-04-03', '/2018-03-04'] });
  assert.deepEqual(readPhrase('04/04/2018', '2026-11-22'), { edtf: '2018-04-04' });
});

test('every phrase that the page prints is read again as what it was printed of', () => {
  const more = ['2018-03-30/2018-04-02', '2022-12-29/2023-01-03', '2018-03/2018-05', '2018-12/2019-02', '2018-03-19?', '2018-03~', '2016/', '2016-12/', '2018-03/2018-05-02', '2014/2015-06'];
  for (const edtf of [...FORMS.map(([each]) => each), ...more]) {
    for (const [lang, texts] of [['pl', pl], ['en', en]] as const) {
      for (const sentence of [false, true]) {
        const said = sayDate(date(edtf), lang, texts.dates, sentence);
        assert.deepEqual(readPhrase(said, '2026-11-22'), edtf === null ? { refused: 'unknown' } : { edtf }, said);
      }
    }
  }
});

test('reads the periods that imports read', () => {
  const cases = JSON.parse(readFileSync(new URL('../test-data/periods.json', import.meta.url), 'utf8')) as { typed: string; edtf: string | null }[];
  for (const { typed, edtf } of cases) {
    const reading = readPhrase(typed, '2026-11-30');
    assert.equal('edtf' in reading ? reading.edtf : null, edtf, typed);
    if (edtf) assert.ok(bounds(edtf), edtf);
  }
});
