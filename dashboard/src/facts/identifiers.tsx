// Numbers in registers and websites: what each is called, and a website as a link.

import type { Lang } from '../names.ts';
import { isLink } from '../ui/Words.tsx';

const WEBSITE: Record<Lang, string> = { pl: 'Strona internetowa', en: 'Website' };

/** A register by its abbreviation, such as KRS. */
export const schemeName = (scheme: string, lang: Lang): string => (scheme === 'website' ? WEBSITE[lang] : scheme.toUpperCase());

export function Identifier({ value }: { value: string }) {
  return isLink(value) ? <a class="out" href={value} rel="noopener noreferrer"><bdi>{value}</bdi></a> : <bdi>{value}</bdi>;
}
