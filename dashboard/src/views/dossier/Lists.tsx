// Lists that several dossiers have: agreements, visits, roles, promises, each leading to its own dossier.

import type { ComponentChildren } from 'preact';
import type { AgreementView, Commitment, Network, Profile, RecordedFact, Reference, RoleView, VisitView } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { ChangedById } from '../../record/Changed.tsx';
import { Cites } from '../../ui/Cites.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { DateText, Say, Tag } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

/** The date of a fact, leading to it, with its certainty, its sources, and how a compared record has it: `id` names it there. */
export function Dated({ fact, id = fact.event }: { fact: RecordedFact; id?: string }) {
  const { t } = useApp();
  return <><FactLink event={fact.event}><DateText date={fact.date} inferred={fact.inferred} /></FactLink>{fact.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null} <Cites fact={fact} /><ChangedById id={id} /></>;
}

/** A line of a list: of a thing that has a dossier, or a role. */
export type ListLine = { ref: Reference } | RoleView;

/** What a line is in every record: a thing, or a role of two sides. */
export const lineId = (line: ListLine): string => ('ref' in line ? line.ref.id : [line.event, line.role, line.cluster.id, line.party.id].join(' '));

/** The lines of an answer's lists; what else it has is a fact of the dossier's own list. */
export function linesIn(data: unknown): ListLine[] {
  const { agreements = [], visits = [], commitments = [], roles = [] } = data as Partial<Profile>;
  // Each once, whatever lists have it.
  return [...new Map([...agreements, ...visits, ...commitments, ...roles].map((line) => [lineId(line), line])).values()];
}

export function Refs({ refs }: { refs: Reference[] }) {
  return <>{refs.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref} /></span>)}</>;
}

export function Part({ title, empty, children }: { title: string; empty?: boolean; children: ComponentChildren }) {
  return empty ? null : <section class="part"><h2>{title}</h2><ul class="parts">{children}</ul></section>;
}

export function Agreements({ list }: { list: AgreementView[] }) {
  const { t } = useApp();
  const own = useTexts(texts);
  return (
    <Part title={own.agreements(list.length)} empty={!list.length}>
      {list.map((each) => <li key={each.ref.id}><RefLink of={each.ref} /><span class="about">{t.kinds[each.kind] ?? each.kind_name} · <Dated fact={each} id={each.ref.id} /> · {own.signed(each.signatures.signed, each.signatures.listed)} · <Refs refs={each.parties.map(({ party }) => party)} />{each.others ? ` ${t.table.others}` : ''}</span></li>)}
    </Part>
  );
}

export function Visits({ list }: { list: VisitView[] }) {
  const { t } = useApp();
  const own = useTexts(texts);
  return (
    <Part title={own.visits(list.length)} empty={!list.length}>
      {list.map((each) => <li key={each.ref.id}><RefLink of={each.ref} /><span class="about">{t.kinds[each.kind ?? 'visit'] ?? each.kind_name} · <Dated fact={each} id={each.ref.id} /> · <Refs refs={[each.host, ...each.visitors]} /></span></li>)}
    </Part>
  );
}

export function Promises({ list }: { list: Commitment[] }) {
  const own = useTexts(texts);
  return (
    <Part title={own.promises(list.length)} empty={!list.length}>
      {list.map((each) => <li key={each.ref.id}><RefLink of={each.ref}><Say text={each.text} /></RefLink><span class="about"><Dated fact={each} id={each.ref.id} />{each.assessments.map((assessment) => ` · ${own.verdicts[assessment.verdict] ?? assessment.verdict}`)}</span></li>)}
    </Part>
  );
}

/** Roles with the other side: of a cluster its parties, of a party its clusters. */
export function Roles({ title, list, of }: { title: string; list: RoleView[]; of: string }) {
  const { t } = useApp();
  return (
    <Part title={title} empty={!list.length}>
      {list.map((each) => <li key={lineId(each)}><RefLink of={each.cluster.id === of ? each.party : each.cluster} /><span class="about">{t.roles[each.role] ?? each.role}{each.class_label ? ` (${each.class_label})` : ''} · <Dated fact={each} id={lineId(each)} /></span></li>)}
    </Part>
  );
}

/** What is round a cluster or a party, as the network's picture takes it. */
export function neighbourhood(data: Profile): Network {
  const none = { yes: 0, possibly: 0 };
  return { clusters: data.stages.slice(0, 1), parties: [], agreements: data.agreements, visits: data.visits, roles: data.roles, links: [], relations: data.relations, ties: [], counts: { clusters: none, agreements: none, visits: none } };
}
