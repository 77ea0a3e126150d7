// Where the reader was: kept in the history's entry, given back when the page's content is there again.

import { useEffect } from 'preact/hooks';

/** Where the reader comes back to once the content stands; null: there already. */
let wanted: number | null = null;
let timer = 0;

/** The reader's place, also while the content that it needs is not here yet. */
const place = (): number => wanted ?? scrollY;

/** What the history's entries keep: where the reader was, and which entry it is. */
interface Kept {
  y?: number;
  entry?: string;
}

const kept = (): Kept => (history.state as Kept | null) ?? {};
const keptPlace = (): number | undefined => kept().y;
const keep = () => history.replaceState({ ...history.state, y: place() }, '');

/** Where the reader left the entries of this document: Back and Forward leave one that is not written any more. */
const left = new Map<string, number>();
let entry: string | undefined;
let entries = 0;
const named = (): string => (entry = `${performance.timeOrigin} ${(entries += 1)}`);

export function keepScroll(): void {
  history.scrollRestoration = 'manual';
  wanted = keptPlace() ?? null;
  entry = kept().entry;
  if (entry === undefined) history.replaceState({ ...history.state, entry: named() }, '');
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, 150);
  }, { passive: true });
  addEventListener('pagehide', keep);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    if (entry !== undefined) left.set(entry, place());
    entry = kept().entry;
    wanted = (entry === undefined ? undefined : left.get(entry)) ?? keptPlace() ?? 0;
  });
}

/** Makes the history's entry of an address: another page begins at its top, a change of view stays at its place. */
export function enter(url: string, { replace = false, keepScroll: stay = false }): void {
  clearTimeout(timer);
  if (!replace && keptPlace() !== place()) keep();
  if (!stay) wanted = null;
  history[replace ? 'replaceState' : 'pushState']({ y: stay ? place() : 0, entry: replace ? (entry ?? named()) : named() }, '', url);
}

/** Called by a view with whether its content stands. */
export function useScrollBack(ready: boolean, address: unknown): void {
  useEffect(() => {
    if (!ready || wanted === null) return;
    const y = wanted;
    wanted = null;
    scrollTo(0, y);
    // Pictures load after the table; once more when the browser has laid the page out.
    requestAnimationFrame(() => scrollTo(0, y));
  }, [ready, address]);
}
