// Requests with the key of the page, to notifications unless another service is named.

import { send as request, type Method, type Service } from '../service.ts';

export interface Received<T> {
  value: T;
  /** The query of the next page; null on the last one. */
  next: string | null;
}

export async function send<T>(service: Service, key: string, method: Method, path: string, body?: object, idempotencyKey?: string): Promise<Received<T>> {
  const { value, headers } = await request<T>(service, key, method, path, body, idempotencyKey ? { 'idempotency-key': idempotencyKey } : {});
  const [, next = null] = /<\?([^>]*)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return { value, next };
}
