// Which part of a tall element is near the screen.

import { useEffect, useRef, useState } from 'preact/hooks';
import { isPrinting, onPrinting } from '../../printing.ts';

/** Pixels by which the part moves: within them scrolling changes nothing. */
const STEP = 400;

/** The pixels of an element, from its top, that are on the screen or half a screen away from it; all of them on paper. */
export function useWindow(height: number): [(element: HTMLElement | null) => void, [from: number, to: number]] {
  const element = useRef<HTMLElement | null>(null);
  const [window, setWindow] = useState<[number, number]>([0, 2000]);
  useEffect(() => {
    const look = () => {
      if (!element.current) return;
      const top = -element.current.getBoundingClientRect().top;
      // Of what is out of sight nothing is drawn again: a reader at the table comes back to the part that was left.
      if (!isPrinting() && (top > height || top < -1.5 * innerHeight)) return;
      const from = isPrinting() ? 0 : Math.floor((top - innerHeight / 2) / STEP) * STEP;
      const to = isPrinting() ? height : Math.ceil((top + 1.5 * innerHeight) / STEP) * STEP;
      setWindow((before) => (before[0] === from && before[1] === to ? before : [from, to]));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    const stop = onPrinting(look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
      stop();
    };
  }, [height]);
  return [(given) => void (element.current = given), window];
}
