// A small panel for each cluster of which any number is known. One axis of days for all.

import { useMemo } from 'preact/hooks';
import type { ClusterMembership } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { dayNumber } from '../../dates.ts';
import { slotColour, slotsOf } from '../../palette.ts';
import { makeAxis } from '../../scene/axis.ts';
import { classMark, drawGrowth, growthDays } from '../../scene/growth.ts';
import { useTexts } from '../../texts.ts';
import { useWhen } from '../../ui/when.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import { useWidth } from '../../ui/Figure.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Name, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

const HEIGHT = 200;
/** So many panels are drawn at first: those of which most is known. */
const MOST = 12;
const weight = (entry: ClusterMembership) => entry.claims.length + entry.series.length;

/** `entries`: of the whole record; those without any number are named below. */
export function Growth({ entries }: { entries: ClusterMembership[] }) {
  const { t, view, set, colours } = useApp();
  const x = useTexts(texts);
  const name = useNames();
  const [first, last] = useWhen();
  const [attach, width] = useWidth();
  const known = entries.filter((entry) => entry.claims.length || entry.series.length).sort((one, other) => weight(other) - weight(one));
  const shown = view.show === 'all' ? known : known.slice(0, MOST);
  const bare = entries.filter((entry) => !known.includes(entry));
  const slots = useMemo(() => slotsOf(entries.map((entry) => entry.cluster.id), view.c), [entries, view.c.join()]);
  const columns = Math.max(1, Math.min(shown.length, Math.floor(width / 420)));
  const panel = Math.floor((width - (columns - 1) * 24) / columns);
  const axis = useMemo(() => makeAxis(shown.flatMap(growthDays), 40, panel - 16, true), [entries, panel]);
  const day = first && first === last ? dayNumber(first) : null;
  return (
    <section class="growth" aria-labelledby="growth">
      <h2 id="growth">{x.growth}</h2>
      <div ref={attach} class="panels" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {width > 0 ? shown.map((entry) => (
          <figure key={entry.cluster.id} data-cluster={entry.cluster.id} aria-label={x.panel(name(entry.cluster))}>
            <figcaption><strong><RefLink of={entry.cluster}>{name(entry.cluster)}</RefLink></strong> <span class="about"><Name of={entry.cluster} /></span></figcaption>
            <Drawing
              parts={drawGrowth(entry, { axis, width: panel, height: HEIGHT, day: view.asOf ? day : null, gap: t.count.gap, label: (claim) => `${x.comparators[claim.comparator] ?? ''}${claim.count} ${x.classes[claim.class] ?? claim.class}` }, slotColour(colours, slots.get(entry.cluster.id)), colours)}
              width={panel} height={HEIGHT}
            />
          </figure>
        )) : null}
      </div>
      <ul class="legend" aria-label={x.key}>
        {Object.entries(x.classes).filter(([kind]) => shown.some((entry) => entry.claims.some((claim) => claim.class === kind))).map(([kind, label]) => (
          <li key={kind}><Drawing parts={[{ kind: 'mark', id: kind, shapes: classMark(kind, 9, 9, 6, colours.muted, colours.bg) }]} width={18} height={18} /> {label}</li>
        ))}
        <li>{x.band}</li>
        {shown.some((entry) => entry.claims.some((claim) => claim.comparator === 'over' || claim.comparator === 'at-least')) ? <li>{x.up}</li> : null}
        <li>{x.apart}</li>
      </ul>
      {known.length > shown.length ? <p><button type="button" onClick={() => set({ show: 'all' })}>{x.rest(known.length - shown.length)}</button></p> : null}
      {bare.length ? <p class="about">{x.nothing(t.list(bare.map((entry) => name(entry.cluster))))}</p> : null}
    </section>
  );
}
