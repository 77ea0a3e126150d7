// The timeline once more as a table, with the same bars.

import { useMemo, useRef } from 'preact/hooks';
import { useWords } from '../app.ts';
import type { Lane, TimelineItem } from '../scene/timeline.ts';
import { Changed } from '../record/Changed.tsx';
import { Table } from '../table/Table.tsx';
import type { RowProps } from '../table/line.ts';
import { Bar } from './Bar.tsx';
import { SourceCount } from './SourceCount.tsx';
import { CertaintyWords, DateText, Say, sourcesOf } from './Words.tsx';

interface Row {
  lane: Lane;
  item: TimelineItem;
}

export function FactTable({ lanes, known, chosen, onChoose }: { lanes: Lane[]; known: number[]; chosen: string | null; onChoose(id: string): void }) {
  const { t, date } = useWords();
  // A lane that is the same has the same rows.
  const made = useMemo(() => new WeakMap<Lane, Row[]>(), []);
  const rows = useMemo(() => lanes.flatMap((lane) => made.get(lane) ?? made.set(lane, lane.items.map((item) => ({ lane, item }))).get(lane)!), [lanes]);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const line = useMemo(() => ({ lane, item }: Row, more: RowProps) => (
    <tr key={item.id} {...more} data-id={item.id}>
      <td data-label={t.table.who}>{lane.label}</td>
      <th scope="row" data-label={t.table.what}><Say text={item.fact.what} /><Changed difference={item.difference} /></th>
      <td data-label={t.table.when}><DateText date={item.fact.date} inferred={item.fact.inferred} /></td>
      <td data-label={t.table.bar} class="bar"><Bar fact={item.fact} slot={lane.slot} known={known} shorten width={220} height={20} /></td>
      <td data-label={t.table.sure}><CertaintyWords fact={item.fact} certainty={item.certainty} /></td>
      <td data-label={t.table.sources}><SourceCount count={sourcesOf([item.fact]).length} what={item.text} choose={() => choose.current(item.id)} /></td>
    </tr>
  ), [t, known]);
  return (
    <section class="tables" aria-labelledby="same">
      <h2 id="same">{t.table.title}</h2>
      <Table
        class="facts" id="facts" caption={t.table.facts(rows.length)} columns={6} rows={rows} rowId={({ item }) => item.id} words={({ lane, item }) => `${lane.label} ${item.text} ${date(item.fact.date)}`}
        head={<tr><th scope="col">{t.table.who}</th><th scope="col">{t.table.what}</th><th scope="col">{t.table.when}</th><th scope="col">{t.table.bar}</th><th scope="col">{t.table.sure}</th><th scope="col">{t.table.sources}</th></tr>}
        current={({ item }) => chosen === item.id} line={line}
      />
    </section>
  );
}
