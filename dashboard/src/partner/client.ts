// Requests to notifications with a partner's key.

import { send as request, type Method } from '../service.ts';

export interface Received<T> {
  value: T;
  /** The query of the next page; null on the last one. */
  next: string | null;
}

export async function send<T>(key: string, method: Method, path: string, body?: object, idempotencyKey?: string): Promise<Received<T>> {
  const { value, headers } = await request<T>('notifications', key, method, path, body, idempotencyKey ? { 'idempotency-key': idempotencyKey } : {});
  const [, next = null] = /<\?([^>]*)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return { value, next };
}
