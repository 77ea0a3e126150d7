// The strip under the network: every fact's bar, and at the same time the slider of the day.

import { useMemo, useRef } from 'preact/hooks';
import { useApp } from '../app.ts';
import { nextChange, previousChange } from '../certainty.ts';
import { addYears, dayNumber, isoDay } from '../dates.ts';
import { mix, slotColour } from '../palette.ts';
import type { Day, RecordedFact } from '../answers.ts';
import { knownDays, makeAxis } from '../scene/axis.ts';
import { barOf, drawBar, type Bar } from '../scene/bars.ts';
import { textWidth, type Part, type Shape } from '../scene/shapes.ts';
import { Drawing } from './Drawing.tsx';

export interface StripFact {
  id: string;
  fact: RecordedFact;
  slot: number | undefined;
}

interface Props {
  facts: StripFact[];
  points: Day[];
  day: Day;
  words: string;
  width: number;
  /** Every day a drag passes over, and then the one it ends on. */
  onDrag(day: Day, done: boolean): void;
  onStep(day: Day, repeated: boolean): void;
}

const TOP = 34;
const LINE = 8;

export function Strip({ facts, points, day, words, width, onDrag, onStep }: Props) {
  const { t, colours, today } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const { axis, parts, height } = useMemo(() => {
    const made = makeAxis(knownDays(facts.map((each) => each.fact.date)), 24, width - 24, false, dayNumber(today));
    return { axis: made, ...drawStrip(facts, made, width, colours) };
  }, [facts, width, colours, today]);
  const [first, last] = [isoDay(axis.from), isoDay(axis.to)];
  const within = (value: Day) => (value < first ? first : value > last ? last : value);
  const cursor = axis.x(dayNumber(within(day)));
  const bubble = textWidth(words, 13, true) + 22;
  const left = Math.max(bubble / 2 + 2, Math.min(width - bubble / 2 - 2, cursor));

  const dayAt = (event: PointerEvent) => {
    const x = event.clientX - box.current!.getBoundingClientRect().left;
    return within(isoDay(axis.day(Math.max(24, Math.min(width - 24, x)))));
  };
  const key = (event: KeyboardEvent) => {
    const steps: Record<string, Day | null> = {
      ArrowRight: nextChange(points, day), ArrowUp: nextChange(points, day), ArrowLeft: previousChange(points, day), ArrowDown: previousChange(points, day),
      PageUp: within(addYears(day, 1)), PageDown: within(addYears(day, -1)), Home: points[0] ?? first, End: points.at(-1) ?? last,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const to = steps[event.key];
    if (to && to !== day) onStep(to, event.repeat);
  };
  return (
    <div
      class="strip" ref={box} role="slider" tabIndex={0} aria-label={t.strip.label} aria-valuemin={axis.from} aria-valuemax={axis.to} aria-valuenow={dayNumber(within(day))} aria-valuetext={words} data-day={day}
      onKeyDown={key}
      onPointerDown={(event) => {
        if (event.button) return;
        dragging.current = true;
        box.current!.setPointerCapture(event.pointerId);
        onDrag(dayAt(event), false);
      }}
      onPointerMove={(event) => dragging.current && onDrag(dayAt(event), false)}
      onPointerUp={(event) => {
        if (dragging.current) onDrag(dayAt(event), true);
        dragging.current = false;
      }}
      onPointerCancel={() => (dragging.current = false)}
    >
      <Drawing parts={parts} width={width} height={height} />
      <svg class="cursor" width={width} height={height} aria-hidden="true" focusable="false">
        <line x1={cursor} x2={cursor} y1={24} y2={height - 20} stroke={colours.accent} stroke-width={2.4} />
        <rect x={left - bubble / 2} y={2} width={bubble} height={23} rx={11.5} fill={colours.accent} />
        <text x={left} y={14} font-size={13} font-weight={700} fill={colours.bg} text-anchor="middle" dominant-baseline="central">{words}</text>
      </svg>
    </div>
  );
}

function drawStrip(facts: StripFact[], axis: ReturnType<typeof makeAxis>, width: number, colours: ReturnType<typeof useApp>['colours']): { parts: Part[]; height: number } {
  const ends: number[] = [];
  const placed: { id: string; bar: Bar; line: number; colour: string }[] = [];
  const bars = facts.filter(({ fact }) => fact.date.earliest || fact.date.latest).map(({ id, fact, slot }) => ({ id, bar: barOf(fact, axis.x, axis.edge, 400), colour: slot === undefined ? colours.ink : slotColour(colours, slot) }));
  bars.sort((a, b) => a.bar.x0 - b.bar.x0);
  for (const { id, bar, colour } of bars) {
    let line = ends.findIndex((end) => end + 5 < bar.x0);
    if (line < 0) line = ends.length;
    ends[line] = bar.x1 + 3;
    placed.push({ id, bar, line, colour });
  }
  const bottom = TOP + Math.max(5, ends.length) * LINE + 2;
  const every = width / axis.ticks.length < 46 ? 2 : 1;
  const ticks = axis.ticks.map((tick, at): Part => {
    const shapes: Shape[] = [{ t: 'line', x1: tick.x, y1: TOP - 8, x2: tick.x, y2: bottom, stroke: mix(colours.line, colours.bg, 0.6), w: 1 }];
    if (at % every === 0 && tick.x < width - 40) shapes.push({ t: 'text', x: tick.x + 3, y: bottom + 9, text: tick.year, size: 12, fill: colours.muted });
    return { kind: 'axis', id: tick.year, shapes };
  });
  const drawn = placed.map(({ id, bar, line, colour }): Part => ({ kind: 'bar', id, shapes: drawBar(bar, TOP + line * LINE + 3, 7, colour, colours.bg) }));
  return { parts: [...ticks, ...drawn], height: bottom + 20 };
}
