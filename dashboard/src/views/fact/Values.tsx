// Values of one fact that differ by source: each with who gives it, its rank, and who ranked it.

import type { FactWithHistory, RivalValue } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { Value, type Named } from '../../facts/Fields.tsx';
import { giverOf } from '../../facts/rivals.ts';
import { texts as factTexts } from '../../facts/texts.ts';
import { useTexts } from '../../texts.ts';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { Tag } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

export function Values({ fact, named }: { fact: FactWithHistory; named: Named }) {
  const { lang } = useWords();
  const own = useTexts(texts);
  const words = useTexts(factTexts);
  if (!fact.values.length) return null;
  const columns: Column<RivalValue>[] = [
    { key: 'field', head: own.field, value: (row) => words.fields[row.field] ?? row.field, cell: (row) => <>{words.fields[row.field] ?? row.field}</> },
    { key: 'given', head: own.given, cell: (row) => <><Value value={row.value} named={named} /> {row.decides ? <Tag sign="✓">{own.decides}</Tag> : null}</> },
    { key: 'gives', head: own.gives, cell: (row) => (row.event === fact.event ? <>{own.own}</> : <FactLink event={row.event}>{giverOf(row, lang)}</FactLink>) },
    { key: 'sources', head: own.sources, cell: (row) => <Sources of={[row]} about={words.fields[row.field] ?? row.field} /> },
    { key: 'rank', head: own.rank, value: (row) => own.ranks[row.rank] ?? row.rank, cell: (row) => <>{own.ranks[row.rank] ?? row.rank}</> },
    { key: 'ranked', head: own.ranked, cell: (row) => (row.ranking ? <>{row.ranking.by ? <RefLink of={row.ranking.by} /> : own.desk}{row.ranking.reason ? <span class="about"><bdi>{row.ranking.reason}</bdi></span> : null}</> : <>{own.nobody}</>) },
  ];
  return (
    <section aria-labelledby="values">
      <h2 id="values">{own.values}</h2>
      <p class="about">{own.valuesNote}</p>
      <Register caption={own.values} columns={columns} rows={fact.values} id={(row) => `${row.event} ${row.field}`} />
      <p><a href={`/${lang}/record/ranking?sel=${fact.event}`}>{own.rankIt}</a></p>
    </section>
  );
}
