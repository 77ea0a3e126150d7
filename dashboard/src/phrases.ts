// What a person types into the date field, read into EDTF. It asks rather than guesses.

import { isDay, span } from './dates.ts';

export type Reading = { edtf: string } | { refused: 'impossible' | 'ambiguous' | 'no-year' | 'unread' };

// Enough letters to tell the months apart, in both languages, in any of their cases.
const MONTHS: [RegExp, number][] = [
  [/^(stycz|jan)/, 1], [/^(lut|feb)/, 2], [/^mar/, 3], [/^(kwie|apr)/, 4], [/^(maj|may)/, 5], [/^(czer|jun)/, 6],
  [/^(lip|jul)/, 7], [/^(sier|aug)/, 8], [/^(wrze|sep)/, 9], [/^(pa[zź]|oct)/, 10], [/^(list|nov)/, 11], [/^(gru|dec)/, 12],
];

const pad = (value: string | number) => String(value).padStart(2, '0');

/** `today` answers "dziś" and "today"; everything else stands by itself. */
export function readPhrase(typed: string, today: string): Reading {
  const text = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  if (/^(dziś|dzis|dzisiaj|today)$/.test(text)) return { edtf: today };
  if (span(text)) return { edtf: text };
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return day(iso[1]!, iso[2]!, iso[3]!);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})( ?r\.?)?$/.exec(text);
  if (dotted) return day(dotted[3]!, dotted[2]!, dotted[1]!);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (slashed) return slash(Number(slashed[1]), Number(slashed[2]), slashed[3]!);
  return worded(text.replace(/,/g, '').replace(/ (r\.?|roku?)$/, '').replace(/^(w|in|on) /, ''));
}

function worded(text: string): Reading {
  const parts = text.split(' ');
  const at = parts.findIndex((part) => monthOf(part) !== null);
  if (at < 0) return span(text) ? { edtf: text } : { refused: 'unread' };
  const month = monthOf(parts[at]!)!;
  const numbers = parts.filter((_, index) => index !== at).map((part) => part.replace(/(st|nd|rd|th|\.)$/, ''));
  if (numbers.some((part) => !/^\d{1,4}$/.test(part))) return { refused: 'unread' };
  const year = numbers.find((part) => part.length === 4);
  const ofMonth = numbers.find((part) => part.length < 3);
  if (!year) return { refused: ofMonth || numbers.length === 0 ? 'no-year' : 'unread' };
  return ofMonth ? day(year, String(month), ofMonth) : { edtf: `${year}-${pad(month)}` };
}

function monthOf(word: string): number | null {
  return MONTHS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

function day(year: string, month: string, ofMonth: string): Reading {
  const iso = `${year}-${pad(month)}-${pad(ofMonth)}`;
  return isDay(iso) ? { edtf: iso } : { refused: 'impossible' };
}

function slash(first: number, second: number, year: string): Reading {
  if (first <= 12 && second <= 12 && first !== second) return { refused: 'ambiguous' };
  return first > 12 ? day(year, String(second), String(first)) : day(year, String(first), String(second));
}
