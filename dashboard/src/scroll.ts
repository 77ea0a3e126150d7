// Where the reader was: kept in the history's entry, given back when the page's content is there again.

import { useEffect } from 'preact/hooks';

/** Where the reader comes back to once the content stands; null: there already. */
let wanted: number | null = null;
let timer = 0;

/** The reader's place, also while the content that it needs is not here yet. */
const place = (): number => wanted ?? scrollY;
const keptPlace = (): number | undefined => (history.state as { y?: number } | null)?.y;
const keep = () => history.replaceState({ ...history.state, y: place() }, '');

export function keepScroll(): void {
  history.scrollRestoration = 'manual';
  wanted = keptPlace() ?? null;
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, 150);
  }, { passive: true });
  addEventListener('pagehide', keep);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    wanted = keptPlace() ?? 0;
  });
}

/** Makes the history's entry of an address: another page begins at its top, a change of view stays at its place. */
export function enter(url: string, { replace = false, keepScroll: stay = false }): void {
  clearTimeout(timer);
  if (!replace && keptPlace() !== place()) keep();
  if (!stay) wanted = null;
  history[replace ? 'replaceState' : 'pushState']({ y: stay ? place() : 0 }, '', url);
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
