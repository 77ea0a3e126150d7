// From the timeline's lanes and axis to the parts of a drawing.

import { mix, slotColour, type Colours } from '../palette.ts';
import type { Axis } from './axis.ts';
import { drawBar } from './bars.ts';
import { textWidth, zigzag, type Part, type Shape } from './shapes.ts';
import { DATES, TOP, WORDS, type LaneBox, type Row } from './timeline.ts';

/** Lines of a lane's name from one place where it is written to the next: a long lane has it in every part that fits a screen. */
const AGAIN = 480;
const GAP_LINE = 15;

/** Height of the axis above the first lane: as many lines as the texts of its gaps need. */
export const axisHeight = (axis: Axis, gapText: (years: number) => string): number => TOP + (Math.max(1, ...gapTexts(axis, gapText).map((gap) => gap.line + 1)) - 1) * GAP_LINE;

/**
 * The axis with its gaps, then each lane, then each row with its bar and its words: those of them that are between the
 * pixels `from` and `to`.
 */
export function drawTimeline(boxes: LaneBox[], axis: Axis, height: number, chosen: string | null, colours: Colours, gapText: (years: number) => string, [from, to]: [number, number] = [0, height]): Part[] {
  const top = boxes[0]?.y0 ?? 0;
  const near = boxes.filter((box) => box.y1 >= from && box.y0 <= to);
  return [
    ...drawAxis(axis, top, height, colours, gapText),
    ...near.map((box): Part => ({ kind: 'lane', id: box.key, shapes: drawLane(box, axis.edge[1], colours, [from, to]) })),
    ...near.flatMap((box) => box.rows.filter((row) => box.y0 + row.label.y >= from - 24 && box.y0 + row.y <= to + 24).map((row) => partOf(row, box.y0, row.id === chosen, slotColour(colours, box.slot), colours))),
  ];
}

const DRAWN = new WeakMap<Row, { key: string; colours: Colours; part: Part }>();

/** A row's part: the same object as long as it looks the same, so that nothing of it is compared again. */
function partOf(row: Row, top: number, here: boolean, colour: string, colours: Colours): Part {
  const key = `${top} ${here} ${colour}`;
  const before = DRAWN.get(row);
  if (before && before.key === key && before.colours === colours) return before.part;
  const part: Part = { kind: 'bar', id: row.id, shapes: drawRow(row, top, here, colour, colours) };
  DRAWN.set(row, { key, colours, part });
  return part;
}

/** The years and gaps above the first lane: `top` pixels high. */
export function drawAxis(axis: Axis, top: number, height: number, colours: Colours, gapText: (years: number) => string): Part[] {
  const right = axis.edge[1];
  let free = Number.NEGATIVE_INFINITY;
  const ticks = axis.ticks.map((tick): Part => {
    const line: Shape = { t: 'line', x1: tick.x, y1: top - 6, x2: tick.x, y2: height, stroke: mix(colours.line, colours.bg, 0.6), w: 1 };
    const year: Shape = { t: 'text', x: tick.x + 3, y: top - 18, text: tick.year, size: DATES, fill: colours.muted };
    const end = tick.x + 3 + textWidth(tick.year, DATES);
    // A year that has no room is its line alone.
    if (tick.x < free || end > right) return { kind: 'axis', id: tick.year, shapes: [line] };
    free = end + 6;
    return { kind: 'axis', id: tick.year, shapes: [line, year] };
  });
  const gaps = gapTexts(axis, gapText).map(({ x, line, text, middle }, at): Part => ({
    kind: 'axis', id: `gap ${at}`,
    shapes: [zigzag(x, top - 6, height, colours.muted), { t: 'text', x: middle, y: top - 37 - line * GAP_LINE, text, size: DATES, italic: true, fill: colours.muted, anchor: 'middle' }],
  }));
  return [...ticks, ...gaps];
}

/** The text of each gap, inside the sheet and on a line where it meets no other. */
export function gapTexts(axis: Axis, gapText: (years: number) => string): { x: number; line: number; text: string; middle: number }[] {
  const ends: number[] = [];
  return axis.gaps.map(({ x, years }) => {
    const text = gapText(years);
    // Italics are a little wider than they measure.
    const half = textWidth(text, DATES) / 2 + 3;
    const middle = Math.max(axis.edge[0] + half, Math.min(axis.edge[1] - half, x));
    let line = ends.findIndex((end) => end + 8 < middle - half);
    if (line < 0) line = ends.length;
    ends[line] = middle + half;
    return { x, line, text, middle };
  });
}

function drawLane(box: LaneBox, right: number, colours: Colours, [from, to]: [number, number]): Shape[] {
  const colour = slotColour(colours, box.slot);
  const last = box.y1 - 19 - box.lines.length * 18;
  const starts = [box.y0 + 19];
  while (starts.at(-1)! + AGAIN < last) starts.push(starts.at(-1)! + AGAIN);
  const shapes = starts.filter((y) => y + box.lines.length * 18 >= from && y <= to).flatMap((y) => box.lines.map((line, at): Shape => ({ t: 'text', x: 10, y: y + at * 18, text: line, size: 13.5, bold: true, fill: colours.ink })));
  shapes.push({ t: 'line', x1: 0, y1: box.y1 + 1, x2: right, y2: box.y1 + 1, stroke: mix(colours.line, colours.bg, 0.7), w: 1 });
  if (box.lifeLine) {
    const { x0, x1, x2 } = box.lifeLine;
    const y = box.y0 + box.lifeLine.y;
    if (x1 > x0 + 1) shapes.push({ t: 'line', x1: x0, y1: y, x2: x1, y2: y, stroke: colour, w: 1.8, dash: [1.8, 4] });
    shapes.push({ t: 'line', x1, y1: y, x2, y2: y, stroke: colour, w: 2 });
  }
  return shapes;
}

function drawRow(row: Row, top: number, here: boolean, colour: string, colours: Colours): Shape[] {
  const shapes: Shape[] = [];
  const { x, width } = row.label;
  const [middle, y] = [top + row.y, top + row.label.y];
  if (here) {
    const from = Math.min(x, row.bar.x0) - 6;
    shapes.push({ t: 'rect', x: from, y: middle - 12, width: Math.max(x + width, row.bar.x1) + 6 - from, height: y - middle + 24, r: 4, fill: mix(colours.chosen, colours.bg, 0.5) });
  }
  shapes.push(...drawBar(row.bar, middle, 11, colour, colours.bg, false));
  const halo = here ? undefined : colours.bg;
  shapes.push({ t: 'text', x, y, text: row.shown, size: WORDS, fill: colours.ink, halo });
  shapes.push({ t: 'text', x: x + width - textWidth(row.date, DATES), y, text: row.date, size: DATES, fill: here ? colours.ink : colours.muted, halo });
  return shapes;
}
