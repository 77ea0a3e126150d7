// What a cluster came from, what else it is known by, the clusters that it is linked to, and what passed to those that follow it.

import type { ClusterView, Profile, RelatedCluster } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { clusterWords } from '../../facts/clusters.ts';
import { Line } from '../../ui/Panel.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { DateText, Say } from '../../ui/Words.tsx';
import { Dated } from './Lists.tsx';

type Words = Record<RelatedCluster['relation'], string>;
const texts = {
  pl: {
    alias: 'Inna nazwa', since: 'od', agreements: 'Umowy', members: 'Członkowie', passed: 'przechodzą na następcę', stayed: 'nie przechodzą na następcę', unknown: 'nie odnotowano, czy przechodzą na następcę',
    of: { 'same-as': 'To samo co', 'successor-of': 'Kontynuuje', 'part-of': 'Część' } as Words,
    from: { 'same-as': 'To samo co', 'successor-of': 'Następca', 'part-of': 'Obejmuje' } as Words,
    certainties: { certain: '', likely: 'prawdopodobnie', possible: 'być może' } as Record<string, string>,
  },
  en: {
    alias: 'Another name', since: 'from', agreements: 'Agreements', members: 'Members', passed: 'pass to the successor', stayed: 'do not pass to the successor', unknown: 'whether they pass to the successor is not recorded',
    of: { 'same-as': 'Same as', 'successor-of': 'Successor of', 'part-of': 'Part of' } as Words,
    from: { 'same-as': 'Same as', 'successor-of': 'Followed by', 'part-of': 'Has as a part' } as Words,
    certainties: { certain: '', likely: 'likely', possible: 'possibly' } as Record<string, string>,
  },
};

export function ClusterLines({ data }: { data: Profile }) {
  const { lang } = useApp();
  const own = texts[lang];
  const ended = data.stages.find((each) => each.successors?.length);
  const passing = (passes: ClusterView['members_pass']) => (passes == null ? own.unknown : passes ? own.passed : own.stayed);
  return (
    <>
      {data.predecessors.map((each) => <Line key={each.event} term={clusterWords[lang].predecessors}><RefLink of={each.cluster} />, <Dated fact={each} /></Line>)}
      {data.aliases.map((each) => <Line key={each.event} term={own.alias}><FactLink event={each.event}><Say text={each.names} /></FactLink>{each.abbreviation ? ` (${each.abbreviation})` : ''}{each.since.edtf ? <>, {own.since} <DateText date={each.since} /></> : null}</Line>)}
      {data.relations.map((each) => {
        const outward = each.cluster.id === data.ref.id;
        const certainty = own.certainties[each.certainty_of_link ?? 'likely'];
        return <Line key={each.event} term={(outward ? own.of : own.from)[each.relation]}><RefLink of={outward ? each.other : each.cluster} />{certainty ? ` (${certainty})` : ''} <Dated fact={each} /></Line>;
      })}
      {ended ? <><Line term={own.members}>{passing(ended.members_pass)}</Line><Line term={own.agreements}>{passing(ended.agreements_pass)}</Line></> : null}
    </>
  );
}
