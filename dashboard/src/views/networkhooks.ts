// What the network page keeps over time: the drag of its slider, what is new, and the register's count.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAnswer, type Followed } from '../answer.ts';
import type { Answer } from '../api.ts';
import { useApp } from '../app.ts';
import type { AgreementView, Bounds, Day, Network, RegisteredAgreement } from '../answers.ts';
import { isTie, itemsOf, withOthers, type Item, type NetworkScene, type Undated } from '../scene/network.ts';
import { certaintyAt } from '../certainty.ts';
import type { Change, Difference } from '../record/changes.ts';
import { useComparison } from '../record/comparison.ts';
import { useWhen } from '../ui/when.ts';

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
    setFresh(new Set(news.flatMap((item) => (isTie(item) ? item.refs.map((ref) => ref.id) : [item.ref.id]))));
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

type Row = Undated<Item>;

export const networkAddress = (record: string | null) => `/v1/network?as_of=../..${record ? `&known_at=${encodeURIComponent(record)}` : ''}`;

export interface ComparedNetwork {
  /** The record of the address; where records are compared with what only the other one has. */
  network: Network | null;
  differences: Map<string, Difference> | null;
  marked: Map<string, Difference> | null;
  /** The answer of the other record, where its differences are marked. */
  followed: Followed<unknown> | null;
  /** Whether a fact is in the record of the address. */
  own(item: { id: string }): boolean;
  /** How many facts of a day or span another record has otherwise; null where none is compared. */
  differing(when: Bounds): number | null;
}

export function useCompared(answer: Answer<Network> | null): ComparedNetwork {
  const { marked, others, differences, followed } = useComparison<Network, Row>({ address: networkAddress, answer, rows: itemsOf, id: (item) => item.id, of: (item) => item.source });
  const network = useMemo(() => (answer && marked && others.length ? withOthers(answer.data, others) : (answer?.data ?? null)), [answer, marked, others]);
  const foreign = useMemo(() => new Set(marked ? others.map((item) => item.id) : []), [marked, others]);
  return {
    network, differences, followed: marked ? followed : null, marked: marked ? differences : null, own: (item) => !foreign.has(item.id),
    differing: (when) => answer && differences && [...itemsOf(answer.data), ...others].filter((item) => differences.has(item.id) && certaintyAt(item.fact.interval, when)).length,
  };
}

/** How another record has each mark and each tie of the picture: a tie differs where every fact of it does. */
export function changesOf(scene: NetworkScene, differences: Map<string, Difference> | null): Map<string, Change> {
  const changes = new Map<string, Change>();
  if (!differences) return changes;
  for (const item of scene.items) {
    const change = differences.get(item.id)?.change;
    if (change && !isTie(item)) changes.set(item.ref.id, change);
  }
  for (const tie of scene.ties) {
    const all = tie.items.map((id) => differences.get(id)?.change);
    if ((tie.kind === 'role' || tie.kind === 'relation') && all[0] && all.every((each) => each === all[0])) changes.set(tie.id, all[0]);
  }
  return changes;
}
