// Who bridges clusters? Parties by clusters, with the role written in the cell.

import type { Bridge, Bridges as Answer, BridgeTie, Reference } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { fullName, shortName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { ChangedById } from '../../record/Changed.tsx';
import { More, useFirst } from '../../ui/First.tsx';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { useWidth } from '../../ui/Figure.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Name, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

/** Pixels that a column of a cluster, and the others together, need: with less each party is a card. */
const COLUMN = 116;
const OTHERS = 420;

export function Bridges() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const [attach, width] = useWidth();
  const followed = useQuestion<Answer>('/v1/bridges', { limit: '500' });
  const ever = useQuestion<Answer>('/v1/bridges', { limit: '500' }, true);
  const data = followed.answer?.data ?? null;
  const has = (tie: BridgeTie) => !view.kind.length || view.kind.includes(tie.role);
  const parties = (data?.parties ?? [])
    .filter((each) => hasWords([each.party.abbreviation ?? '', fullName(each.party, lang)], view.q))
    .map((each): Bridge => {
      const clusters = each.clusters.map((bridged) => ({ ...bridged, ties: bridged.ties.filter(has) })).filter((bridged) => bridged.ties.length);
      return { ...each, clusters, strength: clusters.length };
    })
    .filter((each) => each.strength > 1)
    .sort((one, other) => other.strength - one.strength);
  const clusters = (data?.clusters ?? []).filter((ref) => parties.some((each) => each.clusters.some((bridged) => bridged.cluster.id === ref.id)));
  const roles = [...new Set((data?.parties ?? []).flatMap((each) => each.clusters.flatMap((bridged) => bridged.ties.map((tie) => tie.role))))];
  const [first] = parties;
  const shown = useFirst(parties);
  const filters = [...view.kind.map((each) => x.roles[each] ?? each), ...(view.q ? [view.q] : [])];
  return (
    <Question
      answer={data && (first ? x.sentence(shortName(first.party, lang), first.strength, parties.length - 1) : x.none)} followed={followed} also={ever}
      shown={parties.flatMap((each) => each.clusters.flatMap((bridged) => bridged.ties))} intervals={(ever.answer?.data.parties ?? []).flatMap((each) => each.clusters.flatMap((bridged) => bridged.ties.map((tie) => tie.interval)))}
      controls={<><FilterChoice label={x.role} field="kind" options={roles.map((role) => ({ value: role, label: x.roles[role] ?? role }))} /><FilterWords label={x.find} /></>}
    >
      <div ref={attach} />
      {!parties.length ? <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ kind: [], q: null })} />
        : width < OTHERS + clusters.length * COLUMN ? <Cards parties={shown.rows} /> : <Table parties={shown.rows} total={parties.length} clusters={clusters} />}
      <More of={shown} />
      <p class="about hint">{x.note}</p>
    </Question>
  );
}

function Table({ parties, total, clusters }: { parties: Bridge[]; total: number; clusters: Reference[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  return (
    <div class="scroller">
    <table class="bridges">
      <caption>{x.caption(total)}</caption>
      <thead><tr><th scope="col">{x.party}</th>{clusters.map((ref) => <th key={ref.id} scope="col" title={fullName(ref, lang)}><RefLink of={ref}>{name(ref)}</RefLink></th>)}<th scope="col">{x.count}</th><th scope="col">{t.table.sources}</th></tr></thead>
      <tbody>
        {parties.map((each) => (
          <tr key={each.party.id} data-id={each.party.id}>
            <th scope="row"><RefLink of={each.party} /><Identities of={each} /><ChangedById id={each.party.id} /></th>
            {clusters.map((ref) => {
              const bridged = each.clusters.find((one) => one.cluster.id === ref.id);
              return <td key={ref.id} data-cluster={ref.id} data-empty={bridged ? undefined : true}>{bridged ? <Ties ties={bridged.ties} /> : <span class="about" aria-label={t.matrix.nothing}>·</span>}</td>;
            })}
            <td>{each.strength}</td>
            <td><Sources of={each.clusters.flatMap((bridged) => bridged.ties)} about={fullName(each.party, lang)} /></td>
          </tr>
        ))}
      </tbody>
    </table>
    </div>
  );
}

function Cards({ parties }: { parties: Bridge[] }) {
  const { lang } = useWords();
  const name = useNames();
  return (
    <ul class="cards">
      {parties.map((each) => (
        <li key={each.party.id} data-id={each.party.id}>
          <h2><RefLink of={each.party} /> <ChangedById id={each.party.id} /></h2>
          <Identities of={each} />
          <ul class="pairslist">{each.clusters.map((bridged) => <li key={bridged.cluster.id} data-cluster={bridged.cluster.id}><RefLink of={bridged.cluster}>{name(bridged.cluster)}</RefLink> <span class="about"><Name of={bridged.cluster} /></span> <Ties ties={bridged.ties} /></li>)}</ul>
          <Sources of={each.clusters.flatMap((bridged) => bridged.ties)} about={fullName(each.party, lang)} />
        </li>
      ))}
    </ul>
  );
}

function Ties({ ties }: { ties: BridgeTie[] }) {
  const { t } = useWords();
  const x = useTexts(texts);
  return (
    <ul class="roles">
      {ties.map((tie) => (
        <li key={`${tie.role} ${tie.event}`} data-role={tie.role}>
          <FactLink event={tie.event}>{x.roles[tie.role] ?? tie.role}</FactLink>
          {tie.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}
          <span class="about"><DateText date={tie.date} inferred={tie.inferred} /></span>
          {tie.agreement ? <span class="about"><RefLink of={tie.agreement} /></span> : null}
        </li>
      ))}
    </ul>
  );
}

function Identities({ of }: { of: Bridge }) {
  const x = useTexts(texts);
  return of.identities.length ? <span class="about">{x.same}: {of.identities.map((link) => <FactLink key={link.event} event={link.event}><Name of={link.other} /></FactLink>)}</span> : null;
}
