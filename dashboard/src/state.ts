// Everything a reader can choose lives in the address. Defaults are left out; what we do not know survives.
// A value that cannot be read is kept apart from the default that it would otherwise look like: the page reports it.

import { bounds, isDay } from './dates.ts';
import type { Lang } from './names.ts';

export const PAGES = ['', 'network', 'timeline', 'compare', 'partner'] as const;
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
  /** Our parameters whose value cannot be read, or that are given more than once. */
  unread: [string, string][];
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
const CARRIED = new Set(['c', 'as_of', 'known_at']);
/** What each page makes of them; the others change nothing there. */
const APPLIED: Record<Page, string[]> = {
  '': ['c', 'as_of', 'known_at'],
  network: ['cert', 'c', 'sel', 'show', 'as_of', 'known_at'],
  timeline: ['cert', 'c', 'sel', 'gaps', 'as_of', 'known_at'],
  compare: ['c', 'sel', 'as_of', 'known_at'],
  partner: [],
};
const FIELDS: Partial<Record<keyof View, string>> = { cert: 'cert', c: 'c', sel: 'sel', gaps: 'gaps', show: 'show', asOf: 'as_of', knownAt: 'known_at' };

export function readAddress(path: string, query: string): Address {
  const [, prefix = 'pl', ...more] = path.split('/');
  const slug = more.join('/').replace(/\/$/, '');
  const page = PAGES.find((each) => each === slug) ?? null;
  return { lang: prefix === 'en' ? 'en' : 'pl', page, slug, view: readView(query) };
}

export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const unread: [string, string][] = [];
  /** A parameter's one value: null when it is not given or empty, or (then it is `unread`) when `known` does not know it. */
  const value = (name: string, known: (text: string) => boolean = () => true): string | null => {
    const all = given.getAll(name);
    if (all.length <= 1 && (!all[0] || known(all[0]))) return all[0] || null;
    unread.push(...all.map((text): [string, string] => [name, text]));
    return null;
  };
  const one = <T extends string>(name: string, wanted: T, usual: string): T | null => (value(name, (text) => text === wanted || text === usual) === wanted ? wanted : null);
  return {
    cert: one('cert', 'yes', 'all'),
    c: (value('c') ?? '').split(',').filter(Boolean),
    sel: value('sel'),
    gaps: one('gaps', 'full', 'short'),
    show: one('show', 'all', 'some'),
    asOf: value('as_of', (text) => bounds(text) !== null),
    knownAt: value('known_at', isRecord),
    rest: [...given].filter(([name]) => !OURS.has(name)),
    unread,
  };
}

/** A position of the record, or a time. */
function isRecord(text: string): boolean {
  if (/^\d{1,18}$/.test(text)) return true;
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text));
}

/** A view after a change: what is set now is no longer unread. */
export function changed(view: View, change: Partial<View>): View {
  const set = new Set(Object.keys(change).map((field) => FIELDS[field as keyof View]));
  return { ...view, ...change, unread: view.unread.filter(([name]) => !set.has(name)) };
}

/** The clock that the address sets to something that is no time: nothing may be shown as if it were what was wanted. */
export function unreadClock(page: Page | null, view: View): [string, string] | null {
  if (!page || !APPLIED[page].includes('as_of')) return null;
  return view.unread.find(([name]) => name === 'as_of' || name === 'known_at') ?? null;
}

/** What a page passes over: values it cannot read, and parameters that it does not know. */
export function passedOver(page: Page, view: View): { values: [string, string][]; parameters: string[] } {
  const query = new URLSearchParams(writeView(view));
  const names = [...new Set(query.keys())].filter((name) => !APPLIED[page].includes(name));
  return { values: view.unread.filter(([name]) => APPLIED[page].includes(name)), parameters: names };
}

/** A view without what a page passes over. */
export function withoutPassedOver(page: Page, view: View): View {
  const own = (name: string) => APPLIED[page].includes(name);
  return { ...view, cert: own('cert') ? view.cert : null, gaps: own('gaps') ? view.gaps : null, show: own('show') ? view.show : null, rest: [], unread: [] };
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
    ...view.unread,
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
  return { ...view, sel: null, cert: null, gaps: null, show: null, rest: [], unread: view.unread.filter(([name]) => CARRIED.has(name)) };
}

