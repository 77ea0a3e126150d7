// Over the page while it shows an earlier record, or compares two: which one, what is different, and the ways back.

import { useApp } from '../app.ts';
import { pageOf } from '../pages.ts';
import { useShown } from '../shown.ts';
import { useTexts } from '../texts.ts';
import { useFirstDay, useRecordDay, useRecordWords } from './record.ts';
import { texts } from './texts.ts';

export function EarlierRecord() {
  const { t, view, set, day, address } = useApp();
  const own = useTexts(texts);
  const shown = useShown();
  const record = useRecordWords(view.knownAt);
  const compared = useRecordWords(view.cmp);
  const empty = useRecordDay(view.knownAt) === 'empty';
  const first = useFirstDay(empty);
  // A page without clocks shows no record.
  const applies = address.page ? pageOf(address.page).applies : [];
  if (!applies.includes('known_at') || (view.knownAt === null && view.cmp === null)) return null;
  const differs = applies.includes('cmp') && !empty;
  return (
    <div class="earlier" role="note">
      <p>
        {empty ? (first ? own.empty(day(first)) : t.clock.empty) : view.knownAt === null ? null : t.clock.earlier(record)}
        {view.cmp !== null ? ` ${t.clock.compared(compared)}` : differs && shown?.differences !== null && shown ? ` ${own.later(shown.differences)}` : null}{' '}
        {differs && view.cmp === null && shown?.differences ? <button type="button" class="plain" onClick={() => set({ cmp: String(shown.latest) })}>{own.show}</button> : null}
        {view.cmp !== null ? <button type="button" class="plain" onClick={() => set({ cmp: null })}>{own.hide}</button> : null}{' '}
        {view.knownAt === null ? null : <button type="button" class="plain" onClick={() => set({ knownAt: null, cmp: null })}>{t.clock.back}</button>}
      </p>
    </div>
  );
}
