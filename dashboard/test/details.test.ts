import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { texts } from '../src/facts/texts.ts';

const schemas = new URL('../../contracts/schemas/', import.meta.url);
/** Shown in places of their own, or not at all: the source and the actor, what only a subscriber reads, names of persons. */
const ELSEWHERE = new Set(['actor', 'sources', 'filter', 'subscriber', '_sd']);
/** Abbreviations that are the same in every language. */
const CLASSIFICATIONS = new Set(['PKD', 'NACE', 'nuts', 'teryt']);
const NOT_SHOWN = new Set(['SubscriptionRequested']);

interface Schema {
  properties?: Record<string, unknown>;
  enum?: unknown[];
}

function enumsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(enumsIn);
  if (value === null || typeof value !== 'object') return [];
  const words = ((value as Schema).enum ?? []).filter((each) => typeof each === 'string');
  return [...words, ...Object.values(value).flatMap(enumsIn)];
}

test('every field of an event, and every word that one may have, has words in both languages', () => {
  for (const type of readdirSync(schemas)) {
    const latest = Math.max(...readdirSync(new URL(`${type}/`, schemas)).map((file) => Number.parseInt(file, 10)));
    const schema = JSON.parse(readFileSync(new URL(`${type}/${latest}.json`, schemas), 'utf8')) as Schema;
    for (const lang of ['pl', 'en'] as const) {
      for (const field of Object.keys(schema.properties ?? {})) assert.ok(ELSEWHERE.has(field) || texts[lang].fields[field], `${type}: ${field} in ${lang}`);
      for (const word of enumsIn(schema)) assert.ok(NOT_SHOWN.has(type) || CLASSIFICATIONS.has(word) || texts[lang].values[word], `${type}: ${word} in ${lang}`);
    }
  }
});
