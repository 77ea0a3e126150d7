// On which side of its mark a name stands: where it covers least.

import { textWidth } from './scene/shapes.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LabelWish {
  id: string;
  x: number;
  y: number;
  /** Radius of the mark. */
  r: number;
  lines: string[];
  size: number;
  bold?: boolean;
  /** Whether it is left out where it would cover anything: but for its first line alone, which is tried before. */
  optional?: boolean;
  /** Whether it may lie over ties all the same. */
  overTies?: boolean;
}

export interface Label extends LabelWish {
  anchor: 'start' | 'middle' | 'end';
  tx: number;
  /** Baseline of the first line's middle. */
  ty: number;
}

export type Segment = [number, number, number, number];

/** Places the labels one after another; earlier ones are obstacles to later ones. */
export function placeLabels(wishes: LabelWish[], marks: Box[], ties: Segment[], box: Box): Label[] {
  const taken: Box[] = [];
  const place = (wish: LabelWish): Label[] => {
    const width = Math.max(...wish.lines.map((line) => textWidth(line, wish.size, wish.bold)));
    const height = wish.lines.length * wish.size * 1.2;
    const options = candidates(wish, width, height, box);
    let best = options[0]!;
    let least = Number.POSITIVE_INFINITY;
    options.forEach((option, order) => {
      const area = option.area;
      let covered = outside(area, box) * 60;
      for (const mark of marks) covered += overlap(area, mark) * 3;
      for (const other of taken) covered += overlap(area, other) * 4;
      let crossed = 0;
      for (const tie of ties) crossed += crosses(area, tie) ? 130 : 0;
      const refused = wish.optional && (covered > 0 || (crossed > 0 && !wish.overTies));
      const cost = refused ? Number.POSITIVE_INFINITY : order * 5 + covered + crossed;
      if (cost < least) [least, best] = [cost, option];
    });
    if (least === Number.POSITIVE_INFINITY) return wish.lines.length > 1 && wish.overTies ? place({ ...wish, lines: wish.lines.slice(0, 1) }) : [];
    taken.push(best.area);
    return [{ ...wish, anchor: best.anchor, tx: best.tx, ty: best.ty }];
  };
  return wishes.flatMap(place);
}

function candidates(wish: LabelWish, width: number, height: number, box: Box) {
  const gap = wish.r + 5;
  const middle = (wish.lines.length - 1) * wish.size * 0.6;
  const make = (anchor: Label['anchor'], dx: number, dy: number) => {
    // A name above or under its mark moves aside rather than leave the sheet.
    const tx = anchor === 'middle' ? Math.min(box.x + box.width - width / 2 - 2, Math.max(box.x + width / 2 + 2, wish.x + dx)) : wish.x + dx;
    const y = wish.y + dy;
    const left = anchor === 'start' ? tx : anchor === 'end' ? tx - width : tx - width / 2;
    return { anchor, tx, ty: y - middle, area: { x: left, y: y - height / 2, width, height } };
  };
  return [
    make('start', gap, 0), make('end', -gap, 0), make('middle', 0, -gap - height / 2), make('middle', 0, gap + height / 2),
    make('start', gap * 0.7, -gap * 0.7 - height / 3), make('start', gap * 0.7, gap * 0.7 + height / 3),
    make('end', -gap * 0.7, -gap * 0.7 - height / 3), make('end', -gap * 0.7, gap * 0.7 + height / 3),
    make('start', gap * 1.2, -gap - height / 2), make('start', gap * 1.2, gap + height / 2), make('end', -gap * 1.2, -gap - height / 2), make('end', -gap * 1.2, gap + height / 2),
  ];
}

function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

function outside(area: Box, box: Box): number {
  return Math.max(0, box.x - area.x) + Math.max(0, area.x + area.width - box.x - box.width) + Math.max(0, box.y - area.y) + Math.max(0, area.y + area.height - box.y - box.height);
}

/** Whether a line runs through a box (Liang and Barsky). */
function crosses(box: Box, [x1, y1, x2, y2]: Segment): boolean {
  let [enter, leave] = [0, 1];
  const sides: [number, number][] = [[x1 - x2, x1 - box.x], [x2 - x1, box.x + box.width - x1], [y1 - y2, y1 - box.y], [y2 - y1, box.y + box.height - y1]];
  for (const [p, q] of sides) {
    if (p === 0 && q < 0) return false;
    if (p === 0) continue;
    if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  return enter <= leave;
}
