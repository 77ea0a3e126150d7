// What one did, or several did together: in order, then agreements, visits, roles and promises, each with its sources.

import type { RoleView, Together } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { fullName, textIn } from '../../names.ts';
import { knownDays } from '../../scene/axis.ts';
import { useTexts } from '../../texts.ts';
import { Bar } from '../../ui/Bar.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { CertaintyWords, DateText, Name, Say } from '../../ui/Words.tsx';
import { AgreementRows } from '../agreements/AgreementRows.tsx';
import { texts as bridgeTexts } from '../bridges/texts.ts';
import { PromiseCards } from '../promises/PromiseCards.tsx';
import { VisitRows } from '../visits/VisitRows.tsx';
import { texts as visitTexts } from '../visits/texts.ts';
import { Belongings, FollowedPart } from './Parts.tsx';
import { storyId, lagOf, storyOf, type Step } from './story.ts';
import { ChangedById } from '../../record/Changed.tsx';
import { texts } from './texts.ts';

export function TogetherAnswer({ data }: { data: Together }) {
  const { t } = useApp();
  const x = useTexts(texts);
  return (
    <div class="together">
      <Story data={data} />
      {data.agreements.length ? <section class="tables part"><h2>{x.agreements(data.agreements.length)}</h2><AgreementRows agreements={data.agreements} /></section> : null}
      <FollowedPart steps={data.followed} />
      {data.visits.length ? <section class="tables part"><h2>{x.visits(data.visits.length)}</h2><VisitRows visits={data.visits} /></section> : null}
      {data.roles.length ? <section class="tables part"><h2>{x.roles(data.roles.length)}</h2><RoleRows roles={data.roles} /></section> : null}
      {data.commitments.length ? <section class="tables part"><h2>{x.promises(data.commitments.length)}</h2><PromiseCards promises={data.commitments} /></section> : null}
      <Belongings data={data} />
      {data.more.length ? <p class="note">{x.more}</p> : null}
      <p class="about hint">{t.home.gapNote}</p>
    </div>
  );
}

/** Everything by its day, with the same bars as the timeline's. */
function Story({ data }: { data: Together }) {
  const x = useTexts(texts);
  const steps = storyOf(data);
  const known = knownDays(steps.map((step) => step.fact.date));
  if (!steps.length) return null;
  return (
    <section class="story" aria-labelledby="story">
      <h2 id="story">{x.story}</h2>
      <ol>
        {steps.map((step, at) => (
          <li key={`${step.kind} ${step.fact.event}`} data-kind={step.kind} data-event={step.fact.event}>
            <span class="about">{x.steps[step.kind]}<Followed before={steps[at - 1]} step={step} /></span>
            <strong>{step.ref ? <RefLink of={step.ref} /> : <FactLink event={step.fact.event}><Say text={step.text} /></FactLink>}</strong>
            <FactLink event={step.fact.event}><DateText date={step.fact.date} inferred={step.fact.inferred} /></FactLink>
            {step.ref ? <ChangedById id={step.ref.id} /> : null}
            <Bar fact={step.fact} slot={undefined} known={known} shorten width={300} height={22} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** After how many days a step followed the one before it; that it came of it no source need say. */
function Followed({ before, step }: { before: Step | undefined; step: Step }) {
  const x = useTexts(texts);
  const words = useTexts(visitTexts);
  const lag = lagOf(before, step);
  return lag ? <> · {x.later(words.lag(lag.min, lag.max))}</> : null;
}

function RoleRows({ roles }: { roles: RoleView[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const names = useTexts(bridgeTexts).roles;
  const columns: Column<RoleView>[] = [
    { key: 'cluster', head: x.cluster, value: (row) => fullName(row.cluster, lang), cell: (row) => <RefLink of={row.cluster}><Name of={row.cluster} /></RefLink> },
    { key: 'party', head: x.party, value: (row) => fullName(row.party, lang), cell: (row) => <RefLink of={row.party} /> },
    { key: 'role', head: x.role, value: (row) => row.role, cell: (row) => <>{names[row.role] ?? row.role}<span class="about"><CertaintyWords fact={row} certainty={row.certainty === 'possibly' ? 'possibly' : 'yes'} /></span></> },
    { key: 'since', head: x.since, value: (row) => row.date.latest ?? row.date.earliest, cell: (row) => <FactLink event={row.event}><DateText date={row.date} inferred={row.inferred} /></FactLink> },
    { key: 'until', head: x.until, cell: (row) => (row.ended ? <DateText date={row.ended.date} /> : <span class="about">{t.panel.noEnd}</span>) },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={textIn(row.cluster.names, lang).text} /> },
  ];
  return <Register caption={x.roles(roles.length)} columns={columns} rows={roles} id={storyId} />;
}
