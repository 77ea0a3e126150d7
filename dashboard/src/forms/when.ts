// The date of a form: what a person typed and answered, and what is understood of it. Pure.

import type { DateInput } from './commands.ts';
import { bounds, type KnownDate } from '../dates.ts';
import { completed, readPhrase, type Reading } from '../phrases.ts';

/** As typed; or only so exact, or with an open or a second end; or not known. */
export const PRECISIONS = ['typed', 'day', 'month', 'year', 'by', 'between', 'unknown'] as const;
export type Precision = (typeof PRECISIONS)[number];

export interface When {
  text: string;
  precision: Precision;
  /** The second end, where the date is between two. */
  until: string;
  /** For 03/04/2018: which of the two numbers is the day. */
  order: '' | 'first' | 'second';
  year: string;
  /** The bounds of a phrase that is no date. */
  from: string;
  to: string;
  /** The source's words, where they are other than what was typed. */
  phrase: string;
  /** How it is known that the date is more exact than the source's words. */
  basis: string;
}

export const NO_DATE: When = { text: '', precision: 'typed', until: '', order: '', year: '', from: '', to: '', phrase: '', basis: '' };

/** The part of a date that a question is about. */
export type Part = 'text' | 'until' | 'order' | 'year' | 'bounds' | 'basis';
export type Question = 'empty' | 'order' | 'year' | 'bounds' | 'basis' | 'until' | 'day' | 'month' | 'impossible' | 'reversed' | 'unread';

export interface Understood {
  /** The date as it is sent; null when it is not known. */
  date: DateInput | null;
  /** What is still missing or wrong, and the field to mend; empty when the date can be sent. */
  asks: { part: Part; question: Question }[];
  /** For 03/04/2018: both readings. */
  orders?: [string, string];
  /** The source's words are no complete date: how it is known belongs with it. */
  inferred: boolean;
}

const asking = (part: Part, question: Question, more: Partial<Understood> = {}): Understood => ({ date: null, asks: [{ part, question }], inferred: false, ...more });

/** What a form's date means. `today` is the reader's day. */
export function understand(when: When, today: string): Understood {
  const text = when.text.trim();
  if (when.precision === 'unknown') return { date: null, asks: [], inferred: false };
  if (!text) return asking('text', 'empty');
  const reading = readPhrase(text, today);
  if ('refused' in reading && reading.refused === 'unknown') return { date: null, asks: [], inferred: false };
  const settled = settle(reading, when, text, today);
  if ('asks' in settled) return settled;
  return worded(settled.edtf, when, text, today, settled.inferred);
}

function settle(reading: Reading, when: When, text: string, today: string): { edtf: string; inferred: boolean } | Understood {
  if ('edtf' in reading) return { edtf: reading.edtf, inferred: false };
  switch (reading.refused) {
    case 'ambiguous':
      return when.order ? { edtf: reading.orders[when.order === 'first' ? 0 : 1], inferred: false } : asking('order', 'order', { orders: reading.orders });
    case 'no-year': {
      if (!/^\d{4}$/.test(when.year.trim())) return asking('year', 'year', { inferred: true });
      const full = completed(reading.rest, when.year.trim());
      return 'edtf' in full ? { edtf: full.edtf, inferred: true } : asking('year', 'impossible', { inferred: true });
    }
    case 'unread':
      return /[\p{L}\d]/u.test(text) ? bounded(when, today) : asking('text', 'unread');
    default:
      return asking('text', reading.refused === 'reversed' ? 'reversed' : 'impossible');
  }
}

/** "ostatnio" is kept as the source's words; when it was is asked for. */
function bounded(when: When, today: string): { edtf: string; inferred: boolean } | Understood {
  const end = (typed: string) => (typed.trim() ? readPhrase(typed, today) : { edtf: '' });
  const [from, to] = [end(when.from), end(when.to)];
  if (!('edtf' in from) || !('edtf' in to) || from.edtf.includes('/') || to.edtf.includes('/')) return asking('bounds', 'unread', { inferred: true });
  if (!from.edtf && !to.edtf) return asking('bounds', 'bounds', { inferred: true });
  const edtf = `${from.edtf}/${to.edtf}`;
  return bounds(edtf) ? { edtf, inferred: true } : asking('bounds', 'reversed', { inferred: true });
}

function worded(edtf: string, when: When, text: string, today: string, inferred: boolean): Understood {
  const exact = narrowed(edtf, when, today);
  if (typeof exact !== 'string') return { ...exact, inferred };
  const phrase = when.phrase.trim() || (inferred ? text : '');
  const basis = when.basis.trim();
  const date: DateInput = { edtf: exact, ...(phrase ? { phrase } : {}), ...(basis ? { inferred_from: basis } : {}) };
  return { date, asks: inferred && !basis ? [{ part: 'basis', question: 'basis' }] : [], inferred };
}

/** The date as exact as was chosen. */
function narrowed(edtf: string, when: When, today: string): string | Understood {
  const whole = edtf.includes('/');
  switch (when.precision) {
    case 'day':
      return !whole && /^.{10}/.test(edtf) ? edtf : asking('text', 'day');
    case 'month':
      return !whole && /^.{7}/.test(edtf) ? edtf.slice(0, 7) : asking('text', 'month');
    case 'year':
      return whole ? asking('text', 'unread') : edtf.slice(0, 4);
    case 'by':
      return whole ? (edtf.startsWith('/') ? edtf : asking('text', 'unread')) : `/${edtf}`;
    case 'between': {
      if (whole && !edtf.startsWith('/') && !edtf.endsWith('/')) return edtf;
      if (whole) return asking('text', 'unread');
      const end = readPhrase(when.until, today);
      if (!('edtf' in end) || end.edtf.includes('/')) return asking('until', when.until.trim() ? 'unread' : 'until');
      return bounds(`${edtf}/${end.edtf}`) ? `${edtf}/${end.edtf}` : asking('until', 'reversed');
    }
    default:
      return edtf;
  }
}

/** Whether a date says the same as one of the record. */
export function sameDate(date: DateInput | null, before: KnownDate): boolean {
  return (date?.edtf ?? null) === (before.edtf ?? null) && (date?.phrase ?? null) === (before.phrase ?? null) && (date?.inferred_from ?? null) === (before.inferred_from ?? null);
}

/** A date with its bounds, as the page draws and says it. */
export function knownDate(date: DateInput | null): KnownDate {
  const [earliest, latest] = (date && bounds(date.edtf)) || [null, null];
  return { edtf: date?.edtf ?? null, earliest, latest, phrase: date?.phrase ?? null, inferred_from: date?.inferred_from ?? null };
}

/** A date of the record as a form begins with it; `words` is how the page says it. */
export function whenOf(date: KnownDate, words: string): When {
  return { ...NO_DATE, text: date.edtf || date.earliest || date.latest ? words : '', precision: date.edtf || date.earliest || date.latest ? 'typed' : 'unknown', phrase: date.phrase ?? '', basis: date.inferred_from ?? '' };
}
