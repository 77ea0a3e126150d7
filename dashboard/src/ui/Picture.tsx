// The frame of a drawing: one stop for the keyboard, arrows go from mark to mark, the drawing itself is silent.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { speak, useApp } from '../app.ts';
import { markAt, markTowards } from '../scene/network.ts';
import type { Part } from '../scene/shapes.ts';
import { Canvas } from './Canvas.tsx';
import { Drawing } from './Drawing.tsx';

/** Above this many forms a canvas is drawn faster than SVG is changed. */
const SVG_FORMS = 1200;

export interface Spot {
  id: string;
  x: number;
  y: number;
  r: number;
  /** What a screen reader hears on reaching it. */
  spoken: string;
}

interface Props {
  /** What to draw; null while that is not known yet. */
  parts: Part[] | null;
  width: number;
  height: number;
  spots: Spot[];
  chosen: string | null;
  fresh: Set<string>;
  onChoose(id: string | null, byKey: boolean): void;
  hit?(x: number, y: number): string | null;
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function Picture({ parts, width, height, spots, chosen, fresh, onChoose, hit }: Props) {
  const { t } = useApp();
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const [inside, setInside] = useState(false);
  const forms = useMemo(() => (parts ?? []).reduce((sum, part) => sum + part.shapes.length, 0), [parts]);
  const Ground = forms > SVG_FORMS ? Canvas : Drawing;

  const cursor = spots.find((spot) => spot.id === (at ?? chosen)) ?? null;
  const key = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      const next = markTowards(spots, cursor?.id ?? null, arrow);
      if (!next) return;
      setAt(next.id);
      speak(next.spoken);
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor) {
      event.preventDefault();
      onChoose(cursor.id, true);
    } else if (event.key === 'Escape') {
      setAt(null);
      onChoose(null, true);
    }
  };
  const click = (event: MouseEvent) => {
    const box = frame.current!.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const id = hit ? hit(x, y) : markAt(spots, x, y);
    setAt(id);
    onChoose(id, false);
  };
  return (
    <div
      class="picture" ref={frame} role="group" tabIndex={0} aria-label={t.picture.label} data-drawn={parts ? forms : undefined} style={{ height: `${height}px` }}
      onKeyDown={key} onClick={click} onFocus={() => setInside(true)} onBlur={() => setInside(false)}
    >
      {parts ? <Ground parts={parts} width={width} height={height} /> : null}
      {inside && cursor ? <Ring spot={cursor} kind="cursor" /> : null}
      {spots.filter((spot) => fresh.has(spot.id)).map((spot) => <Ring key={spot.id} spot={spot} kind="fresh" />)}
    </div>
  );
}

function Ring({ spot, kind }: { spot: Spot; kind: 'cursor' | 'fresh' }) {
  const r = spot.r + 5;
  const ring = useRef<HTMLDivElement>(null);
  // The keyboard may lead out of what is on the screen.
  useEffect(() => {
    if (kind === 'cursor') ring.current?.scrollIntoView({ block: 'nearest' });
  }, [kind, spot.id]);
  return <div ref={ring} class={`ring ${kind}`} aria-hidden="true" style={{ left: `${spot.x - r}px`, top: `${spot.y - r}px`, width: `${2 * r}px`, height: `${2 * r}px` }} />;
}
