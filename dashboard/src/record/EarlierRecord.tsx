// Which record a page shows when it is not today's: its banner comes when there is one to show.

import { useApp } from '../app.ts';
import { pageOf } from '../pages.ts';
import { lazily } from '../ui/lazily.tsx';

export function EarlierRecord() {
  const { view, address } = useApp();
  // A page without clocks shows no record.
  const applies = address.page ? pageOf(address.page).applies : [];
  return applies.includes('known_at') && (view.knownAt !== null || view.cmp !== null) ? <Banner /> : null;
}

/** Without its banner an earlier record would pass for today's. */
const Banner = lazily('earlier', () => import('./EarlierBanner.tsx').then((module) => module.EarlierBanner));
