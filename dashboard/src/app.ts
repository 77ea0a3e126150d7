// What every part of the page shares: the address, the language, the theme, and one voice for screen readers.

import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { dayOf, sayDate, sayDay, type KnownDate } from './dates.ts';
import type { Texts } from './i18n/pl.ts';
import type { Lang } from './names.ts';
import { MISSING, pageOf } from './pages.ts';
import { PALETTE, type Colours, type Theme } from './palette.ts';
import { isPrinting, onPrinting } from './printing.ts';
import { enter } from './scroll.ts';
import type { Day } from './answers.ts';
import { changed, readAddress, writeAddress, type Address, type View } from './state.ts';

/** Words and colours: the same for every address. */
export interface Words {
  lang: Lang;
  t: Texts;
  colours: Colours;
  today: Day;
  date(date: KnownDate | null, sentence?: boolean): string;
  day(day: Day): string;
}

export interface App extends Words {
  address: Address;
  view: View;
  /** What the page is called, and the question that it answers. */
  page: { name: string; question: string };
  /** Changes the view: a finished act makes a step in the history, `replace` does not. */
  set(change: Partial<View>, replace?: boolean): void;
}

export const AppContext = createContext<App>(null as never);
export const useApp = (): App => useContext(AppContext);
// Thousands of rows use this one: a new address, four times a second in a drag, must not wake them.
export const WordsContext = createContext<Words>(null as never);
/** The query with both clocks ("" by today's record of today): what every link to a dossier takes along. */
export const ClocksContext = createContext('');
export const useWords = (): Words => useContext(WordsContext);

/** The title of the document where a page is about one thing; else it is the page's name. Null: not known yet. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title) document.title = `${title} · Upland`;
  }, [title]);
}

const moved = new Set<() => void>();
export const here = (): Address => readAddress(location.pathname, location.search);

/** Goes to an address of the page. A new page starts at its top; a change of view stays where it is. */
export function go(url: string, how: { replace?: boolean; keepScroll?: boolean } = {}): void {
  enter(url, how);
  for (const each of moved) each();
  if (!how.keepScroll) scrollTo(0, 0);
}

export function useAddress(): Address {
  const [address, setAddress] = useState(here);
  useEffect(() => {
    const read = () => setAddress(here());
    moved.add(read);
    addEventListener('popstate', read);
    return () => {
      moved.delete(read);
      removeEventListener('popstate', read);
    };
  }, []);
  return address;
}

export function makeWords(lang: Lang, t: Texts, theme: Theme): Words {
  // A table says the same dates at each step of the day.
  const spoken = { short: new WeakMap<object, string>(), sentence: new WeakMap<object, string>() };
  const date = (given: KnownDate | null, sentence = false) => {
    if (!given) return sayDate(given, lang, t.dates, sentence);
    const known = spoken[sentence ? 'sentence' : 'short'];
    const words = known.get(given) ?? sayDate(given, lang, t.dates, sentence);
    known.set(given, words);
    return words;
  };
  return { lang, t, colours: PALETTE[theme], today: dayOf(new Date()), date, day: (day) => sayDay(day, lang) };
}

export function makeApp(address: Address, words: Words): App {
  const { lang, slug } = address;
  const [name, question] = (address.page === null ? MISSING : pageOf(address.page)).title[lang];
  return {
    ...words, address, view: address.view, page: { name, question },
    set(change, replace = false) {
      // Read again: two changes may come before the next drawing.
      go(writeAddress(lang, slug, changed(here().view, change)), { replace, keepScroll: true });
    },
  };
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    // A sheet of paper is narrower than the screen, but it shows the screen's picture.
    const read = () => isPrinting() || setMatches(media.matches);
    read();
    media.addEventListener('change', read);
    const stop = onPrinting(read);
    return () => {
      media.removeEventListener('change', read);
      stop();
    };
  }, [query]);
  return matches;
}

let quietUntil = 0;

/** Says a text through the page's one live region. */
export function speak(text: string): void {
  const region = document.getElementById('voice');
  if (region) region.textContent = text;
}

/** News are spoken at most once in ten seconds. */
export function speakNews(text: string): void {
  if (Date.now() < quietUntil) return;
  quietUntil = Date.now() + 10_000;
  speak(text);
}
