// What a person types into a date field, read into EDTF: every phrase that the page prints, in both languages, and those that
// people write. It asks rather than guesses.

import { bounds, isDay, isoDay, dayNumber, span } from './dates.ts';
import { periodOf } from './periods.ts';

export type Reading =
  | { edtf: string }
  | { refused: 'impossible' | 'reversed' | 'unknown' | 'unread' }
  /** 03/04/2018: the day first, and the month first. */
  | { refused: 'ambiguous'; orders: [string, string] }
  /** 19 marca: EDTF with YYYY where the year belongs. */
  | { refused: 'no-year'; rest: string };

// Enough letters to tell the months apart, in both languages, in any of their cases.
const MONTHS: [RegExp, number][] = [
  [/^(stycz|jan)/, 1], [/^(lut|feb)/, 2], [/^mar/, 3], [/^(kwie|apr)/, 4], [/^(maj|may)/, 5], [/^(czer|jun)/, 6],
  [/^(lip|jul)/, 7], [/^(sier|aug)/, 8], [/^(wrze|sep)/, 9], [/^(pa[zź]|oct)/, 10], [/^(list|nov)/, 11], [/^(gru|dec)/, 12],
];
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

const UNKNOWN = /^(data nieznana|nieznana|nie wiem|nie wiadomo|date unknown|unknown|not known|i do not know|i don't know)$/;
const NO_END = /,? ?(końca nie odnotowano|no end recorded)$/;
const BETWEEN = /^(?:(?:po)?między|between|od|from) (.+?) (?:a|i|and|do|to) (.+)$/;
const BY = /^(?:najpóźniej z końcem|najpóźniej do końca|najpóźniej|nie później niż|do końca|do|by the end of|by|no later than|until) (.+)$/;
const FROM = /^(?:od|najwcześniej|nie wcześniej niż|from|since|not before) (.+)$/;
const ABOUT = /^(?:około|ok\.|mniej więcej|about|around|circa|c\.|ca\.?) ?(.+)$/;
const MAYBE = /^(?:prawdopodobnie|chyba|być może|probably|perhaps|maybe) (.+)$/;

const pad = (value: string | number) => String(value).padStart(2, '0');
const later = (reading: Reading, change: (edtf: string) => string): Reading => {
  if ('edtf' in reading) return { edtf: change(reading.edtf) };
  if (reading.refused === 'no-year') return { ...reading, rest: change(reading.rest) };
  if (reading.refused === 'ambiguous') return { ...reading, orders: reading.orders.map(change) as [string, string] };
  return reading;
};

/** `today` answers "dziś" and "today"; everything else stands by itself. */
export function readPhrase(typed: string, today: string): Reading {
  const text = typed.trim().toLowerCase().replace(/\s+/g, ' ').replace(/(?<! r)[.;]$/, '');
  if (UNKNOWN.test(text)) return { refused: 'unknown' };
  if (text.includes('/') && text.length > 3 && bounds(text)) return { edtf: text };
  const ended = NO_END.test(text);
  const bare = text.replace(NO_END, '');
  const between = ended ? null : BETWEEN.exec(bare);
  if (between) return readRange(between[1]!, between[2]!, today);
  const period = periodOf(bare);
  if (period) return { edtf: period };
  const [first, second, more] = bare.split(/ ?[–—] ?| - /);
  if (second && !more) return readRange(first!, second, today);
  const years = /^(\d{4})-(\d{4})$/.exec(bare);
  if (years) return readRange(years[1]!, years[2]!, today);
  const days = /^(\d{1,2})-(\d{1,2}(?: \D.*|\.\d{1,2}\.\d{4}.*))$/.exec(bare);
  if (days) return readRange(days[1]!, days[2]!, today);
  const months = /^(\p{L}+)(?: ?[/-] ?| (?:i|and) )(\p{L}+ \d{4}.*)$/u.exec(bare);
  if (months) return readRange(months[1]!, months[2]!, today);
  const one = (pattern: RegExp, change: (edtf: string) => string): Reading | null => {
    const [, rest] = pattern.exec(bare) ?? [];
    return rest === undefined ? null : later(readOne(rest, today), change);
  };
  return one(BY, (edtf) => `/${edtf}`) ?? one(FROM, (edtf) => `${edtf}/`) ?? one(ABOUT, (edtf) => `${edtf}~`) ?? one(MAYBE, (edtf) => `${edtf}?`) ?? readOne(bare, today);
}

/** "9" and "10 maja 2023": the first end takes from the second what it leaves out. */
function readRange(from: string, to: string, today: string): Reading {
  const end = readOne(to, today);
  if ('refused' in end && end.refused !== 'no-year') return end;
  const last = 'edtf' in end ? end.edtf : end.rest;
  let start = readOne(from, today);
  if (/^\d{1,2}\.?$/.test(from) && /^.{4}-\d\d-\d\d$/.test(last)) start = completed(`YYYY${last.slice(4, 8)}${pad(from.replace('.', ''))}`, last.slice(0, 4));
  else if ('refused' in start && start.refused === 'no-year') start = completed(start.rest, last.slice(0, 4));
  if ('refused' in start && start.refused !== 'no-year') return start;
  const begin = 'edtf' in start ? start.edtf : start.rest;
  if (begin === last) return end;
  const whole = `${begin}/${last}`;
  if (whole.includes('YYYY')) return { refused: 'no-year', rest: whole };
  return bounds(whole) ? { edtf: whole } : { refused: 'reversed' };
}

/** What "19 marca" is in a year; the year may itself be still unknown. */
export function completed(rest: string, year: string): Reading {
  if (year === 'YYYY') return { refused: 'no-year', rest };
  const edtf = rest.replaceAll('YYYY', year);
  return bounds(edtf) ? { edtf } : { refused: 'impossible' };
}

function readOne(text: string, today: string): Reading {
  if (/^(dziś|dzis|dzisiaj|today)$/.test(text)) return { edtf: today };
  if (/^(wczoraj|yesterday)$/.test(text)) return { edtf: isoDay(dayNumber(today) - 1) };
  if (span(text)) return { edtf: text };
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return day(iso[1]!, iso[2]!, iso[3]!);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4})?)?( ?r\.?)?$/.exec(text);
  if (dotted) return day(dotted[3] ?? 'YYYY', dotted[2]!, dotted[1]!);
  const month = /^(\d{1,2})[./-](\d{4})( ?r\.?)?$/.exec(text);
  if (month) return span(`${month[2]}-${pad(month[1]!)}`) ? { edtf: `${month[2]}-${pad(month[1]!)}` } : { refused: 'impossible' };
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (slashed) return slash(Number(slashed[1]), Number(slashed[2]), slashed[3]!);
  return worded(text.replace(/,/g, '').replace(/ (r\.?|roku?)$/, '').replace(/^(w|we|in|on|dnia) /, ''));
}

function worded(text: string): Reading {
  const parts = text.split(' ').filter((part) => part !== 'of' && part !== 'the');
  const at = parts.findIndex((part) => monthOf(part) !== null);
  if (at < 0) return span(text) ? { edtf: text } : { refused: 'unread' };
  const month = monthOf(parts[at]!)!;
  const numbers = parts.filter((_, index) => index !== at).map((part) => part.replace(/(st|nd|rd|th|\.)$/, ''));
  if (numbers.some((part) => !/^\d{1,4}$/.test(part)) || numbers.length > 2) return { refused: 'unread' };
  const year = numbers.find((part) => part.length === 4);
  const ofMonth = numbers.find((part) => part.length < 3);
  if (!year && !ofMonth && numbers.length) return { refused: 'unread' };
  if (ofMonth) return day(year ?? 'YYYY', String(month), ofMonth);
  return year ? { edtf: `${year}-${pad(month)}` } : { refused: 'no-year', rest: `YYYY-${pad(month)}` };
}

function monthOf(word: string): number | null {
  const roman = ROMAN.indexOf(word);
  return roman >= 0 ? roman + 1 : (MONTHS.find(([pattern]) => pattern.test(word))?.[1] ?? null);
}

function day(year: string, month: string, ofMonth: string): Reading {
  // 2024 has every day that any year has.
  const exists = isDay(`${year === 'YYYY' ? '2024' : year}-${pad(month)}-${pad(ofMonth)}`);
  const written = `${year}-${pad(month)}-${pad(ofMonth)}`;
  if (!exists) return { refused: 'impossible' };
  return year === 'YYYY' ? { refused: 'no-year', rest: written } : { edtf: written };
}

function slash(first: number, second: number, year: string): Reading {
  const read = (ofMonth: number, month: number) => day(year, String(month), String(ofMonth));
  const [dayFirst, monthFirst] = [read(first, second), read(second, first)];
  if ('edtf' in dayFirst && 'edtf' in monthFirst && dayFirst.edtf !== monthFirst.edtf) return { refused: 'ambiguous', orders: [dayFirst.edtf, monthFirst.edtf] };
  return 'edtf' in dayFirst ? dayFirst : monthFirst;
}
