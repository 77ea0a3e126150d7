// Drafts of forms, kept in this browser until the fact is visible in the views, or for thirty days. Never a key in them.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { randomWord } from '../key.ts';
import type { Lang } from '../names.ts';
import type { Kind } from './form.ts';
import type { Line } from './registry.ts';
import type { Values } from './values.ts';

export interface Draft {
  id: string;
  kind: Kind;
  values: Values;
  /** The language of what is entered. */
  lang: Lang;
  /** Part of every Idempotency-Key of this draft: what is sent twice is recorded once. */
  word: string;
  /** The fact of which it speaks. */
  target?: string;
  /** The version that the target's stream had when the form was opened. */
  version?: number;
  /** What was sent last: whether it was stored may not be known. */
  sent?: Line[];
  /** It is recorded; the draft goes when the fact is visible. */
  recorded?: { event: string; position: number; events: string[] };
  /** Something was entered. */
  touched?: boolean;
  /** Milliseconds since 1970. */
  changed: number;
  /** It stays in this tab only. */
  unsaved?: boolean;
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft };
}

export const DAYS = 30;
const OLDEST = DAYS * 86_400_000;

export const newDraft = (kind: Kind, lang: Lang, values: Values = {}, target?: string): Draft => ({ id: randomWord(6), kind, lang, values, word: randomWord(16), changed: Date.now(), ...(target ? { target } : {}) });

// What must not, or cannot, be stored is here, for as long as the tab lives.
const inTab = new Map<string, Draft>();
let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** The database; opened again when that failed. */
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('upland-drafts', 1, {
    upgrade: (db) => void db.createObjectStore('drafts', { keyPath: 'id' }),
    terminated: () => (opened = null),
  });
  opened.catch(() => (opened = null));
  return opened;
}

// A page that is left has no time for a database: what it had not stored yet waits here for the next page.
const RESCUED = 'upland.draft.';

/** Keeps what was typed last, at once, while the page is being left. */
export function rescueDraft(draft: Draft): void {
  inTab.set(draft.id, draft);
  try {
    if (!draft.unsaved) localStorage.setItem(RESCUED + draft.id, JSON.stringify(draft));
  } catch {
    // What the database has is the last state then.
  }
}

/** Moves what was rescued into the database. */
async function recoverDrafts(): Promise<void> {
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(RESCUED))) {
      const draft = JSON.parse(localStorage.getItem(name)!) as Draft;
      if (!inTab.has(draft.id)) await saveDraft(draft);
    }
  } catch {
    // No storage, or nothing that is a draft.
  }
}

export async function loadDraft(id: string): Promise<Draft | null> {
  await recoverDrafts();
  return inTab.get(id) ?? (await database().then((db) => db.get('drafts', id)).catch(() => undefined)) ?? null;
}

function forgetRescued(id: string): void {
  try {
    localStorage.removeItem(RESCUED + id);
  } catch {
    // There is no storage.
  }
}

/** Stores a draft. Returns whether it is on the device: else it is in this tab only. */
export async function saveDraft(draft: Draft): Promise<boolean> {
  inTab.set(draft.id, draft);
  const db = await database().catch(() => null);
  try {
    if (draft.unsaved) await db?.delete('drafts', draft.id);
    else await db?.put('drafts', draft);
    if (db) forgetRescued(draft.id);
    return Boolean(db) && !draft.unsaved;
  } catch {
    return false;
  }
}

export async function deleteDraft(id: string): Promise<void> {
  inTab.delete(id);
  forgetRescued(id);
  await database().then((db) => db.delete('drafts', id)).catch(() => {});
}

/** All drafts, the one changed last first. Those that are too old are deleted. */
export async function listDrafts(now = Date.now()): Promise<Draft[]> {
  await recoverDrafts();
  const stored = await database().then((db) => db.getAll('drafts')).catch((): Draft[] => []);
  const all = [...new Map([...stored, ...inTab.values()].map((draft) => [draft.id, draft])).values()];
  const old = all.filter(({ changed }) => now - changed > OLDEST);
  await Promise.all(old.map(({ id }) => deleteDraft(id)));
  return all.filter((draft) => !old.includes(draft)).sort((one, other) => other.changed - one.changed);
}

type Message = { type: 'open' | 'held' | 'taken'; id: string; tab: string };
const TAB = randomWord(8);

/**
 * One tab edits a draft. `mine` learns whether it is this one: another tab that has the draft open answers, and `take` ends
 * its turn. A tab that was killed answers nothing, so that no draft stays locked.
 */
export function holdDraft(id: string, mine: (held: boolean) => void): { take(): void; release(): void } {
  if (!('BroadcastChannel' in globalThis)) return { take: () => {}, release: () => {} };
  const channel = new BroadcastChannel('upland-drafts');
  let held = true;
  const post = (type: Message['type']) => channel.postMessage({ type, id, tab: TAB } satisfies Message);
  const become = (next: boolean) => {
    held = next;
    mine(held);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.id !== id || data.tab === TAB) return;
    if (data.type === 'open' && held) post('held');
    else if (data.type !== 'open' && held) become(false);
  };
  post('open');
  return {
    take: () => (post('taken'), become(true)),
    release: () => channel.close(),
  };
}
