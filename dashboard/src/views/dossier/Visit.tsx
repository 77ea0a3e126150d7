// Who visited whom, and what came of it?

import { useMemo } from 'preact/hooks';
import type { Delegate, Network, VisitView, VisitWithPaths } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { shortName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Say, Tag } from '../../ui/Words.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Dated, Part, Refs } from './Lists.tsx';
import { texts } from './texts.ts';

export function Visit() {
  const { t, lang, date } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<VisitWithPaths>('visit', 'visits');
  const data = opened.own.answer?.data ?? null;
  const around = useMemo(() => data && picture(data), [data]);
  const answer = data ? own.visit(own.visitState[data.state]!, t.list(data.visitors.map((ref) => shortName(ref, lang))), shortName(data.host, lang), date(data.date, true), data.paths.length) : '…';
  return (
    <Frame
      opened={opened} around={around} answer={answer} cited={data ? [data] : []}
      lines={data ? (
        <>
          <Line term={t.panel.when}><Dated fact={data} /></Line>
          <Line term={t.panel.visitors}><Refs refs={data.visitors} /><People list={data.delegates} side="visitor" /></Line>
          <Line term={t.panel.host}><RefLink of={data.host} /><People list={data.delegates} side="host" /></Line>
          {data.purpose ? <Line term={t.panel.purpose}><Say text={data.purpose} /></Line> : null}
          {data.sites.length ? <Line term={t.panel.sites}><Refs refs={data.sites} /></Line> : null}
          {data.clusters.length ? <Line term={t.panel.cited}><Refs refs={data.clusters} /></Line> : null}
          {data.place ? <Line term={t.panel.place}>{data.place.party ? <RefLink of={data.place.party} /> : data.place.label}</Line> : null}
          {data.reason ? <Line term={own.reason}><bdi>{data.reason}</bdi></Line> : null}
        </>
      ) : null}
    >
      {data ? (
        <>
          <Part title={own.outcomes(data.outcomes.length)} empty={!data.outcomes.length && !data.outcomes_hidden}>
            {data.outcomes.map((each) => <li key={each.event}><Say text={each.text} />{each.leads_to ? <> → <RefLink of={each.leads_to} /></> : null}<span class="about"><Dated fact={each} /></span></li>)}
            {data.outcomes_hidden ? <li class="about"><Say text={data.outcomes_hidden} /></li> : null}
          </Part>
          <Part title={own.led(data.paths.length)} empty={!data.paths.length}>
            {data.paths.map((path) => <li key={path.leads_to.id}><RefLink of={path.leads_to} /><span class="about">{own.lag(path.lag_days.min, path.lag_days.max)} · {path.recorded ? own.recordedPath : <><Tag sign="≈">{t.sure.inferred}</Tag> <Say text={path.basis} /></>}</span></li>)}
          </Part>
        </>
      ) : null}
    </Frame>
  );
}

function People({ list, side }: { list: Delegate[]; side: Delegate['side'] }) {
  return <>{list.filter((each) => each.side === side && each.function).map((each, at) => <span class="about" key={at}> · <Say text={each.function} />{each.organisation ? <>, <RefLink of={each.organisation} /></> : null}</span>)}</>;
}

function picture(data: VisitWithPaths): Network | null {
  if (data.state !== 'held') return null;
  const none = { yes: 0, possibly: 0 };
  const visit: VisitView = { ...data, kind_name: '', outcomes: [], basis: 'visit', basis_name: '', strength: 1 };
  return { clusters: [], parties: [], agreements: [], visits: [visit], roles: [], links: [], relations: [], ties: [], counts: { clusters: none, agreements: none, visits: none } };
}
