// Paper gets what the screen showed: the same widths, in light colours. Nothing is measured while a sheet is laid out.

import { options } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const listeners = new Set<() => void>();
let printing = false;

export const isPrinting = (): boolean => printing;

export function onPrinting(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the page is being printed. The page is drawn at once when that changes: the browser waits for no later moment. */
export function usePrinting(): boolean {
  const [now, setNow] = useState(printing);
  useEffect(() => onPrinting(() => setNow(printing)), []);
  return now;
}

function turn(on: boolean): void {
  if (printing === on) return;
  printing = on;
  const usual = options.debounceRendering;
  options.debounceRendering = (work) => work();
  for (const listener of listeners) listener();
  options.debounceRendering = usual;
}

addEventListener('beforeprint', () => turn(true));
addEventListener('afterprint', () => turn(false));
matchMedia('print').addEventListener('change', ({ matches }) => turn(matches));
