// Everything a reader can choose lives in the address. Defaults are left out; what we do not know survives.
// A value that cannot be read is kept apart from the default that it would otherwise look like: the page reports it.

import { bounds, isDay } from './dates.ts';
import type { Lang } from './names.ts';
import { matchPage, MISSING, pageOf, PARAMETERS, type Parameter, type Params, type Slug } from './pages.ts';

/** What a reader has chosen. Null or empty: as usual. Each page says in the table of pages which of these it applies. */
export interface Choices {
  /** Words to search for. */
  q: string | null;
  /** Kinds of what is listed. */
  kind: string[];
  /** States of what is listed. */
  status: string[];
  cert: 'yes' | null;
  /** Clusters, in the order of their colours. */
  c: string[];
  /** Stream or event chosen; two streams joined by a comma for a pair. */
  sel: string | null;
  /** EDTF: only facts from then on, or until then. */
  from: string | null;
  to: string | null;
  /** Numbers that are wanted, each after its name. */
  least: string[];
  gaps: 'full' | null;
  /** A column; with a hyphen before it in descending order. */
  sort: string | null;
  /** Everything, or only what the chosen mark takes part in. */
  show: 'all' | 'near' | null;
  /** EDTF; null is today. */
  asOf: string | null;
  /** Position or time of the record; null is now. */
  knownAt: string | null;
  /** Position or time of the record with which that of `knownAt` is compared. */
  cmp: string | null;
  /** The view alone, for a frame of another page. */
  embed: '1' | null;
  /** The view on one sheet of paper. */
  brief: '1' | null;
}

export interface View extends Choices {
  /** Parameters this version does not know, in their order. */
  rest: [string, string][];
  /** Our parameters whose value cannot be read, or that are given more than once. */
  unread: [string, string][];
}

export interface Address {
  lang: Lang;
  /** The page, by its path in the table of pages; null: no such page. */
  page: Slug | null;
  /** The parts of the path that vary. */
  params: Params;
  /** The path after the language, kept for the language switch. */
  slug: string;
  view: View;
}

interface Codec<T> {
  /** The value of a text that is not empty; undefined when it cannot be read. */
  read(text: string): T | undefined;
  /** The text of a value; null when it is as usual. */
  write(value: T): string | null;
  usual: T;
}

const text: Codec<string | null> = { read: (given) => given, write: (value) => value, usual: null };
const list: Codec<string[]> = { read: (given) => [...new Set(given.split(',').filter(Boolean))], write: (value) => value.join(',') || null, usual: [] };
const checked = (known: (given: string) => boolean): Codec<string | null> => ({ ...text, read: (given) => (known(given) ? given : undefined) });
const one = <T extends string>(usual: string, ...wanted: T[]): Codec<T | null> => ({ read: (given) => wanted.find((each) => each === given) ?? (given === usual ? null : undefined), write: (value) => value, usual: null });

/** A position of the record, or a time. */
const record = checked((given) => {
  if (/^\d{1,18}$/.test(given)) return true;
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(given) ?? [];
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(given));
});
const when = checked((given) => bounds(given) !== null);

const CODECS: { [F in keyof Choices]: Codec<Choices[F]> } = {
  q: text, kind: list, status: list, cert: one('all', 'yes'), c: list, sel: text, from: when, to: when, least: list, gaps: one('short', 'full'), sort: text, show: one('some', 'all', 'near'), asOf: when, knownAt: record, cmp: record, embed: one('0', '1'), brief: one('0', '1'),
};
const NAMES: Partial<Record<keyof Choices, Parameter>> = { asOf: 'as_of', knownAt: 'known_at' };
const FIELDS = Object.keys(CODECS) as (keyof Choices)[];
const nameOf = (field: keyof Choices): Parameter => NAMES[field] ?? (field as Parameter);
const OURS = new Set<string>(PARAMETERS);
/** A page that has no clocks keeps them for the next page. */
const CLOCKS = ['as_of', 'known_at'];
/** What every page applies: it concerns what is around the view. */
const AROUND = ['embed', 'brief'];
const applied = (page: Slug | null): readonly string[] => (page === null ? MISSING : pageOf(page)).applies;

export function readAddress(path: string, query: string): Address {
  const [, prefix = 'pl', ...more] = path.split('/');
  const slug = more.join('/').replace(/\/$/, '');
  const match = matchPage(slug);
  return { lang: prefix === 'en' ? 'en' : 'pl', page: match?.slug ?? null, params: match?.params ?? {}, slug, view: readView(query) };
}

export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const unread: [string, string][] = [];
  const read = (field: keyof Choices): unknown => {
    const [name, { read, usual }] = [nameOf(field), CODECS[field]];
    const all = given.getAll(name);
    const value = all.length > 1 ? undefined : all[0] ? read(all[0]) : usual;
    if (value === undefined) unread.push(...all.map((text): [string, string] => [name, text]));
    return value === undefined ? usual : value;
  };
  const choices = Object.fromEntries(FIELDS.map((field) => [field, read(field)])) as unknown as Choices;
  return { ...choices, rest: [...given].filter(([name]) => !OURS.has(name)), unread };
}

/** A view after a change: what is set now is no longer unread. */
export function changed(view: View, change: Partial<View>): View {
  const set = new Set(Object.keys(change).map((field) => nameOf(field as keyof Choices)) as string[]);
  return { ...view, ...change, unread: view.unread.filter(([name]) => !set.has(name)) };
}

/** The clock that the address sets to something that is no time: nothing may be shown as if it were what was wanted. */
export function unreadClock(page: Slug | null, view: View): [string, string] | null {
  return view.unread.find(([name]) => CLOCKS.includes(name) && applied(page).includes(name)) ?? null;
}

/** What a page passes over: values it cannot read, and parameters that it does not know. */
export function passedOver(page: Slug, view: View): { values: [string, string][]; parameters: string[] } {
  const names = [...new Set(pairsOf(view).map(([name]) => name))].filter((name) => !applied(page).includes(name) && ![...CLOCKS, ...AROUND].includes(name));
  return { values: view.unread.filter(([name]) => applied(page).includes(name)), parameters: names };
}

/** A view without what a page passes over. */
export function withoutPassedOver(page: Slug, view: View): View {
  return { ...only(view, (name) => applied(page).includes(name) || CLOCKS.includes(name) || AROUND.includes(name)), rest: [], unread: [] };
}

/** The view whose other choices are as usual. */
function only(view: View, keep: (name: string) => boolean): View {
  const usual = FIELDS.filter((field) => !keep(nameOf(field))).map((field) => [field, CODECS[field].usual]);
  return { ...view, ...(Object.fromEntries(usual) as Partial<Choices>) };
}

/** The query of a view, in the one order all addresses have; "" when everything is as usual. */
export function writeView(view: View): string {
  const place = (name: string) => (OURS.has(name) ? PARAMETERS.indexOf(name as Parameter) : PARAMETERS.length);
  const query = pairsOf(view)
    .sort((one, other) => place(one[0]) - place(other[0]))
    // Commas, slashes and colons are lawful in a query; escaped they would only be hard to read.
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%(2C|2F|3A|40)/g, decodeURIComponent)}`)
    .join('&');
  return query && `?${query}`;
}

/** The parameters of a view that are not as usual. */
function pairsOf(view: View): [string, string][] {
  const write = <F extends keyof Choices>(field: F): [string, string | null] => [nameOf(field), CODECS[field].write(view[field])];
  return [...FIELDS.map(write), ...view.rest, ...view.unread].filter((pair): pair is [string, string] => pair[1] !== null);
}

export function writeAddress(lang: Lang, slug: string, view: View): string {
  return `/${lang}/${slug}${writeView(view)}`;
}

/** What a reader takes along to another page: the clocks, and the chosen clusters where it applies them; not the chosen mark. */
export function carried(view: View, page: Slug): View {
  const keep = (name: string) => CLOCKS.includes(name) || (name === 'c' && applied(page).includes('c'));
  return { ...only(view, keep), rest: [], unread: view.unread.filter(([name]) => keep(name)) };
}
