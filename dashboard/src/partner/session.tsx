// The session of a page with a key: the key, the texts, and requests that notice when the key is refused.

import { createContext, type ComponentChildren } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { speak } from '../app.ts';
import { readKey, writeKey } from '../key.ts';
import { Refusal, type Method, type Service } from '../service.ts';
import { send, type Received } from './client.ts';
import type { PartnerTexts } from './polish.ts';

/** Milliseconds between two looks at what is shown, while the page is seen. */
const EVERY = 5_000;

export interface Session {
  t: PartnerTexts;
  key: string | null;
  /** The key was refused; what is shown is older. */
  refused: boolean;
  /** Changes when what is shown is to be requested again. */
  tick: number;
  refresh(): void;
  use(key: string | null): void;
  call<T>(service: Service, method: Method, path: string, body?: object, idempotencyKey?: string): Promise<Received<T>>;
}

const SessionContext = createContext<Session>(null as never);
export const useSession = (): Session => useContext(SessionContext);

export function SessionProvider({ texts, children }: { texts: PartnerTexts; children: ComponentChildren }) {
  const [key, setKey] = useState(readKey);
  const [refused, setRefused] = useState(false);
  const [tick, setTick] = useState(0);
  const current = useRef(key);
  const refresh = useCallback(() => setTick((count) => count + 1), []);
  useEffect(() => {
    if (key === null || refused) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY);
    return () => clearInterval(timer);
  }, [key, refused]);
  const use = (next: string | null) => {
    current.current = next;
    writeKey(next);
    setKey(next);
    setRefused(false);
    refresh();
  };
  const call = async <T,>(service: Service, method: Method, path: string, body?: object, idempotencyKey?: string): Promise<Received<T>> => {
    const sent = current.current ?? '';
    try {
      return await send<T>(service, sent, method, path, body, idempotencyKey);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401 && current.current === sent) {
        writeKey(null);
        setRefused(true);
        speak(texts.key.refused);
      }
      throw error;
    }
  };
  return <SessionContext.Provider value={{ t: texts, key, refused, tick, refresh, use, call }}>{children}</SessionContext.Provider>;
}

const refusalOf = (error: unknown): Refusal => (error instanceof Refusal ? error : new Refusal(0, String(error), null, null));

export interface Resource<T> {
  value: T | null;
  next: string | null;
  problem: Refusal | null;
}

/** What a path answers, requested again at each tick. While a request is under way no second one is sent. */
export function useResource<T>(path: string | null, service: Service = 'notifications'): Resource<T> {
  const { call, tick, key, refused } = useSession();
  const [state, setState] = useState<Resource<T> & { path: string | null }>({ path: null, value: null, next: null, problem: null });
  const inFlight = useRef('');
  useEffect(() => () => void (inFlight.current = ''), []);
  useEffect(() => {
    const mark = `${key} ${service} ${path}`;
    if (path === null || key === null || refused || inFlight.current === mark) return;
    inFlight.current = mark;
    const finish = (change: (before: Resource<T>) => Resource<T>) => {
      if (inFlight.current !== mark) return;
      inFlight.current = '';
      setState((before) => ({ ...change(before), path }));
    };
    call<T>(service, 'GET', path).then(
      ({ value, next }) => finish(() => ({ value, next, problem: null })),
      (error: unknown) => finish((before) => ({ ...before, problem: refusalOf(error).status === 401 ? null : refusalOf(error) })),
    );
  }, [path, service, key, refused, tick]);
  return state;
}

export interface Action {
  busy: boolean;
  problem: Refusal | null;
  /** Shows a problem that the page itself sees; null clears it. */
  refuse(problem: Refusal | null): void;
  /** Null when it was refused: then `problem` says why. */
  run<T>(method: Method, path: string, body?: object, idempotencyKey?: string): Promise<T | null>;
}

/** Something that a person does: one request at a time. */
export function useAction(service: Service = 'notifications'): Action {
  const { call, refresh } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, refuse] = useState<Refusal | null>(null);
  const running = useRef(false);
  const run = async <T,>(method: Method, path: string, body?: object, idempotencyKey?: string): Promise<T | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    refuse(null);
    try {
      const { value } = await call<T>(service, method, path, body, idempotencyKey);
      refresh();
      return value;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.status !== 401) refuse(refusal);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, refuse, run };
}
