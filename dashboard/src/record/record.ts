// The second clock: which record an address shows, and when it was written.

import { useEffect, useState } from 'preact/hooks';
import { fetchPage } from '../api.ts';
import { useApp } from '../app.ts';
import type { ChangeDay, FactChange } from '../answers.ts';

/** The last day of a record: null while that is not known, "empty" before the first fact. */
export function useRecordDay(record: string | null): ChangeDay | 'empty' | null {
  const [days, setDays] = useState<Record<string, ChangeDay | 'empty'>>({});
  useEffect(() => {
    if (record === null || days[record]) return;
    // Without an answer the record is named by its number alone.
    fetchPage<ChangeDay[]>(`/v1/changes/days?limit=1&known_at=${encodeURIComponent(record)}`).then(({ data }) => setDays((known) => ({ ...known, [record]: data[0] ?? 'empty' })), () => undefined);
  }, [record]);
  return record === null ? null : (days[record] ?? null);
}

/** A record in words: "nr 214 z 22 listopada 2026", or the day or time that the address gives. */
export function useRecordWords(record: string | null): string {
  const { t, day } = useApp();
  const last = useRecordDay(record);
  if (record === null) return '';
  if (/^\d+$/.test(record)) return t.clock.number(record, last && last !== 'empty' ? day(last.day) : null);
  const [date = '', time] = record.split('T');
  return t.clock.ofDay(day(date), time ?? null);
}

/** The day of the first fact: asked only where a record is empty. */
export function useFirstDay(wanted: boolean): string | null {
  const [first, setFirst] = useState<string | null>(null);
  useEffect(() => {
    if (wanted && first === null) fetchPage<FactChange[]>('/v1/changes?limit=1').then(({ data }) => setFirst(data[0]?.recorded_at?.slice(0, 10) ?? null), () => undefined);
  }, [wanted]);
  return first;
}
