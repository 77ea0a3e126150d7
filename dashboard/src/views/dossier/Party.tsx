// Who is this party, and what does it take part in?

import { useMemo } from 'preact/hooks';
import type { Profile } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { lazily } from '../../ui/lazily.tsx';
import { ActorLines } from './ActorLines.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Agreements, Promises, Roles, Visits, neighbourhood } from './Lists.tsx';
import { texts } from './texts.ts';

const OrganisationLines = lazily('organisation', () => import('./OrganisationLines.tsx').then((module) => module.OrganisationLines));

export function Party() {
  const { t } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<Profile>('party', 'parties');
  const data = opened.own.answer?.data ?? null;
  const around = useMemo(() => data && neighbourhood(data), [data]);
  const clusters = new Set(data?.roles.map((each) => each.cluster.id)).size;
  const parts = data ? [
    clusters ? own.inClusters(clusters) : '',
    data.agreements.length ? t.count.agreements(data.agreements.length) : '',
    data.visits.length ? t.count.visits(data.visits.length) : '',
    data.commitments.length ? own.promiseCount(data.commitments.length) : '',
  ].filter(Boolean) : [];
  const sentence = parts.join('; ');
  return (
    <Frame
      opened={opened} around={around} answer={data ? (parts.length ? `${sentence.charAt(0).toLocaleUpperCase()}${sentence.slice(1)}.` : own.noParts) : '…'}
      lines={data ? <><OrganisationLines data={data} /><ActorLines data={data} /></> : null}
    >
      {data ? (
        <>
          <Agreements list={data.agreements} />
          <Visits list={data.visits} />
          <Roles title={own.roles(data.roles.length)} list={data.roles} of={data.ref.id} />
          <Promises list={data.commitments} />
        </>
      ) : null}
    </Frame>
  );
}
