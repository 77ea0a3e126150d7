// The frame of a drawing: one stop for the keyboard, arrows go from mark to mark, the drawing itself is silent.

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useApp } from '../app.ts';
import { markAt } from '../scene/nearest.ts';
import type { Part } from '../scene/shapes.ts';
import { Drawing } from './Drawing.tsx';
import { useMarks, type Spot } from './marks.ts';

export type { Spot };

interface Props {
  /** What to draw; null while that is not known yet. */
  parts: Part[] | null;
  width: number;
  height: number;
  spots(): Spot[];
  chosen: string | null;
  fresh: Set<string>;
  onChoose(id: string | null, byKey: boolean): void;
  hit?(x: number, y: number): string | null;
}

export function Picture({ parts, width, height, spots, chosen, fresh, onChoose, hit }: Props) {
  const { t } = useApp();
  const frame = useRef<HTMLDivElement>(null);
  const marks = useMarks(spots, chosen, onChoose);
  const forms = useMemo(() => (parts ?? []).reduce((sum, part) => sum + part.shapes.length, 0), [parts]);
  const click = (event: MouseEvent) => {
    const box = frame.current!.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const id = hit ? hit(x, y) : markAt(spots(), x, y);
    marks.goTo(id);
    onChoose(id, false);
  };
  return (
    <div class="picture" ref={frame} role="group" tabIndex={0} aria-label={t.picture.label} data-drawn={parts ? forms : undefined} style={{ height: `${height}px` }} onClick={click} {...marks.frame}>
      {parts ? <Drawing parts={parts} width={width} height={height} /> : null}
      {marks.inside && marks.cursor ? <Ring spot={marks.cursor} kind="cursor" /> : null}
      {(fresh.size ? spots() : []).filter((spot) => fresh.has(spot.id)).map((spot) => <Ring key={spot.id} spot={spot} kind="fresh" />)}
    </div>
  );
}

export function Ring({ spot, kind }: { spot: { id: string; x: number; y: number; r: number }; kind: 'cursor' | 'fresh' }) {
  const r = spot.r + 5;
  const ring = useRef<HTMLDivElement>(null);
  // The keyboard may lead out of what is on the screen.
  useEffect(() => {
    if (kind === 'cursor') ring.current?.scrollIntoView({ block: 'nearest' });
  }, [kind, spot.id]);
  return <div ref={ring} class={`ring ${kind}`} aria-hidden="true" style={{ left: `${spot.x - r}px`, top: `${spot.y - r}px`, width: `${2 * r}px`, height: `${2 * r}px` }} />;
}
