// The fields of a fact as they were recorded, whatever its type: names lead to dossiers, dates and texts read as everywhere.

import type { ComponentChildren } from 'preact';
import type { FuzzyDate, Reference, Text } from '../answers.ts';
import { useWords } from '../app.ts';
import { Line } from '../ui/Panel.tsx';
import { FactLink, RefLink } from '../ui/RefLink.tsx';
import { DateText, isLink, Say, Tag } from '../ui/Words.tsx';
import { useTexts } from '../texts.ts';
import { abbreviated } from './identifiers.tsx';
import { texts } from './texts.ts';
import './facts.css';

/** The streams that the fields name, by id. */
export type Named = Map<string, Reference>;
export const namedIn = (refs: Reference[]): Named => new Map(refs.map((ref) => [ref.id, ref]));

/** Persons have an id and a function, never a name: the id says nothing to a reader. */
const UNSAID = new Set(['person', 'sd']);
const EVENT = /^[a-z]+-[a-z0-9.-]+@\d+$/;

export function Fields({ fields, named }: { fields: Record<string, unknown>; named: Named }) {
  const own = useTexts(texts);
  return <>{Object.entries(fields).filter(([name, value]) => !UNSAID.has(name) && value !== null && !isEmpty(value)).map(([name, value]) => <Line key={name} term={own.fields[name] ?? name}><Value value={value} named={named} /></Line>)}</>;
}

export function Value({ value, named }: { value: unknown; named: Named }): ComponentChildren {
  const { lang } = useWords();
  const own = useTexts(texts);
  if (value === null || value === undefined || isEmpty(value)) return <span class="about">{own.none}</span>;
  if (typeof value === 'boolean') return <>{value ? own.yes : own.no}</>;
  if (typeof value === 'number') return <>{value.toLocaleString(lang)}</>;
  if (typeof value === 'string') return <Word text={value} named={named} />;
  if (Array.isArray(value)) return value.length === 1 ? <Value value={value[0]} named={named} /> : <ul class="values">{value.map((each, at) => <li key={at}><Value value={each} named={named} /></li>)}</ul>;
  const object = value as Record<string, unknown>;
  if (isDate(object)) return <DateValue date={object as unknown as Partial<FuzzyDate>} />;
  if (isText(object)) return <Say text={object as Text} />;
  const parts = Object.entries(object).filter(([name, part]) => !UNSAID.has(name) && part !== null);
  if (parts.length === 1) return <Value value={parts[0]![1]} named={named} />;
  return <span class="parts">{parts.map(([name, part], at) => <span key={name}>{at ? ', ' : ''}<Value value={part} named={named} /></span>)}</span>;
}

function Word({ text, named }: { text: string; named: Named }) {
  const own = useTexts(texts);
  const ref = named.get(text);
  if (ref) return <RefLink of={ref} />;
  if (EVENT.test(text)) return <FactLink event={text}><code>{text}</code></FactLink>;
  if (isLink(text)) return <a href={text} rel="noopener noreferrer">{text}</a>;
  if (/^[0-9a-f]{64}$/.test(text)) return <code class="hash">{text}</code>;
  return <bdi>{own.values[text] ?? abbreviated(text)}</bdi>;
}

function DateValue({ date }: { date: Partial<FuzzyDate> }) {
  const { t } = useWords();
  const full = { edtf: null, earliest: null, latest: null, phrase: null, inferred_from: null, ...date };
  return <><DateText date={full} inferred={!!full.inferred_from} />{full.phrase ? <> <span class="about">{t.panel.quote(full.phrase)}</span></> : null}{full.inferred_from ? <> <Tag sign="≈">{t.sure.inferred}</Tag></> : null}</>;
}

const isDate = (value: Record<string, unknown>): boolean => 'edtf' in value || 'earliest' in value;
const isText = (value: Record<string, unknown>): boolean => Object.entries(value).every(([key, text]) => /^[a-z]{2,3}(-[A-Za-z]+)?$/.test(key) && typeof text === 'string');
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
