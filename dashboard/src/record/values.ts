// Any value of a fact in words, for a reader who compares two of them.

import type { FuzzyDate, Reference, Text } from '../answers.ts';
import type { Words } from '../app.ts';
import { textIn } from '../names.ts';
import type { texts } from '../facts/texts.ts';

type Own = (typeof texts)['pl'];

export function valueWords(value: unknown, words: Words, name: (ref: Reference) => string, own: Own): string {
  const say = (each: unknown): string => valueWords(each, words, name, own);
  if (value === null || value === undefined || value === '') return own.none;
  if (typeof value === 'boolean') return value ? own.yes : own.no;
  if (typeof value !== 'object') return words.t.states[String(value)] ?? own.values[String(value)] ?? String(value);
  if (Array.isArray(value)) return value.length ? words.t.list(value.map(say)) : own.none;
  const fields = value as Record<string, unknown>;
  if ('edtf' in fields) return words.date(fields as unknown as FuzzyDate) + (fields['phrase'] ? ` ${words.t.panel.quote(String(fields['phrase']))}` : '');
  if (isReference(fields)) return name(fields);
  if (isReference(fields['party'])) return name(fields['party']) + (fields['signed'] ? ` (${say(fields['signed'])})` : '');
  if ('event' in fields && 'date' in fields) return [isReference(fields['ref']) ? name(fields['ref']) : '', say(fields['date'])].filter(Boolean).join(', ');
  if (isText(fields)) return textIn(fields, words.lang).text;
  if (isText(fields['text'])) return textIn(fields['text'], words.lang).text;
  if ('title' in fields) return [isText(fields['title']) ? textIn(fields['title'], words.lang).text : String(fields['id'] ?? ''), fields['locator']].filter(Boolean).join(', ');
  return Object.entries(fields).filter(([, each]) => each !== null && !(Array.isArray(each) && !each.length)).map(([, each]) => say(each)).join(', ') || own.none;
}

const isReference = (value: unknown): value is Reference => !!value && typeof value === 'object' && 'id' in value && 'kind' in value && 'names' in value;
const isText = (value: unknown): value is Text => !!value && typeof value === 'object' && Object.keys(value).length > 0 && Object.entries(value).every(([lang, text]) => /^[a-z]{2,3}$/.test(lang) && typeof text === 'string');
