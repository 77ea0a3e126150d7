// Everything a reader can choose lives in the address. Defaults are left out; what we do not know survives.

import { bounds } from './dates.ts';
import type { Lang } from './record.ts';

export const PAGES = ['', 'network', 'timeline', 'compare'] as const;
export type Page = (typeof PAGES)[number];

export interface View {
  /** Clusters, in the order of their colours. */
  c: string[];
  /** Stream or event chosen; two streams joined by a comma for a pair. */
  sel: string | null;
  cert: 'yes' | null;
  gaps: 'full' | null;
  show: 'all' | null;
  /** EDTF; null is today. */
  asOf: string | null;
  /** Position or time of the record; null is now. */
  knownAt: string | null;
  /** Parameters this version does not know, in their order. */
  rest: [string, string][];
}

export interface Address {
  lang: Lang;
  /** null: no such page. */
  page: Page | null;
  /** The path after the language, kept for the language switch. */
  slug: string;
  view: View;
}

const ORDER = ['q', 'kind', 'status', 'cert', 'c', 'sel', 'from', 'to', 'gaps', 'sort', 'show', 'as_of', 'known_at', 'cmp'];
const OURS = new Set(['cert', 'c', 'sel', 'gaps', 'show', 'as_of', 'known_at']);

export function readAddress(path: string, query: string): Address {
  const [, prefix = 'pl', ...more] = path.split('/');
  const slug = more.join('/').replace(/\/$/, '');
  const page = PAGES.find((each) => each === slug) ?? null;
  return { lang: prefix === 'en' ? 'en' : 'pl', page, slug, view: readView(query) };
}

export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const asOf = given.get('as_of');
  const unread = asOf !== null && bounds(asOf) === null;
  return {
    c: (given.get('c') ?? '').split(',').filter(Boolean),
    sel: given.get('sel') || null,
    cert: given.get('cert') === 'yes' ? 'yes' : null,
    gaps: given.get('gaps') === 'full' ? 'full' : null,
    show: given.get('show') === 'all' ? 'all' : null,
    asOf: unread ? null : asOf || null,
    knownAt: given.get('known_at') || null,
    rest: [...given].filter(([name]) => !OURS.has(name)),
  };
}

/** The query of a view, in the one order all addresses have; "" when everything is as usual. */
export function writeView(view: View): string {
  const pairs: [string, string | null][] = [
    ['cert', view.cert],
    ['c', view.c.join(',') || null],
    ['sel', view.sel],
    ['gaps', view.gaps],
    ['show', view.show],
    ['as_of', view.asOf],
    ['known_at', view.knownAt],
    ...view.rest,
  ];
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const query = pairs
    .filter((pair): pair is [string, string] => pair[1] !== null)
    .sort((one, other) => place(one[0]) - place(other[0]))
    // Commas, slashes and colons are lawful in a query; escaped they would only be hard to read.
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%(2C|2F|3A|40)/g, decodeURIComponent)}`)
    .join('&');
  return query && `?${query}`;
}

export function writeAddress(lang: Lang, slug: string, view: View): string {
  return `/${lang}/${slug}${writeView(view)}`;
}

/** What a reader takes along to another page: the clocks and the chosen clusters, not the chosen mark. */
export function carried(view: View): View {
  return { ...view, sel: null, cert: null, gaps: null, show: null, rest: [] };
}

