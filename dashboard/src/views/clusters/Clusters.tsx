// How many members, and how sure are we?

import type { ClusterEntry, ClusterMembership, Coverage } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { clusterWords } from '../../facts/clusters.ts';
import { helps, ledTogether } from '../../facts/leading.ts';
import { fullName, shortName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { CertaintyWords, DateText, Name, Tag } from '../../ui/Words.tsx';
import { Growth } from './Growth.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

interface Row {
  view: ClusterEntry;
  membership: ClusterMembership | null;
}

const slug = (id: string) => id.replace(/^cluster-/, '');

export function Clusters() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<ClusterEntry[]>('/v1/clusters', { limit: '500' });
  const members = useQuestion<ClusterMembership[]>('/v1/membership', { limit: '200' });
  const ever = useQuestion<ClusterMembership[]>('/v1/membership', { limit: '200' }, true);
  const byCluster = new Map((members.answer?.data ?? []).map((entry) => [entry.cluster.id, entry]));
  const fits = (ref: ClusterEntry['ref']) => (!view.c.length || view.c.includes(slug(ref.id))) && hasWords([ref.abbreviation ?? '', fullName(ref, lang)], view.q);
  const ready = followed.answer && members.answer && ever.answer;
  const rows = (followed.answer?.data ?? []).filter((each) => fits(each.ref)).map((each): Row => ({ view: each, membership: byCluster.get(each.ref.id) ?? null }));
  const entries = (ever.answer?.data ?? []).filter((entry) => rows.some((row) => row.view.ref.id === entry.cluster.id));
  const filters = [...view.c.map((each) => each.toUpperCase()), ...(view.q ? [view.q] : [])];
  const facts = rows.flatMap((row) => [row.view, ...(row.membership?.members ?? []), ...(row.membership?.claims ?? [])]);
  return (
    <Question
      answer={ready ? clusterSentence(rows, x, lang) : null} followed={followed} also={members} shown={facts}
      intervals={(ever.answer?.data ?? []).flatMap((entry) => [...entry.members, ...entry.claims].map((fact) => fact.interval))}
      controls={<><FilterWords label={x.find} />{view.c.length ? <button type="button" onClick={() => set({ c: [] })}>{x.all}</button> : null}</>}
    >
      {rows.length ? (
        <>
          <Growth entries={entries} />
          <ClusterRows rows={rows} />
        </>
      ) : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ c: [], q: null })} />}
    </Question>
  );
}

function clusterSentence(rows: Row[], x: (typeof texts)['pl'], lang: 'pl' | 'en'): string {
  const [only] = rows;
  if (!only) return x.none;
  if (rows.length === 1) {
    const coverage = closest(only.membership?.coverage ?? []);
    return coverage ? x.one(coverage.known, coverage.claimed, coverage.class, shortName(only.view.ref, lang)) : x.alone(fullName(only.view.ref, lang));
  }
  const stated = rows.filter((row) => row.membership?.claims.length).length;
  return x.sentence(rows.length, stated, rows.reduce((sum, row) => sum + (row.membership?.roster.yes ?? 0), 0));
}

/** The number of which we know the largest part. */
function closest(coverage: Coverage[]): Coverage | null {
  return coverage.reduce<Coverage | null>((best, each) => (!best || each.known / each.claimed > best.known / best.claimed ? each : best), null);
}

function ClusterRows({ rows }: { rows: Row[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const columns: Column<Row>[] = [
    { key: 'name', head: x.cluster, value: (row) => fullName(row.view.ref, lang), cell: ({ view }) => <><RefLink of={view.ref}>{view.ref.abbreviation ?? undefined}</RefLink>{view.ref.abbreviation ? <span class="about"><Name of={view.ref} /></span> : null}<Leading of={view} /></> },
    { key: 'stage', head: x.stage, value: (row) => row.view.stage, cell: ({ view }) => <>{x.stages[view.stage]}<span class="about"><CertaintyWords fact={view} certainty={view.certainty === 'possibly' ? 'possibly' : 'yes'} /></span>{view.dissolved?.successors.length ? <span class="about">{x.then}: {view.dissolved.successors.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref} /></span>)}</span> : null}{view.predecessors.length ? <span class="about">{x.before}: {view.predecessors.map((each, at) => <span key={each.event}>{at ? ', ' : ''}<RefLink of={each.cluster} /></span>)}</span> : null}</> },
    { key: 'since', head: x.since, value: (row) => row.view.date.latest ?? row.view.date.earliest, cell: ({ view }) => <FactLink event={view.event}><DateText date={view.date} inferred={view.inferred} /></FactLink> },
    { key: 'known', head: x.known, value: (row) => row.membership?.roster.yes ?? 0, cell: ({ membership }) => <Known of={membership} /> },
    { key: 'reported', head: x.reported, value: (row) => row.membership?.count?.count ?? null, cell: ({ membership }) => <Claims of={membership} /> },
    { key: 'coverage', head: x.coverage, value: (row) => closest(row.membership?.coverage ?? [])?.known ?? null, cell: ({ membership }) => <CoverageBars of={membership} /> },
    { key: 'sources', head: t.table.sources, cell: ({ view, membership }) => <Sources of={[view, ...(membership?.claims ?? []), ...(membership?.members ?? [])]} about={fullName(view.ref, lang)} /> },
  ];
  return <Register caption={x.caption(rows.length)} columns={columns} rows={rows} id={(row) => row.view.ref.id} />;
}

/** Who leads the cluster, and whether they lead it together or help a lead. */
function Leading({ of }: { of: ClusterEntry }) {
  const { lang } = useWords();
  if (!of.coordinators.length) return null;
  const words = clusterWords[lang];
  const together = ledTogether(of.coordinators);
  return <span class="about">{(together ? words.together : words.lead).toLowerCase()}: {of.coordinators.map((each, at) => <span key={each.event}>{at ? ', ' : ''}<RefLink of={each.party} />{helps(each) && !together ? ` (${words.co})` : ''}{each.certainty === 'possibly' ? <> <CertaintyWords fact={each} certainty="possibly" /></> : null}</span>)}</span>;
}

function Known({ of }: { of: ClusterMembership | null }) {
  const { t } = useWords();
  const x = useTexts(texts);
  if (!of || !(of.roster.yes + of.roster.possibly)) return <span class="about">{t.panel.nothing}</span>;
  return (
    <>
      {of.roster.yes}{of.roster.possibly ? <> <Tag sign="?">{x.and(of.roster.possibly)}</Tag></> : null}
      <details class="opened"><summary>{Object.entries(of.roster.by_class).map(([kind, count]) => `${x.members[kind] ?? kind}: ${count.yes + count.possibly}`).join(', ')}</summary>
        <ul>{of.members.map((member) => <li key={member.event}><RefLink of={member.party} /> <span class="about">{member.class_label ? `${member.class_label} · ` : ''}<FactLink event={member.event}><DateText date={member.date} inferred={member.inferred} /></FactLink></span></li>)}</ul>
      </details>
    </>
  );
}

function Claims({ of }: { of: ClusterMembership | null }) {
  const { t } = useWords();
  const x = useTexts(texts);
  if (!of?.claims.length) return <span class="about">{t.panel.nothing}</span>;
  return (
    <ul>
      {of.claims.map((claim) => (
        <li key={claim.event} data-claim={claim.class}>
          <FactLink event={claim.event}>{x.claim(x.comparators[claim.comparator] ?? '', claim.count, x.classes[claim.class] ?? claim.class)}</FactLink>
          <span class="about"><DateText date={claim.as_of} inferred={!!claim.as_of.inferred_from} />{claim.disputed ? <> <Tag sign="≠">{t.sure.disputed}</Tag></> : null}</span>
        </li>
      ))}
    </ul>
  );
}

function CoverageBars({ of }: { of: ClusterMembership | null }) {
  const { t } = useWords();
  const x = useTexts(texts);
  if (!of?.coverage.length) return <span class="about">{t.panel.nothing}</span>;
  return (
    <ul class="coverage">
      {of.coverage.map((each) => (
        <li key={each.event}>
          <span class="share" aria-hidden="true"><span style={{ width: `${Math.min(100, (100 * each.known) / Math.max(1, each.claimed))}%` }} /></span> {x.of(each.known, each.claimed, x.classes[each.class] ?? each.class)}
        </li>
      ))}
    </ul>
  );
}
