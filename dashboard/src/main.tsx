import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import { render, type FunctionComponent } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { AppContext, go, here, makeApp, makeWords, useAddress, useMedia, WordsContext } from './app.ts';
import type { Texts } from './i18n/pl.ts';
import type { Lang } from './record.ts';
import type { Page as Slug } from './state.ts';
import { FONT, measureWith } from './scene/shapes.ts';
import { keepScroll } from './scroll.ts';
import { Header } from './ui/Header.tsx';
import { EarlierRecord } from './ui/LiveNote.tsx';

const loaders: Record<Lang, () => Promise<{ default: Texts }>> = { pl: () => import('./i18n/pl.ts'), en: () => import('./i18n/en.ts') };

// Each page is its own module: the first answer waits for no other page's code.
const views: Record<Slug | 'missing', () => Promise<FunctionComponent>> = {
  '': () => import('./views/Home.tsx').then((module) => module.Home),
  network: () => import('./views/Network.tsx').then((module) => module.NetworkView),
  timeline: () => import('./views/Timeline.tsx').then((module) => module.TimelineView),
  compare: () => import('./views/Compare.tsx').then((module) => module.Compare),
  missing: () => import('./views/Missing.tsx').then((module) => module.Missing),
};

interface Loaded {
  lang: Lang;
  page: Slug | null;
  texts: Texts;
  View: FunctionComponent;
}

/** The texts and the page of an address; until they are here the page before stays. */
function useLoaded(lang: Lang, page: Slug | null): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let asked = true;
    void Promise.all([loaders[lang](), views[page ?? 'missing']()]).then(([{ default: texts }, View]) => asked && setLoaded({ lang, page, texts, View }));
    return () => void (asked = false);
  }, [lang, page]);
  return loaded;
}

function Page() {
  const address = useAddress();
  const dark = useMedia('(prefers-color-scheme: dark)');
  const loaded = useLoaded(address.lang, address.page);
  const words = useMemo(() => loaded && makeWords(loaded.lang, loaded.texts, dark ? 'dark' : 'light'), [loaded, dark]);
  const app = useMemo(() => loaded && words && makeApp({ ...address, lang: loaded.lang, page: loaded.page }, words), [address, loaded, words]);
  useEffect(() => {
    if (!app) return;
    document.documentElement.lang = app.lang;
    const { page } = app.address;
    document.title = page ? `${app.t.pages[page]} · Upland` : page === '' ? 'Upland' : `${app.t.titles.missing} · Upland`;
    for (const lang of ['pl', 'en']) alternate(lang).href = `/${lang}/${address.slug}${location.search}`;
  }, [app]);
  if (!app || !loaded || !words) return null;
  const { View, page } = loaded;
  return (
    <WordsContext.Provider value={words}>
      <AppContext.Provider value={app}>
        <Header />
        <EarlierRecord />
        <main id="content" tabIndex={-1}>
          <View key={page ?? 'missing'} />
        </main>
        <p id="voice" class="unseen" role="status" aria-live="polite" />
      </AppContext.Provider>
    </WordsContext.Provider>
  );
}

function alternate(lang: string): HTMLLinkElement {
  const found = document.head.querySelector<HTMLLinkElement>(`link[hreflang=${lang}]`);
  if (found) return found;
  const link = Object.assign(document.createElement('link'), { rel: 'alternate', hreflang: lang });
  return document.head.appendChild(link);
}

// Links between our own pages need no new document.
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a');
  if (!link || link.target || link.origin !== location.origin || !/^\/(pl|en)\//.test(link.pathname)) return;
  const samePage = link.pathname === location.pathname && link.search === location.search;
  if (samePage && link.hash) return;
  event.preventDefault();
  const from = here();
  go(link.pathname + link.search, { keepScroll: link.hasAttribute('data-keep') });
  if (here().slug !== from.slug) document.getElementById('content')?.focus({ preventScroll: true });
});

const ruler = document.createElement('canvas').getContext('2d');
if (ruler) {
  measureWith((text, size, bold) => {
    ruler.font = `${bold ? 'bold ' : ''}${size}px ${FONT}`;
    return ruler.measureText(text).width;
  });
}

keepScroll();
render(<Page />, document.getElementById('page')!);
