// The one table of pages. A new page is one entry here, one in views.ts, and a folder of its own under views/.

import type { Lang } from './names.ts';

/** The parameters of an address, in the order in which all addresses have them. */
export const PARAMETERS = ['q', 'kind', 'status', 'cert', 'c', 'sel', 'from', 'to', 'least', 'gaps', 'sort', 'show', 'as_of', 'known_at', 'cmp', 'embed', 'brief'] as const;
export type Parameter = (typeof PARAMETERS)[number];

export interface Page {
  /** Short name (navigation, title of the document) and the question that the page answers (heading), in each language. */
  title: Record<Lang, [name: string, question: string]>;
  /** What the page makes of the address; other parameters change nothing there. */
  applies: readonly Parameter[];
  /** Whether the navigation has it, among the first or in the menu of more. */
  nav?: 'first' | 'more';
}

const CLOCKS = ['as_of', 'known_at'] as const;

/** By the path after the language. `{name}` stands for one part of the path, given to the page as `address.params.name`. */
export const PAGES = {
  '': {
    title: { pl: ['Początek', 'Jak współpracują klastry?'], en: ['Start', 'How do clusters work together?'] },
    applies: [],
  },
  network: {
    title: { pl: ['Sieć', 'Kto z kim współpracuje i na jakiej podstawie?'], en: ['Network', 'Who works with whom, and on what basis?'] },
    applies: ['cert', 'c', 'sel', 'show', ...CLOCKS, 'cmp'],
    nav: 'first',
  },
  timeline: {
    title: { pl: ['Oś czasu', 'Co się wydarzyło i kiedy?'], en: ['Timeline', 'What happened, and when?'] },
    applies: ['kind', 'cert', 'c', 'sel', 'gaps', ...CLOCKS, 'cmp'],
    nav: 'first',
  },
  clusters: {
    title: { pl: ['Klastry', 'Ilu jest członków i na ile to pewne?'], en: ['Clusters', 'How many members, and how sure are we?'] },
    applies: ['q', 'c', 'sort', 'show', ...CLOCKS, 'cmp'],
    nav: 'first',
  },
  agreements: {
    title: { pl: ['Umowy', 'Które umowy trwają, wygasają, śpią?'], en: ['Agreements', 'Which agreements live, lapse, sleep?'] },
    applies: ['q', 'kind', 'status', 'c', 'sort', ...CLOCKS, 'cmp'],
    nav: 'first',
  },
  promises: {
    title: { pl: ['Obietnice', 'Obietnice i dowody'], en: ['Promises', 'Promises and evidence'] },
    applies: ['q', 'status', ...CLOCKS, 'cmp'],
    nav: 'first',
  },
  changes: {
    title: { pl: ['Zmiany', 'Co się zmieniło?'], en: ['Changes', 'What changed?'] },
    applies: ['q', 'kind', 'from', 'show', ...CLOCKS],
    nav: 'first',
  },
  visits: {
    title: { pl: ['Wizyty', 'Czy wizyty prowadziły do umów?'], en: ['Visits', 'Did visits lead to agreements?'] },
    applies: ['q', 'sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  bridges: {
    title: { pl: ['Pomosty', 'Kto łączy klastry?'], en: ['Bridges', 'Who bridges clusters?'] },
    applies: ['q', 'kind', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  thresholds: {
    title: { pl: ['Progi', 'Kto spełnia progi?'], en: ['Thresholds', 'Who meets a threshold?'] },
    applies: ['q', 'status', 'least', 'sort', ...CLOCKS],
    nav: 'more',
  },
  map: {
    title: { pl: ['Mapa', 'Gdzie są klastry, podmioty i wizyty?'], en: ['Map', 'Where are the clusters, parties and visits?'] },
    applies: ['sel', 'sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  together: {
    title: { pl: ['Razem', 'Co zrobili razem i co z tego wynikło?'], en: ['Together', 'What did they do together, and what came of it?'] },
    applies: ['sel', 'sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  'my-city': {
    title: { pl: ['Moje miasto', 'Co robi moje miasto albo moja organizacja i co z tego wynikło?'], en: ['My city', 'What does my city or organisation do, and what came of it?'] },
    applies: ['sel', 'sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  parties: {
    title: { pl: ['Podmioty', 'Kto jest w zapisie?'], en: ['Parties', 'Who is in the record?'] },
    applies: ['q', 'kind', 'sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  disputes: {
    title: { pl: ['Spory', 'Co jest sporne, kto to kwestionuje i dlaczego?'], en: ['Disputes', 'What is disputed, by whom, and why?'] },
    applies: ['sort', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  worklist: {
    title: { pl: ['Do uzupełnienia', 'Czego brakuje i co z tym zrobić?'], en: ['To do', 'What is lacking, and what mends it?'] },
    applies: ['kind', 'sort', ...CLOCKS],
    nav: 'more',
  },
  compare: {
    title: { pl: ['Porównanie', 'Co łączy te klastry?'], en: ['Comparison', 'What links these clusters?'] },
    applies: ['c', 'sel', ...CLOCKS, 'cmp'],
    nav: 'more',
  },
  partner: {
    title: { pl: ['Dla partnera', 'Co dostaję, gdzie jestem i czego mi brakuje?'], en: ['For partners', 'What do I receive, where am I, and what have I missed?'] },
    applies: [],
    nav: 'more',
  },
  operators: {
    title: { pl: ['Dla operatora', 'Co wymaga decyzji?'], en: ['For operators', 'What is to be decided?'] },
    applies: [],
  },
  'cluster/{id}': {
    title: { pl: ['Klaster', 'Kim jest ten klaster?'], en: ['Cluster', 'Who is this cluster?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'party/{id}': {
    title: { pl: ['Organizacja lub miasto', 'W czym bierze udział?'], en: ['Organisation or city', 'What does it take part in?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'agreement/{id}': {
    title: { pl: ['Umowa', 'Kto to podpisał i czy to trwa?'], en: ['Agreement', 'Who signed this, and does it live?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'visit/{id}': {
    title: { pl: ['Wizyta', 'Kto był u kogo i co z tego wynikło?'], en: ['Visit', 'Who visited whom, and what came of it?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'promise/{id}': {
    title: { pl: ['Obietnica', 'Co obiecano i na czym opiera się ocena?'], en: ['Promise', 'What was promised, and on what does its assessment rest?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'source/{id}': {
    title: { pl: ['Źródło', 'Co mówi ten dokument?'], en: ['Source', 'What does this document say?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'conference/{id}': {
    title: { pl: ['Konferencja', 'Co się tam wydarzyło?'], en: ['Conference', 'What happened there?'] },
    applies: [...CLOCKS, 'cmp'],
  },
  'fact/{event}': {
    title: { pl: ['Fakt', 'Skąd to wiadomo i co się z tym stało?'], en: ['Fact', 'Where does this come from, and what became of it?'] },
    applies: [...CLOCKS],
  },
  search: {
    title: { pl: ['Szukaj', 'Gdzie jest o tym mowa?'], en: ['Search', 'Where does the record speak of this?'] },
    applies: ['q', 'kind', 'sort', 'known_at'],
  },
  record: {
    title: { pl: ['Zapisz fakt', 'Co chcesz zapisać?'], en: ['Record a fact', 'What do you want to record?'] },
    applies: [],
    nav: 'more',
  },
  'record/{kind}': {
    title: { pl: ['Nowy szkic', 'Od czego zacząć?'], en: ['New draft', 'Where to begin?'] },
    applies: ['sel'],
  },
  'record/{kind}/{draft}': {
    title: { pl: ['Formularz', 'Co się wydarzyło i skąd to wiadomo?'], en: ['Form', 'What happened, and how is it known?'] },
    applies: [],
  },
  import: {
    title: { pl: ['Import tabeli', 'Co z tej tabeli trafi do zapisu?'], en: ['Import a table', 'What of this table goes into the record?'] },
    applies: [],
    nav: 'more',
  },
  'import/{id}': {
    title: { pl: ['Import', 'Co stało się z tą tabelą?'], en: ['Import', 'What became of this table?'] },
    applies: ['sort'],
  },
  drafts: {
    title: { pl: ['Szkice', 'Co zostało do zapisania?'], en: ['Drafts', 'What is still to be recorded?'] },
    applies: [],
  },
  about: {
    title: { pl: ['O tej stronie', 'Kto to prowadzi i jak czytać zapis?'], en: ['About', 'Who runs this, and how is the record read?'] },
    applies: [],
  },
  accessibility: {
    title: { pl: ['Deklaracja dostępności', 'Deklaracja dostępności'], en: ['Accessibility declaration', 'Accessibility declaration'] },
    applies: [],
  },
} satisfies Record<string, Page>;

/** A page, by its path. */
export type Slug = keyof typeof PAGES;

export const SLUGS = Object.keys(PAGES) as Slug[];
/** The pages of the navigation, those that come first before those in the menu of more. */
export const navigation = (which: 'first' | 'more'): Slug[] => SLUGS.filter((slug) => pageOf(slug).nav === which);
export const pageOf = (slug: Slug): Page => PAGES[slug];

/** What is at an address that no page has. */
export const MISSING: Page = {
  title: { pl: ['Nie ma takiej strony', 'Nie ma takiej strony'], en: ['There is no such page', 'There is no such page'] },
  applies: [],
};

export type Params = Record<string, string>;

/** The page of a path, with what its varying parts are; null when no page has this path. */
export function matchPage(path: string): { slug: Slug; params: Params } | null {
  const parts = path.split('/');
  for (const slug of SLUGS) {
    const params = matching(slug.split('/'), parts);
    if (params) return { slug, params };
  }
  return null;
}

function matching(pattern: string[], parts: string[]): Params | null {
  if (pattern.length !== parts.length) return null;
  const params: Params = {};
  for (const [at, part] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const text = decoded(parts[at]!);
    if (name ? !text : text !== part) return null;
    if (name) params[name] = text!;
  }
  return params;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The path of a page: its pattern with the varying parts filled in. */
export function pathOf(slug: Slug, params: Params = {}): string {
  return slug.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
