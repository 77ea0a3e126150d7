import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import { render, type FunctionComponent } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { forgetAnswers } from './api.ts';
import { AppContext, go, here, makeApp, makeWords, useAddress, useMedia, WordsContext } from './app.ts';
import type { Texts } from './i18n/pl.ts';
import { useLoading } from './loading.ts';
import { usePrinting } from './printing.ts';
import type { Lang } from './names.ts';
import { unreadClock, type Page as Slug } from './state.ts';
import { FONT, measureWith } from './scene/shapes.ts';
import { keepScroll } from './scroll.ts';
import { UnreadClock } from './ui/AddressNote.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { Header } from './ui/Header.tsx';
import { EarlierRecord } from './ui/LiveNote.tsx';
import { NoTexts, Unloaded } from './ui/Unloaded.tsx';

const loaders: Record<Lang, () => Promise<{ default: Texts }>> = { pl: () => import('./i18n/pl.ts'), en: () => import('./i18n/en.ts') };

// Each page is its own module: the first answer waits for no other page's code.
const views: Record<Slug | 'missing', () => Promise<FunctionComponent>> = {
  '': () => import('./views/Home.tsx').then((module) => module.Home),
  network: () => import('./views/Network.tsx').then((module) => module.NetworkView),
  timeline: () => import('./views/Timeline.tsx').then((module) => module.TimelineView),
  compare: () => import('./views/Compare.tsx').then((module) => module.Compare),
  partner: () => import('./views/Partner.tsx').then((module) => module.Partner),
  missing: () => import('./views/Missing.tsx').then((module) => module.Missing),
};

interface Loaded {
  lang: Lang;
  page: Slug | null;
  texts: Texts;
  View: FunctionComponent;
}

async function load(lang: Lang, page: Slug | null): Promise<Loaded> {
  const [{ default: texts }, View] = await Promise.all([loaders[lang](), views[page ?? 'missing']()]);
  return { lang, page, texts, View };
}

function Page() {
  const address = useAddress();
  const printing = usePrinting();
  const dark = useMedia('(prefers-color-scheme: dark)') && !printing;
  // The texts and the page of an address; until they are here the page before stays.
  const { value: loaded, failed, retry } = useLoading(`${address.lang}/${address.page ?? 'missing'}`, () => load(address.lang, address.page));
  const words = useMemo(() => loaded && makeWords(loaded.lang, loaded.texts, dark ? 'dark' : 'light'), [loaded, dark]);
  const app = useMemo(() => loaded && words && makeApp({ ...address, lang: loaded.lang, page: loaded.page }, words), [address, loaded, words]);
  useEffect(() => {
    if (!app) return;
    document.documentElement.lang = app.lang;
    const { page } = app.address;
    document.title = page ? `${app.t.pages[page]} · Upland` : page === '' ? 'Upland' : `${app.t.titles.missing} · Upland`;
    for (const lang of ['pl', 'en']) alternate(lang).href = `/${lang}/${address.slug}${location.search}`;
  }, [app]);
  if (!app || !loaded || !words) return failed ? <NoTexts lang={address.lang} retry={retry} /> : null;
  const { View, page } = loaded;
  return (
    <WordsContext.Provider value={words}>
      <AppContext.Provider value={app}>
        <Header />
        <EarlierRecord />
        <main id="content" tabIndex={-1}>
          {failed ? <Unloaded alone retry={retry} /> : (
            <Boundary key={page ?? 'missing'} fallback={(again) => <Broken retry={again} />}>
              {unreadClock(page, app.view) ? <UnreadClock /> : <View />}
            </Boundary>
          )}
        </main>
        <p id="voice" class="unseen" role="status" aria-live="polite" />
      </AppContext.Provider>
    </WordsContext.Provider>
  );
}

/** What broke may have been made of a broken answer, so the answers are requested again. */
function Broken({ retry }: { retry: () => void }) {
  const again = () => {
    forgetAnswers();
    retry();
  };
  return <Unloaded broken alone retry={again} />;
}

function alternate(lang: string): HTMLLinkElement {
  const existing = document.head.querySelector<HTMLLinkElement>(`link[hreflang=${lang}]`);
  if (existing) return existing;
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
const root = document.getElementById('page')!;
root.replaceChildren();
render(<Page />, root);
