// Over the page while it shows an earlier record, or compares two: which one, what is different, and the ways back.

import { useApp } from '../app.ts';
import { pageOf } from '../pages.ts';
import { useShown } from '../shown.ts';
import { useFirstDay, useRecordDay, useRecordWords } from './record.ts';

export function EarlierBanner() {
  const { t, view, set, day, address } = useApp();
  const shown = useShown();
  const record = useRecordWords(view.knownAt);
  const compared = useRecordWords(view.cmp);
  const empty = useRecordDay(view.knownAt) === 'empty';
  const first = useFirstDay(empty);
  const applies = address.page ? pageOf(address.page).applies : [];
  const differs = applies.includes('cmp') && !empty;
  return (
    <div class="earlier" role="note">
      <p>
        {empty ? (first ? t.clock.emptyUntil(day(first)) : t.clock.empty) : view.knownAt === null ? null : t.clock.earlier(record)}
        {view.cmp !== null ? ` ${t.clock.compared(compared)}` : differs && shown?.differences !== null && shown ? ` ${t.clock.changedSince(shown.differences)}` : null}{' '}
        {differs && view.cmp === null && shown?.differences ? <button type="button" class="plain" onClick={() => set({ cmp: String(shown.latest) })}>{t.clock.showDifferences}</button> : null}
        {view.cmp !== null ? <button type="button" class="plain" onClick={() => set({ cmp: null })}>{t.clock.hideDifferences}</button> : null}{' '}
        {view.knownAt === null ? null : <button type="button" class="plain" onClick={() => set({ knownAt: null, cmp: null })}>{t.clock.back}</button>}
      </p>
    </div>
  );
}
