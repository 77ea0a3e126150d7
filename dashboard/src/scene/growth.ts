// Members of one cluster over time: those known by name as a band from certain to possible, and every number that was
// stated, at its date. A number belongs to its class: no line joins two of them.

import type { Claim, ClusterMembership } from '../answers.ts';
import { dayNumber } from '../dates.ts';
import { mix, type Colours } from '../palette.ts';
import type { Axis } from './axis.ts';
import { barOf } from './bars.ts';
import { type Part, type Shape, triangle, zigzag } from './shapes.ts';

export type ClaimClass = 'all' | 'supporting' | 'founders' | 'partners';

const TOP = 26;
const BOTTOM = 24;

/** Everything a panel's days span. */
export function growthDays(entry: ClusterMembership): number[] {
  const claimed = entry.claims.flatMap((claim) => [claim.as_of.earliest, claim.as_of.latest]);
  return [...claimed, ...entry.series.map((step) => step.day)].filter((day): day is string => !!day).map(dayNumber);
}

/** The highest number of a panel, rounded up so that the scale has round steps. */
export function ceiling(entry: ClusterMembership): number {
  const most = Math.max(4, ...entry.claims.map((claim) => claim.count), ...entry.series.map((step) => step.possible));
  const step = 10 ** Math.floor(Math.log10(most));
  const unit = most / step <= 2 ? step / 5 : most / step <= 5 ? step / 2 : step;
  return Math.ceil((most * 1.05) / unit) * unit;
}

/** A mark of a class; the key draws the same. */
export function classMark(kind: string, x: number, y: number, r: number, colour: string, bg: string): Shape[] {
  switch (kind) {
    case 'founders':
      return [{ t: 'poly', points: triangle(x, y, r), closed: true, fill: colour, stroke: bg, w: 1 }];
    case 'partners':
      return [{ t: 'rect', x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8, fill: colour, stroke: bg, w: 1 }];
    case 'supporting':
      return [
        { t: 'circle', x, y, r, fill: bg, stroke: colour, w: 1.6 },
        { t: 'poly', closed: true, fill: colour, points: Array.from({ length: 13 }, (_, at): [number, number] => [x + r * Math.sin((at / 12) * Math.PI), y - r * Math.cos((at / 12) * Math.PI)]) },
      ];
    default:
      return [{ t: 'circle', x, y, r, fill: colour, stroke: bg, w: 1 }];
  }
}

export interface GrowthBox {
  axis: Axis;
  width: number;
  height: number;
  /** What is written at a claim: its number and class. */
  label(claim: Claim): string;
  /** What is written over a stretch of years without facts. */
  gap(years: number): string;
  /** The day that the page shows, as a number; null when it shows more than one. */
  day: number | null;
}

export function drawGrowth(entry: ClusterMembership, box: GrowthBox, colour: string, colours: Colours): Part[] {
  const { axis, width, height } = box;
  const top = ceiling(entry);
  const y = (count: number) => height - BOTTOM - (count / top) * (height - TOP - BOTTOM);
  const [left, right] = axis.edge;
  const grid = [0, top / 2, top].filter(Number.isInteger).flatMap((count): Shape[] => [
    { t: 'line', x1: left, y1: y(count), x2: right, y2: y(count), stroke: count ? mix(colours.line, colours.bg, 0.6) : colours.muted, w: 1 },
    { t: 'text', x: left - 6, y: y(count), text: String(count), size: 12, fill: colours.muted, anchor: 'end' },
  ]);
  const every = Math.max(1, Math.ceil((axis.ticks.length * 34) / (right - left)));
  const years = axis.ticks.filter((tick, at) => at % every === 0 && tick.x <= right).flatMap((tick): Shape[] => [
    { t: 'line', x1: tick.x, y1: y(0), x2: tick.x, y2: y(0) + 4, stroke: colours.muted, w: 1 },
    { t: 'text', x: Math.min(tick.x, width - 14), y: height - 9, text: `’${tick.year.slice(2)}`, size: 12, fill: colours.muted, anchor: 'middle' },
  ]);
  const now: Shape[] = box.day !== null && box.day >= axis.from && box.day <= axis.to ? [{ t: 'line', x1: axis.x(box.day), y1: TOP - 8, x2: axis.x(box.day), y2: y(0), stroke: colours.accent, w: 1.4, dash: [2, 3] }] : [];
  const gaps = axis.gaps.flatMap((gap): Shape[] => [zigzag(gap.x, TOP - 6, y(0), colours.muted), { t: 'text', x: Math.min(right - 44, Math.max(left + 44, gap.x)), y: 8, text: box.gap(gap.years), size: 12, italic: true, fill: colours.muted, anchor: 'middle' }]);
  const parts: Part[] = [{ kind: 'axis', id: 'scale', shapes: [...grid, ...years, ...gaps, ...now] }];
  const band = bandOf(entry, axis, y, colour, colours.bg);
  if (band.length) parts.push({ kind: 'lane', id: entry.cluster.id, shapes: band });
  const taken: [number, number, number][] = [];
  for (const claim of [...entry.claims].sort((a, b) => b.count - a.count)) {
    const fact = { ...claim, date: claim.as_of };
    const bar = barOf(fact, axis.x, axis.edge);
    const at = y(claim.count);
    const shapes: Shape[] = [];
    if (bar.x1 - bar.x0 > 10) shapes.push({ t: 'line', x1: bar.x0, y1: at, x2: bar.x1, y2: at, stroke: mix(colour, colours.bg, 0.6), w: 4, dash: bar.form === 'span' || bar.form === 'month' ? undefined : [5, 4] });
    const middle = bar.form === 'by' ? bar.x1 : bar.form === 'from' ? bar.x0 : (bar.x0 + bar.x1) / 2;
    shapes.push(...classMark(claim.class, middle, at, 6, colour, colours.bg));
    if (claim.comparator === 'over' || claim.comparator === 'at-least') shapes.push({ t: 'line', x1: middle, y1: at - 8, x2: middle, y2: at - 18, stroke: colour, w: 1.8 }, { t: 'poly', points: [[middle - 4, at - 14], [middle, at - 19], [middle + 4, at - 14]], stroke: colour, w: 1.8 });
    const text = box.label(claim);
    const before = middle > (left + right) / 2;
    const x = before ? middle - 11 : middle + 11;
    const line = free(taken, middle, bar.x1 - bar.x0 > 10 ? at - 13 : at - 1);
    taken.push([middle, line, at]);
    shapes.push({ t: 'text', x, y: line, text, size: 13, fill: colours.ink, anchor: before ? 'end' : 'start', halo: colours.bg });
    if (claim.disputed) shapes.push({ t: 'text', x: middle, y: at + 14, text: '≠', size: 13, fill: colour, anchor: 'middle', halo: colours.bg });
    if (!claim.sources.length) shapes.push({ t: 'text', x: middle, y: at + 14, text: '∅', size: 13, fill: colour, anchor: 'middle', halo: colours.bg });
    parts.push({ kind: 'mark', id: claim.event, shapes });
  }
  return parts;
}

/** A line for a label, under those that are in its way. */
function free(taken: [number, number, number][], x: number, y: number): number {
  let line = y;
  while (taken.some(([otherX, other]) => Math.abs(otherX - x) < 260 && Math.abs(other - line) < 15)) line += 15;
  return line;
}

/** The members known by name: filled up to the certain number, hatched by a paler tone up to the possible one. */
function bandOf(entry: ClusterMembership, axis: Axis, y: (count: number) => number, colour: string, bg: string): Shape[] {
  if (!entry.series.some((step) => step.possible > 0)) return [];
  const steps = entry.series.map((step) => ({ x: step.day === null ? axis.edge[0] : axis.x(dayNumber(step.day)), ...step }));
  const outline = (count: (step: { certain: number; possible: number }) => number): [number, number][] => {
    const points: [number, number][] = [];
    let level = 0;
    for (const step of steps) {
      points.push([step.x, y(level)], [step.x, y(count(step))]);
      level = count(step);
    }
    points.push([axis.edge[1], y(level)]);
    return points;
  };
  const ground = (points: [number, number][]): [number, number][] => [...points, [axis.edge[1], y(0)], [steps[0]!.x, y(0)]];
  const [certain, possible] = [outline((step) => step.certain), outline((step) => step.possible)];
  return [
    { t: 'poly', points: ground(possible), closed: true, fill: mix(colour, bg, 0.16) },
    { t: 'poly', points: ground(certain), closed: true, fill: mix(colour, bg, 0.4) },
    { t: 'poly', points: possible, stroke: colour, w: 1.4, dash: [4, 3] },
    { t: 'poly', points: certain, stroke: colour, w: 2 },
  ];
}
