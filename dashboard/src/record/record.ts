// The second clock: which record an address shows, and when it was written.

import { createContext } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fetchPage } from '../api.ts';
import { useApp } from '../app.ts';
import type { ChangeDay, FactChange } from '../answers.ts';

/** The record's position that the page shows now: what "exactly this picture" pins. */
export const Position = createContext<number | null>(null);

type RecordDay = ChangeDay | 'empty' | 'unknown';

/** The last day of a record: null while it is loaded, "empty" before the first fact, "unknown" where it cannot be had. */
export function useRecordDay(record: string | null): RecordDay | null {
  const [days, setDays] = useState<Record<string, RecordDay>>({});
  useEffect(() => {
    if (record === null || days[record]) return;
    const set = (day: RecordDay) => setDays((known) => ({ ...known, [record]: day }));
    fetchPage<ChangeDay[]>(`/v1/changes/days?limit=1&known_at=${encodeURIComponent(record)}`).then(({ data }) => set(data[0] ?? 'empty'), () => set('unknown'));
  }, [record]);
  return record === null ? null : (days[record] ?? null);
}

/** A record in words: "nr 214 z 22 listopada 2026", or the day or time that the address gives; by its number alone where its day is not known (yet: `loading`). */
export function useRecord(record: string | null): { words: string; loading: boolean } {
  const { t, day } = useApp();
  const last = useRecordDay(record);
  if (record === null) return { words: '', loading: false };
  if (/^\d+$/.test(record)) return { words: t.clock.number(record, last && typeof last === 'object' ? day(last.day) : null), loading: last === null };
  const [date = '', time] = record.split('T');
  return { words: t.clock.ofDay(day(date), time ?? null), loading: false };
}

export function useRecordWords(record: string | null): string {
  return useRecord(record).words;
}

/** The day of the first fact: asked only where a record is empty. */
export function useFirstDay(wanted: boolean): string | null {
  const [first, setFirst] = useState<string | null>(null);
  useEffect(() => {
    if (wanted && first === null) fetchPage<FactChange[]>('/v1/changes?limit=1').then(({ data }) => setFirst(data[0]?.recorded_at?.slice(0, 10) ?? null), () => undefined);
  }, [wanted]);
  return first;
}
