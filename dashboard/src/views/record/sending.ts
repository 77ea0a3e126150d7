// Sending a form: once however often it is pressed, again until the registry is back, and never at the price of what was typed.

import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchAnswer, forgetAnswers, Problem } from '../../api.ts';
import { deleteDraft, type Draft } from '../../forms/drafts.ts';
import type { Lack } from '../../forms/checks.ts';
import { changesSince, earlierFact } from '../../forms/refusals.ts';
import { LineRefusal, record, type Line, type Statement } from '../../forms/registry.ts';
import { Refusal } from '../../service.ts';
import type { DraftState } from './draft.ts';

export type Phase =
  | { name: 'idle' }
  | { name: 'lacking'; lacks: Lack[]; round: number }
  | { name: 'sending' }
  | { name: 'waiting'; why: 'network' | 'away' | 'often'; at: number; tries: number }
  | { name: 'refused'; refusal: Refusal; earlier: Statement | null; changes: Statement[] }
  | { name: 'key' }
  | { name: 'recorded'; reused: boolean; state: 'waiting' | 'late' | 'visible' | 'hidden' };

const FIRST = 3_000;
const LONGEST = 30_000;

/** Outcomes after which the same may be tried again. */
function waitingFor(refusal: Refusal): 'network' | 'away' | 'often' | null {
  if (refusal.status === 0) return 'network';
  if (refusal.status === 429) return 'often';
  return refusal.status >= 500 ? 'away' : null;
}

const mainEvent = (draft: Draft, lines: Line[]): number => (draft.kind === 'organisation' ? lines.findLastIndex(({ verb }) => verb === 'register') : lines.findIndex(({ verb }) => verb !== 'register'));

interface Sending {
  phase: Phase;
  send(lines: Line[], lacks: Lack[]): void;
  /** Takes up what waits, at once. */
  retry(): void;
  stop(): void;
}

export function useSending({ draft, update }: DraftState, key: string | null, refuseKey: () => void): Sending {
  const [phase, setPhase] = useState<Phase>({ name: 'idle' });
  const busy = useRef(false);
  const lines = useRef<Line[]>([]);
  const round = useRef(0);
  const alive = useRef(true);
  /** The version that the stream has, where it is not the one that the draft knows. */
  const moved = useRef<number | null>(null);
  useEffect(() => () => void (alive.current = false), []);

  const finish = async (sent: Line[], reused: boolean, word: Draft, currentKey: string) => {
    const answers = await record(sent, { key: currentKey, word: word.word, expected: sent.length === 1 ? (moved.current ?? word.version) : null });
    const at = Math.max(0, mainEvent(word, sent));
    const events = answers.flatMap(({ events }) => events.map(({ id }) => id));
    await update({ recorded: { event: answers[at]!.events[0]!.id, position: Math.max(...answers.map(({ position }) => position ?? 0)), events }, sent });
    setPhase({ name: 'recorded', reused, state: 'waiting' });
  };

  const attempt = async (tries: number) => {
    if (busy.current || !draft || !key) return;
    busy.current = true;
    const before = draft.sent;
    setPhase({ name: 'sending' });
    try {
      // Kept before it is sent: if the tab dies now, what the registry may have stored is known.
      await update({ sent: lines.current });
      await finish(lines.current, false, draft, key);
    } catch (error) {
      await refused(error instanceof Refusal ? error : new Refusal(0, String(error), null, null), tries, before, key);
    } finally {
      busy.current = false;
    }
  };

  const refused = async (refusal: Refusal, tries: number, before: Line[] | undefined, currentKey: string): Promise<void> => {
    const why = waitingFor(refusal);
    if (why) {
      const seconds = Number(refusal.members.retry_after) * 1000;
      return setPhase({ name: 'waiting', why, at: Date.now() + Math.max(seconds || 0, Math.min(LONGEST, FIRST * 2 ** tries)), tries: tries + 1 });
    }
    if (refusal.members.type === '/problems/key-reused' && before) {
      // The answer to an earlier attempt was lost: the draft is in the record as it was then.
      try {
        return await finish(before, true, draft!, currentKey);
      } catch {
        return setPhase({ name: 'refused', refusal, earlier: null, changes: [] });
      }
    }
    await update({ sent: undefined });
    if (refusal.status === 401) {
      refuseKey();
      return setPhase({ name: 'key' });
    }
    let changes: Statement[] = [];
    if (refusal instanceof LineRefusal && typeof refusal.members.actual === 'number') {
      moved.current = refusal.members.actual;
      changes = await changesSince(refusal, currentKey).catch((): Statement[] => []);
      await update({ version: moved.current });
      // What changed is nothing that this key may read: there is nothing to look at first.
      if (!changes.length && tries === 0) {
        busy.current = false;
        return attempt(1);
      }
    }
    setPhase({ name: 'refused', refusal, earlier: await earlierFact(refusal, currentKey).catch(() => null), changes });
  };

  // What waits is tried again, at its time or when the connection is back.
  useEffect(() => {
    if (phase.name !== 'waiting') return;
    const again = () => void attempt(phase.tries);
    const timer = setTimeout(again, Math.max(0, phase.at - Date.now()));
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [phase]);

  // A recorded draft, also one of an earlier visit, waits until the views show its fact.
  const recorded = draft?.recorded;
  useEffect(() => {
    if (!recorded || !draft) return;
    let wanted = true;
    const look = async (): Promise<void> => {
      const state = await visibility(recorded);
      if (state !== 'late') {
        await deleteDraft(draft.id);
        forgetAnswers();
      }
      if (!wanted || !alive.current) return;
      setPhase((now) => ({ name: 'recorded', reused: now.name === 'recorded' && now.reused, state }));
      if (state === 'late') setTimeout(() => wanted && void look(), FIRST);
    };
    void look();
    return () => void (wanted = false);
  }, [recorded?.event]);

  return {
    phase,
    send(next, lacks) {
      if (busy.current || draft?.recorded) return;
      lines.current = next;
      if (lacks.length) return setPhase({ name: 'lacking', lacks, round: (round.current += 1) });
      void attempt(0);
    },
    retry: () => void attempt(phase.name === 'waiting' ? phase.tries : 0),
    stop: () => setPhase({ name: 'idle' }),
  };
}

/** Whether the views show a fact: they have reached its position, and know it, or know it for others than everybody. */
async function visibility({ event, position }: { event: string; position: number }): Promise<'visible' | 'hidden' | 'late'> {
  try {
    await fetchAnswer(`/v1/facts/${event}?as_of=../..`, position);
    return 'visible';
  } catch (error) {
    return error instanceof Problem && (error.status === 404 || error.status === 401 || error.status === 403) ? 'hidden' : 'late';
  }
}
