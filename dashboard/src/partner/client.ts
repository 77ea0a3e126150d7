// Requests to notifications with a partner's key. The key is in this tab's session storage, and in no address.

import { Problem, readJson } from '../api.ts';

export interface FieldError {
  pointer: string;
  message: string;
}

/** A refusal that may name the fields at fault. */
export class Refusal extends Problem {
  readonly errors: FieldError[];

  constructor(status: number, title: string | null, detail: string | null, correlation: string | null, errors: FieldError[] = []) {
    super(status, title, detail, correlation);
    this.errors = errors;
  }
}

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Received<T> {
  value: T;
  /** The query of the next page; null on the last one. */
  next: string | null;
}

const NAME = 'upland.partner.key';
const PATIENCE = 30_000;
let inMemory: string | null = null;

/** The key of this tab. Where the browser has no session storage it is in memory only. */
export function readKey(): string | null {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return inMemory;
  }
}

export function writeKey(key: string | null): void {
  inMemory = key;
  try {
    if (key === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, key);
  } catch {
    // In memory it is.
  }
}

/** A word that makes a repeated request one request. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const service = (): string => document.querySelector<HTMLMetaElement>('meta[name=notifications]')?.content ?? '';

export async function send<T>(key: string, method: Method, path: string, body?: object, idempotencyKey?: string): Promise<Received<T>> {
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${key}` };
  if (body) headers['content-type'] = 'application/json';
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
  let response: Response;
  try {
    response = await fetch(service() + path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Refusal(0, null, null, null);
  }
  const read = await response.text().then(readJson, () => null);
  if (!response.ok || !read) {
    const text = (name: string) => (typeof read?.[name] === 'string' ? (read[name] as string) : null);
    const errors = Array.isArray(read?.errors) ? (read.errors as FieldError[]).filter((each) => typeof each?.pointer === 'string') : [];
    throw new Refusal(response.status, text('title'), text('detail'), text('correlation_id') ?? response.headers.get('x-correlation-id'), errors);
  }
  const [, next = null] = /<\?([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
  return { value: read as T, next };
}

/** Characters that a header may have: what else is typed is no key. */
export const isKey = (text: string): boolean => /^[!-~]{1,300}$/.test(text);
