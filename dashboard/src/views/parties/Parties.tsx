// Who is in the record?

import type { PartyEntry } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { schemeName } from '../../facts/identifiers.tsx';
import { fullName } from '../../names.ts';
import { carried, writeAddress } from '../../state.ts';
import { useTexts } from '../../texts.ts';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

const KINDS = ['city', 'region', 'organisation', 'unit'];

export function Parties() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<PartyEntry[]>('/v1/parties', { limit: '500' });
  const rows = followed.answer?.data ?? null;
  const shown = (rows ?? []).filter((row) => (!view.kind.length || view.kind.includes(row.ref.kind)) && hasWords([row.ref.abbreviation ?? '', ...Object.values(row.ref.names)], view.q));
  const count = (of: PartyEntry[], kind: string) => of.filter((row) => row.ref.kind === kind).length;
  const filters = [...view.kind.map((each) => t.kinds[each] ?? each), ...(view.q ? [view.q] : [])];
  const columns: Column<PartyEntry>[] = [
    { key: 'name', head: x.party, value: (row) => fullName(row.ref, lang), cell: (row) => <><RefLink of={row.ref} />{row.ref.abbreviation ? <span class="about">{row.ref.abbreviation}</span> : null}</> },
    { key: 'kind', head: x.kind, value: (row) => t.kinds[row.ref.kind] ?? row.ref.kind, cell: (row) => <>{t.kinds[row.ref.kind] ?? row.ref.kind}</> },
    { key: 'of', head: x.of, value: (row) => (row.part_of ? fullName(row.part_of, lang) : null), cell: (row) => (row.part_of ? <RefLink of={row.part_of} /> : null) },
    { key: 'numbers', head: x.numbers, cell: (row) => <ul>{row.identifiers.map((each) => <li key={each.event}><FactLink event={each.event}>{schemeName(each.scheme, lang)} {each.value}</FactLink></li>)}</ul> },
    { key: 'did', head: x.did, cell: (row) => <a href={writeAddress(lang, 'my-city', { ...carried(view, 'my-city'), sel: row.ref.id })} aria-label={`${x.did}: ${fullName(row.ref, lang)}`}>{x.see}</a> },
  ];
  return (
    <Question
      timeless followed={followed}
      answer={rows && (shown.length ? x.sentence(shown.length, t.list(KINDS.filter((kind) => count(shown, kind)).map((kind) => x.counts[kind]!(count(shown, kind))))) : x.none)}
      controls={(
        <>
          <FilterChoice label={x.kind} field="kind" options={KINDS.map((kind) => ({ value: kind, label: t.kinds[kind] ?? kind, count: count(rows ?? [], kind) }))} />
          <FilterWords label={x.find} />
        </>
      )}
    >
      {shown.length ? <Register caption={x.caption(shown.length)} columns={columns} rows={shown} id={(row) => row.ref.id} /> : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ kind: [], q: null })} />}
    </Question>
  );
}
