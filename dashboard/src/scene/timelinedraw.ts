// From the timeline's lanes and axis to the parts of a drawing.

import { mix, slotColour, type Colours } from '../palette.ts';
import type { Axis } from './axis.ts';
import { drawBar } from './bars.ts';
import { textWidth, type Part, type Shape } from './shapes.ts';
import type { LaneBox } from './timeline.ts';

export function zigzag(x: number, y0: number, y1: number, colour: string, step = 8): Shape {
  const points: [number, number][] = [];
  for (let y = y0, side = 1; y <= y1; y += step, side = -side) points.push([x + side * 4, y]);
  return { t: 'poly', points, stroke: colour, w: 1 };
}

/** The axis with its gaps, then each lane, then each row with its bar and its words. */
export function drawTimeline(boxes: LaneBox[], axis: Axis, height: number, chosen: string | null, colours: Colours, gapText: (years: number) => string): Part[] {
  const top = boxes[0]?.y0 ?? 0;
  return [
    ...drawAxis(axis, top, height, colours, gapText),
    ...boxes.map((box): Part => ({ kind: 'lane', id: box.key, shapes: drawLane(box, axis.edge[1], colours) })),
    ...boxes.flatMap((box) => box.rows.map((row): Part => ({ kind: 'bar', id: row.id, shapes: drawRow(row, row.id === chosen, slotColour(colours, box.slot), colours) }))),
  ];
}

function drawAxis(axis: Axis, top: number, height: number, colours: Colours, gapText: (years: number) => string): Part[] {
  const right = axis.edge[1];
  const ticks = axis.ticks.map((tick): Part => {
    const line: Shape = { t: 'line', x1: tick.x, y1: top - 6, x2: tick.x, y2: height, stroke: mix(colours.line, colours.bg, 0.6), w: 1 };
    const year: Shape = { t: 'text', x: tick.x + 3, y: top - 18, text: tick.year, size: 12, fill: colours.muted };
    return { kind: 'axis', id: tick.year, shapes: tick.x < right - 8 ? [line, year] : [line] };
  });
  const gaps = axis.gaps.map((gap, at): Part => ({
    kind: 'axis', id: `gap ${at}`,
    shapes: [zigzag(gap.x, top - 6, height, colours.muted), { t: 'text', x: Math.min(right - 60, gap.x), y: top - 37, text: gapText(gap.years), size: 12, italic: true, fill: colours.muted, anchor: 'middle' }],
  }));
  return [...ticks, ...gaps];
}

function drawLane(box: LaneBox, right: number, colours: Colours): Shape[] {
  const colour = slotColour(colours, box.slot);
  const shapes: Shape[] = box.lines.map((line, at) => ({ t: 'text', x: 10, y: box.y0 + 19 + at * 18, text: line, size: 13.5, bold: true, fill: colours.ink }));
  shapes.push({ t: 'line', x1: 0, y1: box.y1 + 1, x2: right, y2: box.y1 + 1, stroke: mix(colours.line, colours.bg, 0.7), w: 1 });
  if (box.lifeLine) {
    const { y, x0, x1, x2 } = box.lifeLine;
    if (x1 > x0 + 1) shapes.push({ t: 'line', x1: x0, y1: y, x2: x1, y2: y, stroke: colour, w: 1.8, dash: [1.8, 4] });
    shapes.push({ t: 'line', x1, y1: y, x2, y2: y, stroke: colour, w: 2 });
  }
  return shapes;
}

function drawRow(row: LaneBox['rows'][number], here: boolean, colour: string, colours: Colours): Shape[] {
  const shapes: Shape[] = [];
  const text = row.shown + (row.certainty === 'possibly' ? ' ?' : '');
  const main = textWidth(text, 13, here);
  const after = textWidth(row.date, 12);
  const left = row.label.anchor === 'start' ? row.label.x : row.label.x - main - after - 8;
  if (here) {
    const from = Math.min(left, row.bar.x0) - 8;
    shapes.push({ t: 'rect', x: from, y: row.y - 12, width: Math.max(left + main + after + 16, row.bar.x1 + 8) - from, height: 24, r: 4, fill: mix(colours.chosen, colours.bg, 0.5) });
  }
  shapes.push(...drawBar(row.bar, row.y, 11, colour, colours.bg));
  const halo = here ? undefined : colours.bg;
  shapes.push({ t: 'text', x: left, y: row.y, text, size: 13, bold: here, fill: colours.ink, halo });
  shapes.push({ t: 'text', x: left + main + 8, y: row.y, text: row.date, size: 12, fill: here ? colours.ink : colours.muted, halo });
  return shapes;
}
