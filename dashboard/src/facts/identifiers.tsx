// Numbers in registers and websites: what each is called, and a website as a link.

import type { Lang } from '../names.ts';
import { isLink } from '../ui/Words.tsx';

const WEBSITE: Record<Lang, string> = { pl: 'Strona internetowa', en: 'Website' };

/** Registers and classifications of regions: their abbreviations are the same in both languages. */
const ABBREVIATED = new Set(['nip', 'regon', 'krs', 'lei', 'ror', 'nuts', 'teryt']);

/** A word of a fact: an abbreviation in capitals, any other as it is. */
export const abbreviated = (word: string): string => (ABBREVIATED.has(word) ? word.toUpperCase() : word);

/** A register by its abbreviation, such as KRS. */
export const schemeName = (scheme: string, lang: Lang): string => (scheme === 'website' ? WEBSITE[lang] : scheme.toUpperCase());

/** The record keeps a website's address without its scheme. */
export function Identifier({ scheme, value }: { scheme: string; value: string }) {
  const address = `https://${value}`;
  return scheme === 'website' && isLink(address) ? <a class="out" href={address} rel="noopener noreferrer"><bdi>{value}</bdi></a> : <bdi>{value}</bdi>;
}
