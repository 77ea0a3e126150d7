// How a reader goes through the marks of a picture: arrows to the nearest one, Enter chooses, Esc lets go. The same for every drawing.

import { useState } from 'preact/hooks';
import { speak } from '../app.ts';
import { markTowards } from '../scene/nearest.ts';

export interface Spot {
  id: string;
  x: number;
  y: number;
  r: number;
  /** What a screen reader hears on reaching it: most are never reached. */
  spoken(): string;
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export interface Marks {
  /** The mark that the keyboard is at, or the chosen one; null unless the picture has the focus. */
  cursor: Spot | null;
  /** Whether the picture has the focus: only then the cursor is shown. */
  inside: boolean;
  goTo(id: string | null): void;
  frame: { onKeyDown(event: KeyboardEvent): void; onFocus(): void; onBlur(): void };
}

/** `spots`: made when they are wanted: of thousands none is while only the day changes. */
export function useMarks(spots: () => Spot[], chosen: string | null, onChoose: (id: string | null, byKey: boolean) => void): Marks {
  const [at, goTo] = useState<string | null>(null);
  const [inside, setInside] = useState(false);
  const current = at ?? chosen;
  // Nobody sees it, or leaves it by a key, while the focus is elsewhere.
  const cursor = current === null || !inside ? null : (spots().find((spot) => spot.id === current) ?? null);
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      const next = markTowards(spots(), cursor?.id ?? null, arrow);
      if (!next) return;
      goTo(next.id);
      speak(next.spoken());
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor) {
      event.preventDefault();
      onChoose(cursor.id, true);
    } else if (event.key === 'Escape') {
      goTo(null);
      onChoose(null, true);
    }
  };
  return { cursor, inside, goTo, frame: { onKeyDown, onFocus: () => setInside(true), onBlur: () => setInside(false) } };
}
