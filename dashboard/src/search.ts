// What the search asks, and how a hit is written.

import type { SearchHit } from './answers.ts';
import { textIn, type Lang } from './names.ts';
import { dossierOf } from './references.ts';

/** Names of any time are found, in the record that is shown. */
export function searchUrl(words: string, knownAt: string | null, lang: Lang, limit: number): string {
  const known = knownAt ? `&known_at=${encodeURIComponent(knownAt)}` : '';
  return `/v1/search?q=${encodeURIComponent(words)}&as_of=../..${known}&lang=${lang}&limit=${limit}`;
}

/** The text that matched, where it is not the name that is shown anyway. */
export function matchedText(hit: SearchHit, lang: Lang): string | null {
  return hit.matched.field === 'names' || hit.matched.field === 'abbreviation' ? null : textIn(hit.matched.text, lang).text || null;
}

/** Hits that have a page: what a reader can be led to. */
export const reachable = (hits: SearchHit[]): SearchHit[] => hits.filter((hit) => dossierOf(hit.ref.id) !== null);
