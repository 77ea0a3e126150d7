// Where does the record speak of this?

import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import type { SearchHit } from '../../answers.ts';
import { useApp, useTitle } from '../../app.ts';
import { fullName } from '../../names.ts';
import { matchedText, searchUrl } from '../../search.ts';
import { useScrollBack } from '../../scroll.ts';
import { useTexts } from '../../texts.ts';
import { AddressNote } from '../../ui/AddressNote.tsx';
import { PageHead } from '../../ui/Figure.tsx';
import { FilterChoice } from '../../ui/Filter.tsx';
import { ProblemNote, Skeleton } from '../../ui/Problem.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register } from '../../ui/Register.tsx';
import { texts } from './texts.ts';

const MOST = 100;

export function Search() {
  const { t, lang, view, set, address } = useApp();
  const own = useTexts(texts);
  const followed = useAnswer<SearchHit[]>(view.q ? searchUrl(view.q, view.knownAt, lang, MOST) : null, false, { pages: 1 });
  const [typed, setTyped] = useState(view.q ?? '');
  useEffect(() => setTyped(view.q ?? ''), [view.q]);
  useTitle(view.q ? `${view.q} · ${t.search.label}` : null);
  const all = view.q ? (followed.answer?.data ?? []) : [];
  const kinds = [...new Set(all.map((hit) => hit.kind))];
  const hits = view.kind.length ? all.filter((hit) => view.kind.includes(hit.kind)) : all;
  useScrollBack(!view.q || !!followed.answer, address);
  const cut = followed.answer?.meta.next;
  const waiting = !!view.q && !followed.problem && (!followed.answer || followed.outdated);
  const answer = !view.q ? own.ask : waiting ? '…' : all.length === 0 ? own.none(view.q) : cut ? own.cut(view.q, all.length) : own.found(view.q, all.length);
  return (
    <>
      <PageHead answer={answer} waiting={waiting} />
      <AddressNote />
      <form class="filter words" onSubmit={(event) => (event.preventDefault(), set({ q: typed.trim() || null, kind: [] }))}>
        <label for="words">{t.search.label}</label>
        <input id="words" type="search" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        <button type="submit">{t.search.go}</button>
      </form>
      <ProblemNote followed={followed} />
      {waiting ? <Skeleton /> : null}
      {view.q && !waiting && all.length === 0 && !followed.problem ? <p class="empty">{own.hint}</p> : null}
      {kinds.length > 1 ? <FilterChoice label={own.kind} field="kind" options={kinds.map((kind) => ({ value: kind, label: t.kinds[kind] ?? kind, count: all.filter((hit) => hit.kind === kind).length }))} /> : null}
      {hits.length ? (
        <Register
          caption={`${own.results} (${hits.length})`} rows={hits} id={(hit) => hit.ref.id}
          columns={[
            { key: 'name', head: own.what, value: (hit) => fullName(hit.ref, lang), cell: (hit) => <><RefLink of={hit.ref} />{hit.ref.abbreviation ? ` (${hit.ref.abbreviation})` : null}</> },
            { key: 'kind', head: own.kind, value: (hit) => t.kinds[hit.kind] ?? hit.kind, cell: (hit) => t.kinds[hit.kind] ?? hit.kind },
            { key: 'matched', head: own.matched, cell: (hit) => <>{own.in[hit.matched.field] ?? hit.matched.field}{matchedText(hit, lang) ? <>: <q>{matchedText(hit, lang)}</q></> : null}</> },
            { key: 'sources', head: own.sources, cell: (hit) => <FactLink event={hit.event} label={`${t.count.sources(hit.sources.length)}: ${fullName(hit.ref, lang)}`}>{hit.sources.length || '∅ 0'}</FactLink> },
          ]}
        />
      ) : null}
    </>
  );
}
