import { useMemo } from 'preact/hooks';
import { useWords } from '../app.ts';
import { mix, slotColour } from '../palette.ts';
import { makeAxis, type Axis } from '../scene/axis.ts';
import { barOf, drawBar } from '../scene/bars.ts';
import type { RecordedFact } from '../answers.ts';
import { zigzag, type Part, type Shape } from '../scene/shapes.ts';
import { Drawing } from './Drawing.tsx';

interface Props {
  fact: RecordedFact;
  slot: number | undefined;
  known: number[];
  shorten: boolean;
  width: number;
  height?: number;
}

const axes = new WeakMap<number[], Map<string, Axis>>();

/** One axis for all rows of a list. */
function axisOf(known: number[], width: number, shorten: boolean): Axis {
  const key = `${width} ${shorten}`;
  const byKey = axes.get(known) ?? new Map<string, Axis>();
  const axis = byKey.get(key) ?? makeAxis(known, 12, width - 12, shorten);
  axes.set(known, byKey.set(key, axis));
  return axis;
}

/** One fact's bar on the common axis, in a list or a table. */
export function Bar({ fact, slot, known, shorten, width, height = 24 }: Props) {
  const { colours } = useWords();
  const parts = useMemo((): Part[] => {
    const axis = axisOf(known, width, shorten);
    const lines = axis.ticks.map((tick): Shape => ({ t: 'line', x1: tick.x, y1: 0, x2: tick.x, y2: height, stroke: mix(colours.line, colours.bg, 0.6), w: 1 }));
    const gaps = axis.gaps.map((gap) => zigzag(gap.x, 1, height, colours.muted, height / 4.2));
    return [
      { kind: 'axis', id: 'years', shapes: [...lines, ...gaps] },
      { kind: 'bar', id: fact.event, shapes: drawBar(barOf(fact, axis.x, axis.edge, 400), height / 2, 10, slotColour(colours, slot), colours.bg) },
    ];
  }, [fact, slot, known, shorten, width, height, colours]);
  return <Drawing parts={parts} width={width} height={height} />;
}
