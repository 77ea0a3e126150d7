import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import { render, type ComponentChildren, type FunctionComponent } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { forgetAnswers } from './api.ts';
import { AppContext, ClocksContext, go, here, makeApp, makeWords, useAddress, useApp, useMedia, WordsContext } from './app.ts';
import type { Texts } from './i18n/pl.ts';
import { useLoading } from './loading.ts';
import { usePrinting } from './printing.ts';
import type { Lang } from './names.ts';
import type { Slug } from './pages.ts';
import { carried, unreadClock, writeView, type Address, type View } from './state.ts';
import { FONT, measureWith } from './scene/shapes.ts';
import { keepScroll } from './scroll.ts';
import { UnreadClock } from './ui/AddressNote.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { Footer } from './ui/Footer.tsx';
import { Header } from './ui/Header.tsx';
import { EarlierRecord } from './record/EarlierRecord.tsx';
import { NoTexts, Unloaded } from './ui/Unloaded.tsx';
import { MISSING_VIEW, VIEWS } from './views.ts';

const loaders: Record<Lang, () => Promise<{ default: Texts }>> = { pl: () => import('./i18n/pl.ts'), en: () => import('./i18n/en.ts') };

type Frame = FunctionComponent<{ children: ComponentChildren }>;

/** What is around a view: the header, unless it is in another page's frame, or on a sheet of paper. */
const frames: Record<'page' | 'embed' | 'brief', () => Promise<Frame>> = {
  page: async () => WithHeader,
  embed: () => import('./output/Embed.tsx').then((module) => module.default),
  brief: () => import('./output/Brief.tsx').then((module) => module.default),
};
const frameOf = (view: View): keyof typeof frames => (view.embed ? 'embed' : view.brief ? 'brief' : 'page');

function WithHeader({ children }: { children: ComponentChildren }) {
  return (
    <>
      <Header />
      <EarlierRecord />
      {children}
      <Footer />
    </>
  );
}

interface Loaded {
  lang: Lang;
  page: Slug | null;
  texts: Texts;
  View: FunctionComponent;
  Frame: Frame;
}

async function load({ lang, page, view }: Address): Promise<Loaded> {
  const [{ default: texts }, View, Frame] = await Promise.all([loaders[lang](), (page === null ? MISSING_VIEW : VIEWS[page])(), frames[frameOf(view)]()]);
  return { lang, page, texts, View, Frame };
}

function Page() {
  const address = useAddress();
  const printing = usePrinting();
  const dark = useMedia('(prefers-color-scheme: dark)') && !printing;
  // The texts and the page of an address; until they are here the page before stays.
  const { value: loaded, failed, retry } = useLoading(`${address.lang}/${address.page ?? 'missing'} ${frameOf(address.view)}`, () => load(address));
  const words = useMemo(() => loaded && makeWords(loaded.lang, loaded.texts, dark ? 'dark' : 'light'), [loaded, dark]);
  const before = useRef<Address | null>(null);
  if (loaded && (failed || (loaded.lang === address.lang && loaded.page === address.page))) before.current = { ...address, lang: loaded.lang };
  const shown = before.current;
  const app = useMemo(() => shown && words && makeApp(shown, words), [shown?.slug, shown?.lang, shown?.view, words]);
  if (!app || !loaded || !words) return failed ? <NoTexts lang={address.lang} retry={retry} /> : null;
  const { View: Shown, Frame } = loaded;
  const { page, slug } = app.address;
  return (
    <WordsContext.Provider value={words}>
      <AppContext.Provider value={app}>
      <ClocksContext.Provider value={writeView(carried(app.view, ''))}>
        <Document />
        <Frame>
        <main id="content" tabIndex={-1} aria-busy={slug !== address.slug || app.lang !== address.lang || undefined}>
          {failed ? <Unloaded alone retry={retry} /> : (
            <Boundary key={slug} fallback={(again) => <Broken retry={again} />}>
              {unreadClock(page, app.view) ? <UnreadClock /> : <Shown />}
            </Boundary>
          )}
        </main>
        </Frame>
        <p id="voice" class="unseen" role="status" aria-live="polite" />
      </ClocksContext.Provider>
      </AppContext.Provider>
    </WordsContext.Provider>
  );
}

/** The document's language, its title until the page gives a better one, and its address in the other language. */
function Document() {
  const { lang, page, address } = useApp();
  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = address.page === '' ? 'Upland' : `${page.name} · Upland`;
  }, [lang, address.slug]);
  useEffect(() => {
    for (const each of ['pl', 'en']) alternate(each).href = `/${each}/${address.slug}${location.search}`;
  }, [address]);
  return null;
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
