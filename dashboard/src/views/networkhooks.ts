// What the network page keeps over time: the drag of its slider, what is new, and the register's count.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAnswer, type Followed } from '../answer.ts';
import { useApp } from '../app.ts';
import type { AgreementView, Bounds, Day, Network, RegisteredAgreement } from '../answers.ts';
import { itemsOf } from '../scene/network.ts';
import { useWhen } from '../ui/ClockBar.tsx';

/** Only a day is followed while a drag lasts; the address comes after, at most four times a second. */
export function useDrag(): { when: Bounds; dragging: boolean; drag: (day: Day, done: boolean) => void; step: (day: Day, repeated: boolean) => void } {
  const { set, today } = useApp();
  const days = useWhen();
  const [preview, setPreview] = useState<Day | null>(null);
  const begun = useRef(false);
  const last = useRef(0);
  const asOf = (day: Day) => (day === today ? null : day);
  return {
    when: preview ? [preview, preview] : days,
    dragging: preview !== null,
    drag(day, done) {
      setPreview(done ? null : day);
      const now = Date.now();
      if (!done && begun.current && now - last.current < 250) return;
      last.current = now;
      set({ asOf: asOf(day) }, begun.current);
      begun.current = !done;
    },
    step: (day, repeated) => set({ asOf: asOf(day) }, repeated),
  };
}

/** Ids that news brought, for six seconds. */
export function useFresh(network: Network | null, renewed: number): Set<string> {
  const [fresh, setFresh] = useState<Set<string>>(new Set());
  const before = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!network) return;
    const items = itemsOf(network);
    const known = before.current;
    before.current = new Set(items.map((item) => item.id));
    if (!known || !renewed) return;
    const news = items.filter((item) => !known.has(item.id));
    setFresh(new Set(news.flatMap((item) => (item.kind === 'role' ? item.refs.map((ref) => ref.id) : [item.ref.id]))));
    const timer = setTimeout(() => setFresh(new Set()), 6000);
    return () => clearTimeout(timer);
  }, [network, renewed]);
  return fresh;
}

export interface Register {
  followed: Followed<RegisteredAgreement[]>;
  /** By the agreement's stream; empty until the answer for the day is here. */
  entries: Map<string, RegisteredAgreement>;
  /** How the agreements stand, as words of the answer sentence. */
  words: string;
  waiting: boolean;
}

/** The register of agreements on the address's day. While a drag lasts no query is sent. */
export function useRegister(dragging: boolean, follow: boolean, agreements: AgreementView[], onlyCertain: boolean): Register {
  const { t, view, today } = useApp();
  const known = view.knownAt ? `&known_at=${encodeURIComponent(view.knownAt)}` : '';
  const followed = useAnswer<RegisteredAgreement[]>(dragging ? null : `/v1/agreements?as_of=${encodeURIComponent(view.asOf ?? today)}${known}`, follow);
  const rows = followed.outdated ? null : (followed.answer?.data ?? null);
  const entries = useMemo(() => new Map((rows ?? []).map((row) => [row.ref.id, row])), [rows]);
  if (!rows) return { followed, entries, words: followed.problem ? t.answer.uncounted : t.answer.counting, waiting: !followed.problem };
  const count = (state: string, certainty: string) => rows.filter((row) => row.states.some((each) => each.state === state && each.certainty === certainty)).length;
  const words = rows.length || agreements.length ? t.answer.ongoing(count('living', 'yes'), onlyCertain ? 0 : count('living', 'possibly'), count('lapsing', 'yes'), count('sleeping', 'yes')) : t.answer.noAgreements;
  return { followed, entries, words, waiting: false };
}
