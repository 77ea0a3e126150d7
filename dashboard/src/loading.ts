// Parts of the page that come when they are needed. If one does not come, the page reports it and requests it again.

import { useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  /** What was loaded last; while the next one is on its way, the one before. */
  value: T | null;
  failed: boolean;
  retry(): void;
}

/** Loads what `key` names. `load` gives the same for the same key; `here`: what it gave before, which is not loaded again. */
export function useLoading<T>(key: string, load: () => Promise<T>, here: T | null = null): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; failed: boolean }>({ value: here, failed: false });
  const [round, setRound] = useState(0);
  const retried = useRef(false);
  useEffect(() => {
    if (here !== null) return;
    let wanted = true;
    const again = retried.current;
    retried.current = false;
    load().then(
      (value) => wanted && setState({ value, failed: false }),
      (error: unknown) => {
        console.error(error);
        if (!wanted) return;
        setState(({ value }) => ({ value, failed: true }));
        if (again) void renew();
      },
    );
    return () => void (wanted = false);
  }, [key, round]);
  const retry = () => {
    retried.current = true;
    setState(({ value }) => ({ value, failed: false }));
    setRound((count) => count + 1);
  };
  return { ...state, retry };
}

/** Reloads the page if the server answers: a newer release has renamed the parts, and the address holds all state. */
export async function renew(): Promise<void> {
  const answer = await fetch(location.href, { cache: 'no-store', headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.ok) location.reload();
}
