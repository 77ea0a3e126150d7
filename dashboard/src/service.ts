// Requests with a key to the services beside this page's own. Their addresses stand in the document; the key is in no address.

import { Problem, readJson } from './api.ts';

export interface FieldError {
  pointer: string;
  message: string;
}

/** A refusal that may name the fields at fault, the rule that refuses, and numbers. */
export class Refusal extends Problem {
  readonly errors: FieldError[];
  /** Every member of the problem document, and `retry_after` in seconds where the answer says so. */
  readonly members: Record<string, unknown>;

  constructor(status: number, title: string | null, detail: string | null, correlation: string | null, errors: FieldError[] = [], members: Record<string, unknown> = {}) {
    super(status, title, detail, correlation);
    [this.errors, this.members] = [errors, members];
  }
}

export type Method = 'GET' | 'POST' | 'DELETE';
/** `projections` is this page's own. */
export type Service = 'notifications' | 'registry' | 'projections';

export interface Received {
  status: number;
  text: string;
  headers: Headers;
}

const PATIENCE = 30_000;
const addressOf = (service: Service): string => document.querySelector<HTMLMetaElement>(`meta[name=${service}]`)?.content ?? '';

/** Sends a request as it is. Throws a Refusal with status 0 when nothing answers. */
export async function request(service: Service, key: string | null, method: Method, path: string, headers: Record<string, string> = {}, body?: string | Blob): Promise<Received> {
  try {
    const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(addressOf(service) + path, { method, headers: { accept: 'application/json', ...authorization, ...headers }, body, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch {
    throw new Refusal(0, null, null, null);
  }
}

/** The refusal in a problem document. */
export function refusalOf(status: number, problem: Record<string, unknown> | null, headers?: Headers): Refusal {
  const text = (name: string) => (typeof problem?.[name] === 'string' ? (problem[name] as string) : null);
  const errors = Array.isArray(problem?.errors) ? (problem.errors as FieldError[]).filter((each) => typeof each?.pointer === 'string') : [];
  const wait = Number(headers?.get('retry-after'));
  return new Refusal(status, text('title'), text('detail'), text('correlation_id') ?? headers?.get('x-correlation-id') ?? null, errors, { ...problem, ...(wait ? { retry_after: wait } : {}) });
}

/** The answer as JSON. Throws a Refusal when it is not one of success. */
export async function send<T>(service: Service, key: string | null, method: Method, path: string, body?: object, headers: Record<string, string> = {}): Promise<{ value: T; headers: Headers }> {
  const sent = body ? { 'content-type': 'application/json', ...headers } : headers;
  const answer = await request(service, key, method, path, sent, body && JSON.stringify(body));
  const read = readJson(answer.text);
  if (answer.status >= 300 || !read) throw refusalOf(answer.status, read, answer.headers);
  return { value: read as T, headers: answer.headers };
}
