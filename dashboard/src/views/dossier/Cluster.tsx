// Who is this cluster, how has it grown, and what does it do with others?

import { useMemo } from 'preact/hooks';
import type { Profile } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { clusterWords } from '../../facts/clusters.ts';
import { helps, ledTogether } from '../../facts/leading.ts';
import { shortName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { lazily } from '../../ui/lazily.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Say } from '../../ui/Words.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Growth } from './Growth.tsx';
import { Agreements, Dated, Part, Promises, Refs, Roles, Visits, neighbourhood } from './Lists.tsx';
import { texts } from './texts.ts';

const ActorLines = lazily('actor', () => import('./ActorLines.tsx').then((module) => module.ActorLines));
const ClusterLines = lazily('cluster', () => import('./ClusterLines.tsx').then((module) => module.ClusterLines));

export function Cluster() {
  const { t, lang, date } = useApp();
  const own = useTexts(texts);
  const words = clusterWords[lang];
  const opened = useDossier<Profile>('cluster', 'clusters');
  const data = opened.own.answer?.data ?? null;
  const around = useMemo(() => data && neighbourhood(data), [data]);
  const together = ledTogether(data?.coordinators ?? []);
  const [stage] = data?.stages ?? [];
  const coverage = data?.coverage?.find((each) => each.class === 'founders') ?? data?.coverage?.[0];
  const parts = data ? [
    stage ? own.stage[stage.stage]!(date(stage.date, true)) : own.noStage,
    together ? own.ledTogether(t.list([...new Set(data.coordinators!.map((each) => shortName(each.party, lang)))])) : '',
    coverage ? own.coverage(coverage.known, `${own.comparators[coverage.comparator]!}${coverage.claimed}`, own.classes[coverage.class] ?? coverage.class) : data.roster?.yes ? own.known(data.roster.yes) : '',
    data.agreements.length ? t.count.agreements(data.agreements.length) : '',
    data.visits.length ? t.count.visits(data.visits.length) : '',
  ].filter(Boolean) : [];
  const sentence = parts.join('; ');
  return (
    <Frame
      opened={opened} around={around} answer={data ? `${sentence.charAt(0).toLocaleUpperCase()}${sentence.slice(1)}.` : '…'} cited={data ? [...data.stages, ...(data.claims ?? [])] : []}
      lines={data ? (
        <>
          {data.stages.map((each) => <Line key={each.event} term={words.stages[each.how ?? each.stage]!}>{each.how && each.successors?.length ? <><Refs refs={each.successors} />{', '}</> : null}<Dated fact={each} /></Line>)}
          {data.coordinators?.length ? <Line term={together ? words.together : words.lead}>{data.coordinators.map((each) => <span class="row" key={each.event}><RefLink of={each.party} />{helps(each) && !together ? ` (${words.co})` : ''} <Dated fact={each} /></span>)}</Line> : null}
          {data.initiators?.length ? <Line term={own.initiators}><Refs refs={data.initiators.map((each) => each.party)} /></Line> : null}
          <ClusterLines data={data} />
          <ActorLines data={data} />
        </>
      ) : null}
    >
      {data ? (
        <>
          <Growth data={data} />
          <Agreements list={data.agreements} />
          <Visits list={data.visits} />
          <Roles title={own.members(data.members?.length ?? 0)} list={data.roles.filter((each) => each.role === 'member' || each.role === 'founder')} of={data.ref.id} />
          <Part title={own.teams(data.task_teams.length)} empty={!data.task_teams.length}>{data.task_teams.map((each) => <li key={each.event}><Say text={each.name} /><span class="about">{each.lead ? <><RefLink of={each.lead} /> · </> : null}<Dated fact={each} /></span></li>)}</Part>
          <Promises list={data.commitments} />
        </>
      ) : null}
    </Frame>
  );
}
