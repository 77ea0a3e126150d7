// Questions to the read side. The last good answer of each stays, so Back needs no request and an error no blank page.

import type { Meta } from './answers.ts';

export interface Answer<T> {
  data: T;
  meta: Meta;
  /** When it came. */
  at: Date;
}

/** A refusal in the shape of problem+json; status 0 when nothing answered. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string | null;
  readonly detail: string | null;
  readonly correlation: string | null;

  constructor(status: number, title: string | null, detail: string | null, correlation: string | null) {
    super(title ?? String(status));
    [this.status, this.title, this.detail, this.correlation] = [status, title, detail, correlation];
  }
}

const cache = new Map<string, Answer<unknown>>();
const PAGES = 200;
/** How many answers stay; the oldest goes first. */
const KEPT = 100;

/** After this every query is sent again. */
export const forgetAnswers = (): void => cache.clear();

export const cachedAnswer = <T>(url: string): Answer<T> | null => (cache.get(url) as Answer<T> | undefined) ?? null;

/**
 * Asks, page by page up to `pages`. `waitFor`: the record's position the answer must have reached. `onPart`: gets the pages
 * that are here while there are more to come.
 */
export async function fetchAnswer<T>(url: string, waitFor?: number, pages = PAGES, onPart?: (data: T) => void): Promise<Answer<T>> {
  const paged = (cursor: string | null) => {
    const extra: string = [waitFor === undefined ? '' : `wait_for=${waitFor}`, cursor ? `cursor=${encodeURIComponent(cursor)}` : ''].filter(Boolean).join('&');
    return extra ? `${url}${url.includes('?') ? '&' : '?'}${extra}` : url;
  };
  let answer: Answer<T> | null = null;
  let sent: Promise<Response> | null = send(paged(null));
  for (let page = 1; sent; page += 1) {
    const response: Response = await sent;
    // The service makes the next page while this one is read.
    const early = page < pages ? response.headers.get('x-next-cursor') : null;
    const following: Promise<Response> | null = early ? send(paged(early)) : null;
    // It is awaited only after this page, and not at all if this one fails.
    following?.catch(() => undefined);
    const part: Answer<T> = await read<T>(response);
    answer = answer ? { ...part, data: joined(answer.data, part.data) } : part;
    const { next } = part.meta;
    sent = following ?? (next && page < pages ? send(paged(next)) : null);
    if (sent) onPart?.(answer.data);
  }
  cache.delete(url);
  cache.set(url, answer!);
  if (cache.size > KEPT) cache.delete(cache.keys().next().value!);
  return answer!;
}

/** One page of an answer, kept like a complete one. */
export async function fetchPage<T>(url: string): Promise<Answer<T>> {
  const known = cachedAnswer<T>(url);
  if (known) return known;
  const answer = await read<T>(await send(url));
  cache.set(url, answer);
  return answer;
}

async function send(url: string): Promise<Response> {
  try {
    return await fetch(url, { headers: { accept: 'application/json' } });
  } catch {
    throw new Problem(0, null, null, null);
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const body = await response.text().then(readJson, () => null);
  if (!response.ok || !body || !('data' in body)) {
    const text = (name: string) => (typeof body?.[name] === 'string' ? (body[name] as string) : null);
    throw new Problem(response.status, text('title'), text('detail'), text('correlation_id') ?? response.headers.get('x-correlation-id'));
  }
  return { data: body.data as T, meta: body.meta as Meta, at: new Date() };
}

// Characters that nobody sees, and those that turn the order of what is seen.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** JSON as data; in its texts unseen characters become visible ones, so that no text looks like another. */
export function readJson(text: string): Record<string, unknown> | null {
  try {
    // Most answers have none, and need no look at every text.
    const hidden = UNSEEN.test(text) || text.includes('\\u');
    UNSEEN.lastIndex = 0;
    const read: unknown = JSON.parse(text, hidden ? (_, value: unknown) => (typeof value === 'string' ? value.replace(UNSEEN, '\ufffd') : value) : undefined);
    return read && typeof read === 'object' && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Two pages of one answer: lists follow each other, objects are joined list by list. */
function joined<T>(first: T, second: T): T {
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second] as T;
  const merged: Record<string, unknown> = { ...(first as object) };
  for (const [name, value] of Object.entries(second as object)) {
    const before = merged[name];
    if (!Array.isArray(value) || !Array.isArray(before)) continue;
    const ids = new Set(before.map((each: { id?: string }) => each.id).filter(Boolean));
    merged[name] = [...before, ...value.filter((each: { id?: string }) => !each.id || !ids.has(each.id))];
  }
  return merged as T;
}
