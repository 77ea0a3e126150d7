// The timeline's picture: its axis stays in sight, and of the rows only those near the screen are in the document.

import { useMemo } from 'preact/hooks';
import { useApp } from '../../app.ts';
import { useLazy } from '../../later.ts';
import type { Axis } from '../../scene/axis.ts';
import { drawAxis, drawTimeline } from '../../scene/timelinedraw.ts';
import type { LaneBox } from '../../scene/timeline.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import { Picture, type Spot } from '../../ui/Picture.tsx';
import { useWindow } from './window.ts';

interface Props {
  boxes: LaneBox[];
  axis: Axis;
  width: number;
  height: number;
  chosen: string | null;
  onChoose(id: string | null, byKey: boolean): void;
}

const NOTHING = new Set<string>();

export function TimelinePicture({ boxes, axis, width, height, chosen, onChoose }: Props) {
  const { t, colours, date } = useApp();
  const [attach, [from, to]] = useWindow(height);
  const top = boxes[0]?.y0 ?? 0;
  const parts = useMemo(() => drawTimeline(boxes, axis, height, chosen, colours, t.count.gap, [from, to]), [boxes, axis, height, chosen, colours, t, from, to]);
  const years = useMemo(() => drawAxis(axis, top, top, colours, t.count.gap), [axis, top, colours, t]);
  const spots = useLazy(() => boxes.flatMap((box) => box.rows.map((row): Spot => ({
    id: row.id, x: (row.bar.x0 + row.bar.x1) / 2, y: box.y0 + row.y, r: 8,
    spoken() {
      const words = [box.label, row.text, date(row.fact.date, true), row.fact.inferred ? t.sure.inferred : null, row.certainty === 'possibly' ? t.sure.possibly : null, row.fact.disputed ? t.sure.disputed : null, row.fact.sources.length ? null : t.sure.unsourced, row.difference ? t.change[row.difference.change] : null];
      return words.filter(Boolean).join(', ');
    },
  }))), [boxes, t]);
  const hit = (x: number, y: number) => {
    const box = boxes.find((each) => y >= each.y0 && y <= each.y1);
    const row = box?.rows.find((each) => within(x, each.bar.x0, each.bar.x1) && Math.abs(box.y0 + each.y - y) <= 12)
      ?? box?.rows.find((each) => within(x, each.label.x, each.label.x + each.label.width) && Math.abs(box.y0 + each.label.y - y) <= 12);
    return row?.id ?? null;
  };
  return (
    <div class="timeline" ref={attach}>
      <div class="years" aria-hidden="true" style={{ height: `${top}px`, marginBottom: `-${top}px` }}><Drawing parts={years} width={width} height={top} /></div>
      <Picture parts={parts} width={width} height={height} spots={spots} chosen={chosen} fresh={NOTHING} onChoose={onChoose} hit={hit} />
    </div>
  );
}

const within = (x: number, from: number, to: number) => x >= from - 8 && x <= to + 8;
