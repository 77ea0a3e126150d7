// Before anything is chosen: what changes in the picture before and after the day.

import { useApp } from '../app.ts';
import { stretch } from '../certainty.ts';
import { addDays } from '../dates.ts';
import type { Day, Network } from '../answers.ts';
import { isTie, itemsOf, type Item, type Undated } from '../scene/network.ts';
import { Panel } from './Panel.tsx';
import { useNames } from './Words.tsx';

type Change = { item: Undated<Item>; how: 'starts' | 'certain' | 'ends' };

export function AroundPanel({ network, points, day }: { network: Network; points: Day[]; day: Day }) {
  const { t, set, today, day: words } = useApp();
  const name = useNames();
  const next = stretch(points, day);
  const around = points.slice(Math.max(0, next - 3), next + 3);
  const changes = changesOf(network);
  const text = (item: Undated<Item>) => (isTie(item) ? item.refs.map(name).join(' – ') : name(item.ref) + (item.kind === 'cluster' && item.announced ? ` (${t.sure.announced})` : ''));
  return (
    <Panel title={t.panel.around}>
      <ul class="around">
        {around.map((point) => (
          <li key={point}>
            <button type="button" class="plain" aria-current={point === day ? 'date' : undefined} onClick={() => set({ asOf: point === today ? null : point })}>{words(point)}</button>
            {group(changes.get(point) ?? [], text).map(([how, texts]) => <span class="about" key={how}>{t.panel[how]}: {t.list(texts.slice(0, 6))}{texts.length > 6 ? '…' : ''}</span>)}
          </li>
        ))}
      </ul>
      <p class="about">{t.panel.hint}</p>
    </Panel>
  );
}

/** Of the complete record, once: each step of the day shows other days of it, and the panel comes and goes. */
function changesOf(network: Network): Map<Day, Change[]> {
  const known = CHANGES.get(network);
  if (known) return known;
  const byDay = new Map<Day, Change[]>();
  for (const item of itemsOf(network)) {
    const { start, end } = item.fact.interval;
    const days: [Day | null | undefined, Change['how']][] = [[start[1], 'certain'], [start[0], 'starts'], [end?.[0] && addDays(end[0], 1), 'ends']];
    const seen = new Set<Day>();
    for (const [changed, how] of days) {
      if (!changed || seen.has(changed)) continue;
      seen.add(changed);
      byDay.set(changed, byDay.get(changed) ?? []);
      byDay.get(changed)!.push({ item, how });
    }
  }
  CHANGES.set(network, byDay);
  return byDay;
}

const CHANGES = new WeakMap<Network, Map<Day, Change[]>>();

function group(changes: Change[], text: (item: Undated<Item>) => string): [Change['how'], string[]][] {
  const texts = new Map<Change['how'], Set<string>>();
  for (const { how, item } of changes) texts.set(how, (texts.get(how) ?? new Set()).add(text(item)));
  return [...texts].map(([how, all]) => [how, [...all]]);
}
