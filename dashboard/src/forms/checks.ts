// What is still missing before a form can be sent, and which field of a form a pointer of the registry is about. Pure.

import { readPhrase } from '../phrases.ts';
import { changedFields, CORRECTED, dateChanged, FORMS, rivalValues, type Kind } from './form.ts';
import type { Context } from './declaration.ts';
import { moneyLacks } from './project.ts';
import type { Line } from './registry.ts';
import { pointOf, type Cited, type Entered, type Signer, type Value } from './values.ts';
import { understand } from './when.ts';

export type Missing = 'needed' | 'two' | 'several' | 'where' | 'signs' | 'number' | 'changed' | 'source' | 'title' | 'url' | 'address' | 'published' | 'document' | 'word' | 'doubter' | 'point' | 'sum' | 'currency';

/** What a field lacks; `field` is the id of its control without the prefix. Dates ask by themselves (`understand`). */
export interface Lack {
  field: string;
  why: Missing | { question: string };
}

const empty = (value: Value): boolean => value === undefined || value === '' || (typeof value === 'string' && !value.trim()) || (Array.isArray(value) && !value.length);

export function lacksOf(kind: Kind, entered: Entered, context: Context): Lack[] {
  const form = FORMS[kind];
  const lacks: Lack[] = sourceLacks(entered.cited, context.today);
  if (form.sourced && !entered.cited.length) lacks.push({ field: 'sources', why: 'source' });
  for (const field of form.fields) {
    if (field.type === 'texts' ? field.needed && !entered.texts(field.name) : field.needed && field.type !== 'fact' && empty(entered.values[field.name])) lacks.push({ field: field.name, why: 'needed' });
    else if (field.type === 'signers' && !entered.list<Signer>(field.name).some(({ signs }) => signs)) lacks.push({ field: field.name, why: 'signs' });
    else if (field.type === 'count' && (field.needed || entered.text(field.name)) && !/^\d{1,9}$/.test(entered.text(field.name))) lacks.push({ field: field.name, why: 'number' });
    else if (kind === 'split' && field.name === 'into' && entered.refs('into').length < 2) lacks.push({ field: 'into', why: 'several' });
    else if (field.name === 'parties' && entered.refs('parties').length < 2) lacks.push({ field: 'parties', why: 'two' });
  }
  if (kind === 'seat' && !['country', 'region', 'address', 'place', 'coordinates'].some((name) => entered.text(name))) lacks.push({ field: 'country', why: 'where' });
  if (kind === 'seat' && entered.text('coordinates') && !pointOf(entered.text('coordinates'))) lacks.push({ field: 'coordinates', why: 'point' });
  if (kind === 'project') lacks.push(...moneyLacks(entered));
  if (kind === 'promise' && entered.ref('submitter') && !entered.cited.length) lacks.push({ field: 'sources', why: 'document' });
  // A correction that leaves the date as it is asks nothing about it.
  if (form.when) lacks.push(...understand(entered.when, context.today).asks.map(({ part, question }) => ({ field: `when-${part}`, why: { question } })));
  if (kind === 'correction' && !dateChanged(entered, context) && !Object.keys(changedFields(entered)).length) lacks.push({ field: 'fields', why: 'changed' });
  if (kind === 'dispute') lacks.push(...doubtLacks(entered, context));
  if (kind === 'refinement' && !lacks.length && !understand(entered.when, context.today).date) lacks.push({ field: 'when-text', why: { question: 'empty' } });
  return lacks;
}

/** A dispute says why or gives other values; one that is in nobody's name needs a source that gives them. */
function doubtLacks(entered: Entered, context: Context): Lack[] {
  const values = Object.keys(rivalValues(entered, context)).length > 0;
  const lacks: Lack[] = values || entered.text('reason') ? [] : [{ field: 'reason', why: 'needed' }];
  if (!entered.ref('by') && !(values && entered.cited.length)) lacks.push({ field: 'by', why: 'doubter' });
  return lacks;
}

function sourceLacks(cited: Cited[], today: string): Lack[] {
  return cited.flatMap((source, at): Lack[] => {
    if (!source.fresh) return [];
    const lacks: Lack[] = Object.values(source.names).some((title) => title.trim()) ? [] : [{ field: `source-${at}-title`, why: 'title' }];
    if (source.url?.trim() && !/^https?:\/\/[!-~]+$/.test(source.url.trim())) lacks.push({ field: `source-${at}-url`, why: 'url' });
    if (source.source_type === 'web-page' && !source.url?.trim()) lacks.push({ field: `source-${at}-url`, why: 'address' });
    if (source.published?.trim() && !('edtf' in readPhrase(source.published, today))) lacks.push({ field: `source-${at}-published`, why: 'published' });
    return lacks;
  });
}

/** Members of commands whose field has another name. */
const FIELD_OF: Record<string, string> = { occurred: 'when-text', date: 'when-text', target: 'fields', document: 'sources', represented_by: 'signers', party: 'party', mode: 'sources' };

/** The field that an error is about, by the line that was refused and the pointer into its body; null when it is about none. */
export function fieldOf(kind: Kind, line: Line, pointer: string): string | null {
  const [, member = '', inner] = pointer.split('/');
  if (line.collection === 'sources' && line.field) return 'sources';
  if (member === 'occurred' || member === 'date') return 'when-text';
  if (member === 'sources' || member === 'mode') return 'sources';
  if ((kind === 'correction' || kind === 'dispute') && member === 'fields') return inner === 'occurred' ? 'when-text' : inner ? CORRECTED + inner : 'fields';
  if (line.field) return line.field;
  const name = kind === 'relation' && member === 'other' ? 'related' : FIELD_OF[member] ?? member;
  return FORMS[kind].fields.some((field) => field.name === name) ? name : null;
}
