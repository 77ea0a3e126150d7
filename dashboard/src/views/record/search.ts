// What a type-ahead offers: things of the record, an id that was typed out, and something new.

import { fetchAnswer } from '../../api.ts';
import type { Answers, Reference } from '../../answers.ts';
import type { Offer } from '../../forms/declaration.ts';
import { chosenOf, type Chosen } from '../../forms/values.ts';
import type { Lang } from '../../names.ts';

export const PARTY_KINDS = ['organisation', 'unit', 'city', 'region'] as const;
const KINDS: Record<Offer, string[]> = {
  cluster: ['cluster'],
  party: [...PARTY_KINDS],
  actor: ['cluster', ...PARTY_KINDS],
  agreement: ['agreement'],
  source: ['source'],
  result: ['agreement', 'cluster', 'conference', 'visit'],
};
const CATEGORIES: Record<Offer, string[]> = { cluster: ['cluster'], party: ['party'], actor: ['cluster', 'party'], agreement: ['agreement'], source: ['source'], result: ['agreement', 'cluster', 'conference', 'visit'] };

/** Legal forms say nothing about which organisation it is, and are written in many ways. */
const LEGAL = /[\s,]+(?:s\.?\s?a\.?|sp\.?\s?z\s?o\.?\s?o\.?|spółka (?:akcyjna|z ograniczoną odpowiedzialnością)|sp\.?\s?[jkp]\.?|gmbh|ag|ltd\.?|llc|inc\.?|s\.?\s?r\.?\s?o\.?)$/i;

/** The words to search for: without a legal form, and not too many. */
export const searchWords = (typed: string): string => typed.trim().replace(LEGAL, '').split(/\s+/).slice(0, 8).join(' ').slice(0, 150);

/** What the record has that may be meant, the best first. */
export async function suggestions(typed: string, offer: Offer, lang: Lang): Promise<Chosen[]> {
  const words = searchWords(typed);
  if (!words) return [];
  const url = `/v1/search?q=${encodeURIComponent(words)}&kind=${KINDS[offer].join(',')}&as_of=../..&limit=8&lang=${lang}`;
  const { data } = await fetchAnswer<Answers['/v1/search']>(url, undefined, 1);
  return data.map(({ ref, kind }) => ({ ...chosenOf(ref), kind }));
}

/** A stream's name that was typed out: it may be of something that only the key may read. */
export function typedId(typed: string, offer: Offer): string | null {
  const id = typed.trim();
  return CATEGORIES[offer].some((category) => id.startsWith(`${category}-`)) && /^[a-z]+-[a-z0-9][a-z0-9-]{0,62}$/.test(id) ? id : null;
}

/** Something of the record by its stream; by its id alone where the views do not show it. */
export async function chosenById(stream: string, lang: Lang): Promise<Chosen> {
  const [category = '', id = ''] = [stream.slice(0, stream.indexOf('-')), stream.slice(stream.indexOf('-') + 1)];
  const paths: Record<string, string> = { cluster: 'clusters', party: 'parties', agreement: 'agreements' };
  const path = paths[category];
  const unknown: Chosen = { id: stream, kind: category, names: { [lang]: stream } };
  if (!path) return unknown;
  const answer = await fetchAnswer<{ ref: Reference; links?: { other: Reference }[] }>(`/v1/${path}/${id}?as_of=../..&lang=${lang}`).catch(() => null);
  if (!answer) return unknown;
  // A party of several entries goes by one of them; what is chosen is the entry.
  const { ref, links = [] } = answer.data;
  const entry = [ref, ...links.map(({ other }) => other)].find((each) => each.id === stream);
  return entry ? chosenOf(entry) : unknown;
}
