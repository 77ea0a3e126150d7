// Where the reader was: kept in the history's entry, given back when the page's content is there again.

import { useEffect } from 'preact/hooks';

let wanted: number | null = null;
let timer = 0;

export function keepScroll(): void {
  history.scrollRestoration = 'manual';
  wanted = (history.state as { y?: number } | null)?.y ?? null;
  const keep = () => history.replaceState({ ...history.state, y: scrollY }, '');
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, 150);
  }, { passive: true });
  addEventListener('pagehide', keep);
  addEventListener('popstate', ({ state }: PopStateEvent) => {
    clearTimeout(timer);
    wanted = (state as { y?: number } | null)?.y ?? 0;
  });
}

/** The place is in the history's entry already: what a scroll before would write there is not needed. */
export const keptScroll = (): void => clearTimeout(timer);

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
