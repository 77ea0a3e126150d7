// The question whether an organisation that is being entered is in the record already. Pure.

import type { Lang } from '../names.ts';
import type { Entered } from './values.ts';

/** The address of the answer; null while there is nothing to ask about. */
export function similarUrl(entered: Entered, lang: Lang): string | null {
  const names = Object.values(entered.texts('names') ?? {});
  const [scheme, value] = [entered.text('scheme') || 'nip', entered.text('value')];
  const asked: Record<string, string | undefined> = { name: names[0], name_en: names[1], abbreviation: entered.text('abbreviation'), ...(value ? { [scheme]: value } : {}) };
  const given = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
  // A few letters are the beginning of everything.
  if (!given.some(([name, text]) => name === scheme || text.length > 2)) return null;
  return `/v1/similar-parties?${new URLSearchParams([...given, ['limit', '5'], ['lang', lang]])}`;
}
