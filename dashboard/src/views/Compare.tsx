// What links these clusters?

import { useMemo } from 'preact/hooks';
import { useAnswer } from '../answer.ts';
import { useApp, useMedia } from '../app.ts';
import { useToPanel } from '../focus.ts';
import { changePoints } from '../certainty.ts';
import { naming } from '../names.ts';
import type { Matrix, MatrixCell, Reference } from '../answers.ts';
import { asRow, cellOf, changesByPair, isOwn, ownFacts, pairFacts } from '../pairs.ts';
import { addressAt, Differences, useComparison } from '../record/comparison.ts';
import { useShowAnswer } from '../shown.ts';
import { useScrollBack } from '../scroll.ts';
import { AddressNote } from '../ui/AddressNote.tsx';
import { ClockBar } from '../ui/ClockBar.tsx';
import { useWhen, useWhenWords } from '../ui/when.ts';
import { ClusterChoice } from '../ui/ClusterChoice.tsx';
import { Position } from '../record/record.ts';
import { PageHead } from '../ui/Figure.tsx';
import { LaterRecord, LiveNote } from '../ui/LiveNote.tsx';
import { MatrixRow, MatrixTable } from '../ui/MatrixTable.tsx';
import { cellWords, PairPanel } from '../ui/PairPanel.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Printed } from '../ui/Printed.tsx';
import { ProblemNote, Skeleton } from '../ui/Problem.tsx';
import { NamesContext } from '../ui/Words.tsx';

const MOST = 12;

export function Compare() {
  const app = useApp();
  const { t, lang, view, set } = app;
  const when = useWhen();
  const words = useWhenWords(when);
  const small = useMedia('(max-width: 899.9px)');
  const [focus, toPanel] = useToPanel();
  const known = view.knownAt ? `&known_at=${encodeURIComponent(view.knownAt)}` : '';
  const all = useAnswer<{ ref: Reference }[]>(`/v1/clusters?as_of=../..${known}`, false);
  const slugs = view.c.length ? view.c : (all.answer?.data ?? []).slice(0, MOST).map((each) => each.ref.id.replace(/^cluster-/, ''));
  const list = slugs.map(encodeURIComponent).join(',');
  const follow = view.sel === null && view.asOf === null && view.knownAt === null;
  const day = view.asOf ?? app.today;
  const followed = useAnswer<Matrix>(slugs.length > 1 ? `/v1/matrix?clusters=${list}&as_of=${day}${known}` : null, follow);
  // The record of any time gives the days on which the answer changes.
  const anyTime = useAnswer<Matrix>(slugs.length > 1 ? `/v1/matrix?clusters=${list}&as_of=../..${known}` : null, follow);
  const matrix = followed.answer?.data ?? null;
  const points = useMemo(() => changePoints((anyTime.answer?.data.cells ?? []).flatMap(intervals)), [anyTime.answer]);
  const comparison = useComparison<Matrix, ReturnType<typeof asRow>>({ address: (record) => addressAt(followed.url, record), answer: followed.answer, rows: (data) => [...pairFacts(data), ...ownFacts(data)].map(asRow), id: ({ pairFact }) => pairFact });
  const differences = comparison.marked ? comparison.differences : null;
  const others = useMemo(() => (differences && comparison.other ? pairFacts(comparison.other.data as Matrix).filter(({ id }) => comparison.others.some(({ pairFact }) => pairFact === id)) : []), [comparison.other, comparison.others, differences]);
  const changes = useMemo(() => changesByPair([...(matrix ? [...pairFacts(matrix), ...ownFacts(matrix)] : []), ...others], differences), [matrix, others, differences]);
  // A cluster's own counts are no facts.
  const differing = comparison.differences && [...comparison.differences.keys()].filter((id) => !isOwn(id)).length;
  useShowAnswer(followed, matrix, differing);
  useScrollBack(!!matrix, app.address);

  const refs = matrix?.clusters.map((each) => each.ref) ?? [];
  const name = useMemo(() => naming([...refs, ...(all.answer?.data ?? []).map((each) => each.ref)], lang), [matrix, all.answer, lang]);
  const pair = chosenPair(view.sel, refs);
  const cell = pair && cellOf(matrix, pair[0].id, pair[1].id);
  const choose = (a: string, b: string) => {
    const sel = a === b ? a : `${a},${b}`;
    if (sel !== view.sel) set({ sel });
    toPanel();
  };
  const pairs = (refs.length * (refs.length - 1)) / 2;
  const few = slugs.length < 2 && all.answer !== null;
  const answer = few ? t.empty.compare : !matrix ? '…' : pair ? t.answer.pair(name(pair[0]), name(pair[1]), cellWords(cell ?? null, t)) : t.answer.compare(refs.length, matrix.cells.filter(somehow).length, pairs);
  const problem = [followed, all, comparison.marked ? comparison.followed : null].find((each) => each?.problem) ?? followed;
  return (
    <NamesContext.Provider value={name}>
    <Differences.Provider value={differences}>
    <Position.Provider value={followed.answer?.meta.position ?? null}>
      <PageHead answer={<>{matrix && !few && view.asOf ? `${words}: ` : ''}{answer}</>} />
      <ClockBar points={points} when={when} />
      <AddressNote clusters={all.answer && all.answer.data.map((each) => each.ref)} chosenKnown={view.sel && matrix ? view.sel.split(',').every((id) => refs.some((ref) => ref.id === id)) : null} />
      <LaterRecord answer={followed.answer} />
      <LiveNote followed={followed} />
      <ProblemNote followed={problem} />
      {all.answer ? <ClusterChoice all={all.answer.data.map((each) => each.ref)} chosen={slugs} change={(c) => set({ c, sel: null })} /> : null}
      {!few && !matrix && !problem.problem ? <Skeleton /> : null}
      {matrix && slugs.length > 1 ? (
        <div class="stage wide">
          <figure aria-labelledby="answer">
            {small ? <MatrixRow matrix={matrix} changes={changes} chosen={view.sel} onChoose={choose} onRow={(id) => set({ sel: id })} /> : <MatrixTable matrix={matrix} changes={changes} chosen={pair ? [pair[0].id, pair[1].id] : null} onChoose={choose} />}
          </figure>
          {pair ? <PairPanel pair={pair} cell={cell ?? null} others={others} focus={focus} onClose={() => set({ sel: small ? pair[0].id : null })} /> : <Panel title={t.panel.common}><p>{t.panel.cellHint}</p><p class="about">{t.home.gapNote}</p></Panel>}
        </div>
      ) : null}
      {matrix ? <Printed facts={() => matrix.cells.flatMap((cell) => [...cell.agreements, ...cell.visits, ...cell.members, ...cell.specialisations, ...(cell.initiators ?? [])])} /> : null}
    </Position.Provider>
    </Differences.Provider>
    </NamesContext.Provider>
  );
}

function somehow(cell: MatrixCell): boolean {
  return [cell.agreements, cell.visits, cell.members, cell.specialisations, cell.initiators ?? []].some((list) => list.length > 0);
}

function chosenPair(sel: string | null, refs: Reference[]): [Reference, Reference] | null {
  const pair = (sel ?? '').split(',').map((id) => refs.find((ref) => ref.id === id));
  return pair.length === 2 && pair[0] && pair[1] ? [pair[0], pair[1]] : null;
}

function intervals(cell: MatrixCell) {
  return [...cell.agreements, ...cell.visits, ...cell.members, ...cell.specialisations, ...(cell.initiators ?? [])].flatMap((fact) => (fact.interval ? [fact.interval] : []));
}
