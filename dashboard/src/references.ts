// Where a name leads: each thing of the record has its dossier, each fact its page.

import { pathOf, SLUGS, type Slug } from './pages.ts';

/** The page of each category of streams whose name is not the category. */
const PAGE_NAMES: Record<string, string> = { commitment: 'promise' };

/** The path of the dossier of a stream ("cluster-dkm"), or null when things of its category have none. */
export function dossierOf(stream: string): string | null {
  const [, category = '', id = ''] = /^([a-z]+)-(.+)$/.exec(stream) ?? [];
  const slug = `${PAGE_NAMES[category] ?? category}/{id}`;
  return SLUGS.includes(slug as Slug) ? pathOf(slug as Slug, { id }) : null;
}

/** The path of the page of a fact, by its event; null when there is no such page. */
export function factPath(event: string): string | null {
  const slug = 'fact/{event}';
  return (SLUGS as string[]).includes(slug) ? pathOf(slug as Slug, { event }) : null;
}
