// One draft, followed: loaded, held by one tab, changed, and saved after each rest and when the page is left.

import { useEffect, useRef, useState } from 'preact/hooks';
import { holdDraft, loadDraft, rescueDraft, saveDraft, type Draft } from '../../forms/drafts.ts';
import type { Value, Values } from '../../forms/values.ts';

/** Milliseconds of rest after which a draft is saved. */
const REST = 300;

export type Saved = 'saved' | 'saving' | 'tab' | 'refused';

export interface DraftState {
  /** Undefined while it is loaded, null when there is none. */
  draft: Draft | null | undefined;
  saved: Saved;
  /** Whether this tab may change it. */
  held: boolean;
  take(): void;
  set(field: string, value: Value): void;
  /** Gives fields a first value, and saves at once. What was entered meanwhile stays. */
  begin(values: Values): Promise<void>;
  /** Changes what is no field, and saves at once. */
  update(part: Partial<Omit<Draft, 'values'>>): Promise<void>;
}

export function useDraft(id: string): DraftState {
  const [draft, setDraft] = useState<Draft | null | undefined>(undefined);
  const [saved, setSaved] = useState<Saved>('saved');
  const [held, setHeld] = useState(true);
  const current = useRef<Draft | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hold = useRef<ReturnType<typeof holdDraft> | null>(null);
  const mine = useRef(true);

  const load = async () => {
    const loaded = await loadDraft(id);
    current.current = loaded;
    setDraft(loaded);
    if (loaded?.unsaved) setSaved('tab');
  };
  const save = async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const saving = current.current;
    if (!saving || !mine.current) return;
    const stored = await saveDraft(saving);
    if (current.current === saving) setSaved(stored ? 'saved' : saving.unsaved ? 'tab' : 'refused');
  };

  useEffect(() => {
    void load();
    hold.current = holdDraft(id, (now) => {
      // What was typed until then is saved by the tab that had the draft, before the other one reads it.
      if (!now && timer.current) void save();
      mine.current = now;
      setHeld(now);
    });
    const leave = () => {
      if (timer.current === undefined || !current.current || !mine.current) return;
      rescueDraft(current.current);
      void save();
    };
    const hide = () => document.visibilityState === 'hidden' && leave();
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      leave();
      hold.current?.release();
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [id]);

  const change = (next: Draft) => {
    current.current = next;
    setDraft(next);
    setSaved('saving');
  };
  return {
    draft, saved, held,
    take() {
      hold.current?.take();
      // The other tab saves what it had when it learns of this.
      setTimeout(() => void load(), REST);
    },
    set(field, value) {
      const before = current.current;
      if (!before || !mine.current) return;
      change({ ...before, values: { ...before.values, [field]: value }, changed: Date.now(), touched: true });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), REST);
    },
    async begin(values) {
      if (!current.current) return;
      change({ ...current.current, values: { ...values, ...current.current.values } });
      await save();
    },
    async update(part) {
      if (!current.current) return;
      change({ ...current.current, ...part });
      await save();
    },
  };
}
