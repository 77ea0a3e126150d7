// A field of a fact as a reader understands it: dates, texts, names and lists; what is none of these as it was recorded.

import type { FuzzyDate, Reference } from '../answers.ts';
import { useWords } from '../app.ts';
import { dossierOf, factPath } from '../references.ts';
import { fieldName } from './fields.ts';
import { FactLink, RefLink } from './RefLink.tsx';
import { DateText, Say } from './Words.tsx';

const STREAM = /^(?:party|cluster|membership|agreement|visit|conference|commitment|source|person)-[a-z0-9][a-z0-9.-]*$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/;

export function Value({ of }: { of: unknown }) {
  const { t, lang } = useWords();
  if (of === null || of === undefined || of === '') return <span class="about">{t.panel.nothing}</span>;
  if (typeof of === 'boolean') return <>{of ? t.panel.yes : t.panel.no}</>;
  if (typeof of === 'number') return <>{of}</>;
  if (typeof of === 'string') return <Word text={of} />;
  if (Array.isArray(of)) return of.length ? <ul class="values">{of.map((each, at) => <li key={at}><Value of={each} /></li>)}</ul> : <span class="about">{t.panel.nothing}</span>;
  const record = of as Record<string, unknown>;
  if (isDate(record)) return <DateText date={{ edtf: null, earliest: null, latest: null, phrase: null, inferred_from: null, ...record } as FuzzyDate} inferred={!!record.inferred_from} />;
  if (isReference(record)) return <RefLink of={record as unknown as Reference} />;
  const names = Object.keys(record);
  if (names.length && names.every((name) => LANGUAGE.test(name) && typeof record[name] === 'string')) return <Say text={record as Record<string, string>} />;
  return <ul class="values">{names.filter((name) => record[name] !== null).map((name) => <li key={name}><span class="about">{fieldName(name, lang)}: </span><Value of={record[name]} /></li>)}</ul>;
}

function Word({ text }: { text: string }) {
  const { t } = useWords();
  if (factPath(text) && /@\d+$/.test(text)) return <FactLink event={text}>{text}</FactLink>;
  if (STREAM.test(text) && dossierOf(text)) return <RefLink of={{ id: text, kind: '', names: {}, abbreviation: null, label: text, short: text }}><bdi>{text}</bdi></RefLink>;
  return <bdi>{t.kinds[text] ?? t.roles[text] ?? text}</bdi>;
}

const isDate = (record: Record<string, unknown>) => typeof record.edtf === 'string' && ('earliest' in record || 'latest' in record);
const isReference = (record: Record<string, unknown>) => typeof record.id === 'string' && typeof record.kind === 'string' && typeof record.names === 'object';
