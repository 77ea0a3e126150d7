// Work that waits until somebody sees, or wants, its result.

import { useEffect, useMemo, useState } from 'preact/hooks';

/** The value, the first one of all only after what the page shows without it has been painted. */
export function useAfterPaint<T>(value: T | null): T | null {
  const [painted, setPainted] = useState(false);
  const here = value !== null;
  useEffect(() => {
    if (!here || painted) return;
    const go = () => setPainted(true);
    // A page in the background has no frames: there the time comes instead.
    let timer = setTimeout(go, 200);
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer);
      timer = setTimeout(go);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [here, painted]);
  return painted ? value : null;
}

/** Loads, once it is wanted and while nothing else is to do, what comes when it is needed in any case. */
export function useWhenIdle(wanted: boolean, load: () => Promise<unknown>): void {
  useEffect(() => {
    // What does not come now is requested again, and reported, where it is needed.
    if (wanted) (globalThis.requestIdleCallback ?? setTimeout)(() => void load().catch(() => undefined));
  }, [wanted]);
}

/** A value that is computed when it is first wanted, and then kept for as long as `keys` are the same. */
export function useLazy<T>(make: () => T, keys: unknown[]): () => T {
  return useMemo(() => {
    let made: { value: T } | null = null;
    return () => (made ??= { value: make() }).value;
  }, keys);
}
