// The frame of a drawing: one stop for the keyboard, arrows go from mark to mark, the drawing itself is silent.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chart } from '../chart.ts';
import { speak, useApp } from '../app.ts';
import { markAt, markTowards } from '../scene/network.ts';
import type { Shape } from '../scene/shapes.ts';

export interface Spot {
  id: string;
  x: number;
  y: number;
  r: number;
  /** What a screen reader hears on reaching it. */
  spoken: string;
}

interface Props {
  shapes: Shape[] | null;
  width: number;
  height: number;
  spots: Spot[];
  chosen: string | null;
  fresh: Set<string>;
  /** Ids of the facts drawn: what the table must hold too. */
  facts: string[];
  onChoose(id: string | null, byKey: boolean): void;
  hit?(x: number, y: number): string | null;
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function Picture({ shapes, width, height, spots, chosen, fresh, facts, onChoose, hit }: Props) {
  const { t } = useApp();
  const frame = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const draws = useRef(0);
  const [drawer, setDrawer] = useState<typeof import('../chart.ts') | null>(null);
  const [at, setAt] = useState<string | null>(null);
  const [inside, setInside] = useState(false);

  useEffect(() => {
    void import('../chart.ts').then((module) => setDrawer(() => module as never));
    return () => {
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (!drawer || !shapes || !ground.current || width < 50) return;
    chart.current ??= drawer.openChart(ground.current, shapes.length);
    chart.current.draw(shapes, width, height);
    draws.current += 1;
    frame.current!.dataset.draws = String(draws.current);
  }, [drawer, shapes, width, height]);
  useEffect(() => {
    // For whoever inspects the page: the scene that is drawn, as data.
    if (frame.current) Object.assign(frame.current, { scene: { spots, facts, shapes } });
  });

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
      class="picture" ref={frame} role="group" tabIndex={0} aria-label={t.picture.label} data-ready={drawer && shapes ? true : undefined} style={{ height: `${height}px` }}
      onKeyDown={key} onClick={click} onFocus={() => setInside(true)} onBlur={() => setInside(false)}
    >
      <div class="ground" ref={ground} aria-hidden="true" />
      {inside && cursor ? <Ring spot={cursor} kind="cursor" /> : null}
      {spots.filter((spot) => fresh.has(spot.id)).map((spot) => <Ring key={spot.id} spot={spot} kind="fresh" />)}
    </div>
  );
}

function Ring({ spot, kind }: { spot: Spot; kind: string }) {
  const r = spot.r + 5;
  return <div class={`ring ${kind}`} aria-hidden="true" style={{ left: `${spot.x - r}px`, top: `${spot.y - r}px`, width: `${2 * r}px`, height: `${2 * r}px` }} />;
}
