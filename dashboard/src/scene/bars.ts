// The bar of a date: one grammar for the strip, the timeline, its list, tables and the key.
// A bar's length is what we do not know, not how long something lasted.

import { mix } from '../palette.ts';
import { dayNumber, type KnownDate } from '../dates.ts';
import { diamond, type Shape } from './shapes.ts';

export type BarForm = 'day' | 'month' | 'span' | 'by' | 'from' | 'unknown';

export interface Bar {
  form: BarForm;
  x0: number;
  x1: number;
  inferred: boolean;
  disputed: boolean;
  unsourced: boolean;
}

/** Days shown of a bar whose one end is open. */
const OPEN = 330;

export function barForm(date: KnownDate): BarForm {
  if (!date.earliest && !date.latest) return 'unknown';
  if (!date.earliest) return 'by';
  if (!date.latest) return 'from';
  if (date.earliest === date.latest) return 'day';
  return dayNumber(date.latest) - dayNumber(date.earliest) <= 30 ? 'month' : 'span';
}

/** `x`: place of a day (its number) on the axis; `edge`: where the axis ends. */
export function barOf(
  fact: { date: KnownDate; inferred: boolean; disputed: boolean; sources: unknown[] },
  x: (day: number) => number,
  edge: [number, number],
  open = OPEN,
): Bar {
  const { date } = fact;
  const form = barForm(date);
  const day = (value: string | null, other: number) => (value ? dayNumber(value) : other);
  const latest = day(date.latest, 0);
  const earliest = day(date.earliest, 0);
  const at: Record<BarForm, [number, number]> = {
    day: [x(earliest), x(earliest)],
    month: [x(earliest), x(latest + 1)],
    span: [x(earliest), x(latest + 1)],
    by: [Math.max(edge[0], Math.min(x(latest - open), x(latest) - 30)), x(latest)],
    from: [x(earliest), Math.min(edge[1], Math.max(x(earliest + open), x(earliest) + 30))],
    unknown: edge,
  };
  const [x0, x1] = at[form];
  // A month on a long axis is thinner than a mark can be: it keeps its middle.
  const thin = (form === 'month' || form === 'span') && x1 - x0 < 10;
  const middle = (x0 + x1) / 2;
  return { form, x0: thin ? middle - 5 : x0, x1: thin ? middle + 5 : x1, inferred: fact.inferred, disputed: fact.disputed, unsourced: fact.sources.length === 0 };
}

/** The marks of a bar centred on `y`; `h` is its full height (6 on the strip, 11 on the timeline). `signed`: with the signs of doubt over it. */
export function drawBar(bar: Bar, y: number, h: number, colour: string, bg: string, signed = true): Shape[] {
  const shapes = drawForm(bar, y, h, colour, bg);
  if (!signed) return shapes;
  const middle = bar.form === 'by' ? bar.x1 : bar.form === 'from' ? bar.x0 : (bar.x0 + bar.x1) / 2;
  if (bar.disputed) shapes.push({ t: 'text', x: middle, y: y - h, text: '≠', size: 13, fill: colour, anchor: 'middle', halo: bg });
  if (bar.unsourced) shapes.push({ t: 'text', x: middle, y: y - h, text: '∅', size: 13, fill: colour, anchor: 'middle', halo: bg });
  return shapes;
}

function drawForm(bar: Bar, y: number, h: number, colour: string, bg: string): Shape[] {
  const { x0, x1, inferred } = bar;
  const pale = inferred ? mix(colour, bg, 0.16) : mix(colour, bg, 0.66);
  const slim = h * 0.62;
  switch (bar.form) {
    case 'day':
      return [{ t: 'poly', points: diamond(x0, y, h * 0.66), closed: true, fill: inferred ? bg : colour, stroke: colour, w: 1.6 }];
    case 'month':
      return [{ t: 'rect', x: x0, y: y - h / 2, width: x1 - x0, height: h, r: h / 2, fill: inferred ? bg : mix(colour, bg, 0.28), stroke: colour, w: 1.6 }];
    case 'span':
      return [{ t: 'rect', x: x0, y: y - h / 2, width: x1 - x0, height: h, r: h / 2, fill: inferred ? bg : mix(colour, bg, 0.28), stroke: colour, w: 1.6, dash: inferred && x1 - x0 >= 24 ? [4, 3] : undefined }];
    case 'by':
      return [
        { t: 'rect', x: x0, y: y - slim / 2, width: x1 - x0, height: slim, fill: { fade: [bg, pale] } },
        { t: 'poly', points: [[x0 + h * 0.3, y - h * 0.36], [x0 - h * 0.06, y], [x0 + h * 0.3, y + h * 0.36]], stroke: colour, w: 1.6 },
        { t: 'line', x1, y1: y - h * 0.62, x2: x1, y2: y + h * 0.62, stroke: colour, w: 2.4 },
      ];
    case 'from':
      return [
        { t: 'rect', x: x0, y: y - slim / 2, width: x1 - x0, height: slim, fill: { fade: [pale, bg] } },
        { t: 'poly', points: [[x1 - h * 0.3, y - h * 0.36], [x1 + h * 0.06, y], [x1 - h * 0.3, y + h * 0.36]], stroke: colour, w: 1.6 },
        { t: 'line', x1: x0, y1: y - h * 0.62, x2: x0, y2: y + h * 0.62, stroke: colour, w: 2.4 },
      ];
    case 'unknown':
      return [{ t: 'line', x1: x0, y1: y, x2: x1, y2: y, stroke: colour, w: 1.6, dash: [1.5, 5] }];
  }
}
