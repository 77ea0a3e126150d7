// The days from a visit to what followed it, from the fewest to the most that the dates allow.

import type { LagDays } from '../answers.ts';
import type { Colours } from '../palette.ts';
import { drawBar, type Bar } from './bars.ts';
import { diamond, triangle, type Part, type Shape } from './shapes.ts';

export interface Lag {
  id: string;
  days: LagDays;
  /** A source says that the one came of the other; else only dates and parties say so. */
  recorded: boolean;
}

const LEFT = 14;
const RIGHT = 26;

/** The last day of a scale that holds these lags, a round number. */
export function lagScale(lags: LagDays[]): number {
  const most = Math.max(30, ...lags.flatMap(({ min, max }) => [min === null ? 0 : max === null ? min * 1.5 : min, max ?? 0]));
  const step = [30, 60, 90, 180, 365, 730, 1825, 3650].find((each) => most <= each * 4) ?? 3650;
  return Math.ceil(most / step) * step;
}

/** `scale`: the last day of the scale, common to all rows of a page. */
export function drawLag(lag: Lag, scale: number, width: number, height: number, colours: Colours): Part[] {
  const { min, max } = lag.days;
  const x = (day: number) => LEFT + (Math.max(0, Math.min(day, scale)) / scale) * (width - LEFT - RIGHT);
  const middle = height / 2;
  const bar: Bar = { ...formOf(lag.days, x, [LEFT, width - RIGHT]), inferred: !lag.recorded, disputed: false, unsourced: false };
  const start = min === null ? null : x(min);
  const way: Shape[] = start === null || start - LEFT < 8 ? [] : [{ t: 'line', x1: LEFT + 7, y1: middle, x2: start - (bar.form === 'day' ? 7 : 0), y2: middle, stroke: colours.muted, w: 1.6, dash: lag.recorded ? undefined : [1.5, 4] }];
  const end = bar.form === 'day' ? [] : [{ t: 'poly', points: diamond(Math.min(width - 9, bar.x1 + 13), middle, 6), closed: true, fill: lag.recorded ? colours.ink : colours.bg, stroke: colours.ink, w: 1.6 } satisfies Shape];
  return [
    { kind: 'axis', id: 'visit', shapes: [{ t: 'line', x1: LEFT, y1: middle + 10, x2: width - RIGHT, y2: middle + 10, stroke: colours.line, w: 1 }, ...way, { t: 'poly', points: triangle(LEFT, middle, 6), closed: true, fill: colours.ink }] },
    { kind: 'bar', id: lag.id, shapes: [...(max !== null && max < 0 ? [] : drawBar(bar, middle, 11, colours.ink, colours.bg)), ...end] },
  ];
}

function formOf({ min, max }: LagDays, x: (day: number) => number, edge: [number, number]): Pick<Bar, 'form' | 'x0' | 'x1'> {
  if (min === null && max === null) return { form: 'unknown', x0: edge[0] + 8, x1: edge[1] - 8 };
  if (max === null) return { form: 'from', x0: x(min!), x1: Math.min(edge[1], Math.max(x(min! * 1.5), x(min!) + 40)) };
  if (min === null) return { form: 'by', x0: edge[0] + 8, x1: x(max) };
  return min === max ? { form: 'day', x0: x(min), x1: x(min) } : { form: 'span', x0: x(min), x1: Math.max(x(max), x(min) + 9) };
}
