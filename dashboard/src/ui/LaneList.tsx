// The timeline on a phone: the list is the picture, each row with its bar under it.

import { useMemo } from 'preact/hooks';
import { useWords } from '../app.ts';
import { makeAxis } from '../scene/axis.ts';
import type { Shape } from '../scene/shapes.ts';
import type { Lane } from '../scene/timeline.ts';
import { gapTexts } from '../scene/timelinedraw.ts';
import { Changed } from '../record/Changed.tsx';
import { Bar } from './Bar.tsx';
import { Drawing } from './Drawing.tsx';
import { More, useFirst } from './First.tsx';
import { DateText, Say } from './Words.tsx';

interface Props {
  lanes: Lane[];
  known: number[];
  shorten: boolean;
  width: number;
  chosen: string | null;
  onChoose(id: string): void;
}

/** The first `count` rows, by lane. */
function firstOf(lanes: Lane[], count: number): Lane[] {
  let left = count;
  return lanes.flatMap((lane) => {
    const items = lane.items.slice(0, Math.max(0, left));
    left -= items.length;
    return items.length ? [{ ...lane, items }] : [];
  });
}

export function LaneList({ lanes, known, shorten, width, chosen, onChoose }: Props) {
  const { t, colours } = useWords();
  const axis = useMemo(() => makeAxis(known, 12, width - 12, shorten), [known, width, shorten]);
  const items = useMemo(() => lanes.flatMap((lane) => lane.items), [lanes]);
  const rows = useFirst(items);
  const first = useMemo(() => firstOf(lanes, rows.rows.length), [lanes, rows.rows.length]);
  if (width < 50) return null;
  const every = width / axis.ticks.length < 34 ? 2 : 1;
  const ticks: Shape[] = axis.ticks.filter((tick, at) => at % every === 0 && tick.x < width - 14).map((tick) => ({ t: 'text', x: tick.x + 2, y: 10, text: `’${tick.year.slice(2)}`, size: 12, fill: colours.muted }));
  const texts = gapTexts(axis, t.count.gap);
  const gaps = texts.map(({ middle, line, text }): Shape => ({ t: 'text', x: middle, y: 28 + line * 15, text, size: 12, italic: true, fill: colours.muted, anchor: 'middle' }));
  const height = 22 + Math.max(0, ...texts.map(({ line }) => line + 1)) * 16;
  return (
    <div class="lanes">
      <div class="lanesaxis" aria-hidden="true"><Drawing parts={[{ kind: 'axis', id: 'years', shapes: [...ticks, ...gaps] }]} width={width} height={height} /></div>
      {first.map((lane) => (
        <section key={lane.key} aria-label={lane.label}>
          <h2>{lane.label}</h2>
          <ul>
            {lane.items.map((item) => (
              <li key={item.id} data-id={item.id}>
                <button type="button" class="row" aria-pressed={chosen === item.id} onClick={() => onChoose(item.id)}>
                  <span class="what"><Say text={item.fact.what} />{item.certainty === 'possibly' ? <span class="about"> ? {t.sure.possibly}</span> : null}<Changed difference={item.difference} /></span>
                  <span class="about"><DateText date={item.fact.date} inferred={item.fact.inferred} />{item.fact.inferred ? <span class="unseen">, {t.sure.inferred}</span> : null}</span>
                  <Bar fact={item.fact} slot={lane.slot} known={known} shorten={shorten} width={width} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <More of={rows} />
    </div>
  );
}
