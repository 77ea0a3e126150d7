// Before anything is chosen: what changes in the picture before and after the day.

import { useApp } from '../app.ts';
import { addDays } from '../dates.ts';
import type { Day, Network } from '../answers.ts';
import { itemsOf } from '../scene/network.ts';
import { Panel } from './Panel.tsx';
import { useNames } from './Words.tsx';

type Change = { text: string; how: 'starts' | 'certain' | 'ends' };

export function AroundPanel({ network, points, day }: { network: Network; points: Day[]; day: Day }) {
  const { t, set, today, day: words } = useApp();
  const name = useNames();
  const before = points.filter((point) => point <= day).slice(-3);
  const after = points.filter((point) => point > day).slice(0, 3);
  const changes = (point: Day): Change[] => itemsOf(network).flatMap((item): Change[] => {
    const { start, end } = item.fact.interval;
    const text = item.kind === 'role' ? item.refs.map(name).join(' – ') : name(item.ref) + (item.kind === 'cluster' && item.announced ? ` (${t.sure.announced})` : '');
    if (start[1] === point) return [{ text, how: 'certain' as const }];
    if (start[0] === point) return [{ text, how: 'starts' as const }];
    if (end?.[0] && addDays(end[0], 1) === point) return [{ text, how: 'ends' as const }];
    return [];
  });
  return (
    <Panel title={t.panel.around}>
      <ul class="around">
        {[...before, ...after].map((point) => (
          <li key={point}>
            <button type="button" class="plain" aria-current={point === day ? 'date' : undefined} onClick={() => set({ asOf: point === today ? null : point })}>{words(point)}</button>
            {group(changes(point)).map(([how, texts]) => <span class="about" key={how}>{t.panel[how]}: {t.list(texts.slice(0, 6))}{texts.length > 6 ? '…' : ''}</span>)}
          </li>
        ))}
      </ul>
      <p class="about">{t.panel.hint}</p>
    </Panel>
  );
}

function group(changes: Change[]): [Change['how'], string[]][] {
  const textsByHow = new Map<Change['how'], string[]>();
  for (const { how, text } of changes) textsByHow.set(how, [...new Set([...(textsByHow.get(how) ?? []), text])]);
  return [...textsByHow];
}
