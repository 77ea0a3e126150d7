// Which record a page shows when it is not today's: its banner comes when there is one to show.

import { useApp } from '../app.ts';
import { useLoading } from '../loading.ts';
import { pageOf } from '../pages.ts';
import { Unloaded } from '../ui/Unloaded.tsx';

export function EarlierRecord() {
  const { view, address } = useApp();
  // A page without clocks shows no record.
  const applies = address.page ? pageOf(address.page).applies : [];
  return applies.includes('known_at') && (view.knownAt !== null || view.cmp !== null) ? <Banner /> : null;
}

/** Without its banner an earlier record would pass for today's. */
function Banner() {
  const { value: View, failed, retry } = useLoading('earlier', () => import('./EarlierBanner.tsx').then((module) => module.EarlierBanner));
  return failed ? <Unloaded retry={retry} /> : View ? <View /> : null;
}
