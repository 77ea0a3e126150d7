// Days are ISO strings (they compare as text); an EDTF value is read once into its two bounds.

import type { Bounds, Day, FuzzyDate } from './answers.ts';
import type { Lang } from './names.ts';

const DAY = 86_400_000;

export interface DateWords {
  by(day: string): string;
  byEnd(span: string): string;
  latest(day: string): string;
  latestEnd(span: string): string;
  from(day: string): string;
  between(a: string, b: string): string;
  about(day: string): string;
  maybe(day: string): string;
  yearEnd(year: string): string;
  yearFrom(year: string): string;
  inMonth(month: number, year: string): string;
  inYear(year: string): string;
  unknown: string;
}

/** Days of a record come again and again, and reading one is slow: the numbers of so many are kept. */
const KEPT = 50_000;
const NUMBERS = new Map<Day, number>();

export function dayNumber(day: Day): number {
  let number = NUMBERS.get(day);
  if (number === undefined) {
    if (NUMBERS.size >= KEPT) NUMBERS.clear();
    NUMBERS.set(day, (number = Math.round(Date.parse(`${day}T00:00:00Z`) / DAY)));
  }
  return number;
}

export const isoDay = (number: number): Day => new Date(number * DAY).toISOString().slice(0, 10);
export const addDays = (day: Day, days: number): Day => isoDay(dayNumber(day) + days);

export function addYears(day: Day, years: number): Day {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  return isDay(year + day.slice(4)) ? year + day.slice(4) : `${year}-02-28`;
}

/** The reader's own calendar day. */
export function dayOf(now: Date): Day {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Units of its own precision by which a date is wider on each side for its qualifier, as the services read it. */
const WIDER: Record<string, number> = { '~': 1, '?': 1, '%': 2 };

/** First and last day of YYYY, YYYY-MM or YYYY-MM-DD, with a qualifier or without; null when it is none of them. */
export function span(text: string): [Day, Day] | null {
  const bare = text.replace(/[~?%]$/, '');
  const wider = WIDER[text.slice(bare.length)] ?? 0;
  if (/^\d{4}$/.test(bare)) return [`${yearOf(bare, -wider)}-01-01`, `${yearOf(bare, wider)}-12-31`];
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(bare)) {
    const [year, month] = [Number(bare.slice(0, 4)), Number(bare.slice(5))];
    return [new Date(Date.UTC(year, month - 1 - wider, 1)), new Date(Date.UTC(year, month + wider, 0))].map((end) => end.toISOString().slice(0, 10)) as [Day, Day];
  }
  const open = /^(?:\d{3}X|\d\dXX)$/.test(bare);
  if (open) return [`${bare.replaceAll('X', '0')}-01-01`, `${bare.replaceAll('X', '9')}-12-31`];
  return isDay(bare) ? [addDays(bare, -wider), addDays(bare, wider)] : null;
}

const yearOf = (year: string, more: number) => String(Number(year) + more).padStart(4, '0');

/** The two bounds of an EDTF value of our profile; null when it cannot be read. */
export function bounds(edtf: string): Bounds | null {
  if (!edtf.includes('/')) return span(edtf);
  const [from = '', to = '', more] = edtf.split('/');
  if (more !== undefined) return null;
  const open = (part: string) => part === '' || part === '..';
  const first = open(from) ? null : span(from);
  const last = open(to) ? null : span(to);
  if ((!first && !open(from)) || (!last && !open(to))) return null;
  if (first && last && first[0] > last[1]) return null;
  return [first?.[0] ?? null, last?.[1] ?? null];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: Lang, name: 'day' | 'month' | 'genitive'): Intl.DateTimeFormat {
  const key = lang + name;
  let format = formats.get(key);
  if (!format) {
    const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', month: 'long', year: 'numeric' };
    if (name !== 'month') options.day = 'numeric';
    format = new Intl.DateTimeFormat(lang === 'pl' ? 'pl' : 'en-GB', options);
    formats.set(key, format);
  }
  return format;
}

const at = (day: Day) => new Date(`${day}T00:00:00Z`);

export const sayDay = (day: Day, lang: Lang): string => format(lang, 'day').format(at(day));

/** "marzec 2018"; with `genitive` "marca 2018". */
export function sayMonth(day: Day, lang: Lang, genitive = false): string {
  if (!genitive) return format(lang, 'month').format(at(day));
  const parts = format(lang, 'day').formatToParts(at(day));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('month')} ${part('year')}`;
}

export function sayRange(from: Day, to: Day, lang: Lang): string {
  // Intl writes thin spaces around the dash when the months differ; the page uses plain ones.
  return format(lang, 'day').formatRange(at(from), at(to)).replace(/[\u2009\u202f\u00a0]/g, ' ').replace(/^(\d+) – (\d+ )/, '$1–$2');
}

type Unit = 'day' | 'month' | 'year';
const unitOf = (part: string): Unit => (['year', 'month', 'day'] as const)[part.split('-').length - 1] ?? 'day';

function sayPart(part: string, lang: Lang, genitive: boolean): string {
  const bare = part.replace(/[~?%]$/, '');
  const unit = unitOf(bare);
  if (unit === 'year') return bare;
  return unit === 'month' ? sayMonth(`${bare}-01`, lang, genitive) : sayDay(bare, lang);
}

/** A date of an answer, or one that the page makes of an address. */
export type KnownDate = Pick<FuzzyDate, 'edtf' | 'earliest' | 'latest'> & Partial<FuzzyDate>;

/**
 * A date in words, never more exact than its source.
 * `sentence`: as it stands inside a sentence or is read aloud ("najpóźniej…", "w marcu…").
 */
export function sayDate(date: KnownDate | null, lang: Lang, words: DateWords, sentence = false): string {
  const edtf = date?.edtf ?? (date ? joined(date) : null);
  if (!edtf) return words.unknown;
  if (!edtf.includes('/')) return sayOne(edtf, lang, words, sentence);
  const [from = '', to = ''] = edtf.split('/').map((part) => (part === '..' ? '' : part));
  if (!from && !to) return words.unknown;
  if (!from) {
    const unit = unitOf(to);
    const text = unit === 'year' ? words.yearEnd(to) : sayPart(to, lang, true);
    if (unit === 'day') return sentence ? words.latest(text) : words.by(text);
    return sentence ? words.latestEnd(text) : words.byEnd(text);
  }
  if (!to) return words.from(unitOf(from) === 'year' ? words.yearFrom(from) : sayPart(from, lang, true));
  if (unitOf(from) === 'day' && unitOf(to) === 'day') return sayRange(from, to, lang);
  if (unitOf(from) === 'month' && unitOf(to) === 'month') {
    return format(lang, 'month').formatRange(at(`${from}-01`), at(`${to}-01`)).replace(/[\u2009\u202f]/g, ' ');
  }
  return words.between(sayPart(from, lang, false), sayPart(to, lang, false));
}

function sayOne(part: string, lang: Lang, words: DateWords, sentence: boolean): string {
  if (!span(part) || part.includes('X')) return part;
  if (/[~%]$/.test(part)) return words.about(sayPart(part, lang, true));
  if (part.endsWith('?')) return words.maybe(sayPart(part, lang, false));
  if (!sentence || unitOf(part) === 'day') return sayPart(part, lang, false);
  if (unitOf(part) === 'year') return words.inYear(part);
  return words.inMonth(Number(part.slice(5, 7)) - 1, part.slice(0, 4));
}

function joined(date: KnownDate): string | null {
  if (!date.earliest && !date.latest) return null;
  if (date.earliest === date.latest) return date.earliest;
  return `${date.earliest ?? ''}/${date.latest ?? ''}`;
}
