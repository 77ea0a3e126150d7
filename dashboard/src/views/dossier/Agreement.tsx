// Who signed this, when, and does it still live?

import { useMemo } from 'preact/hooks';
import type { AgreementView, MoneyView, Network, ProjectView, RegisteredAgreement } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { money } from '../../money.ts';
import { Line } from '../../ui/Panel.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { DateText, Say, Tag } from '../../ui/Words.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Dated, Part, Refs } from './Lists.tsx';
import { texts } from './texts.ts';

export function Agreement() {
  const { t, date } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<RegisteredAgreement>('agreement', 'agreements');
  const data = opened.own.answer?.data ?? null;
  const around = useMemo(() => data && picture(data), [data]);
  const states = (data?.states ?? []).map(({ state, certainty }) => `${certainty === 'possibly' ? `${t.sure.possibly}: ` : ''}${t.states[state] ?? state}`);
  const day = data?.concluded?.date ?? data?.date ?? null;
  const answer = data && own.agreement(t.kinds[data.kind] ?? data.kind_name, data.concluded ? own.concluded(date(day, true)) : own.proposed(date(day, true)), own.signed(data.signatures.signed, data.signatures.listed), states.length ? t.list(states) : null);
  return (
    <Frame
      opened={opened} around={around} answer={answer ?? '…'} cited={data ? [data] : []}
      lines={data ? (
        <>
          <Line term={t.panel.when}><Dated fact={data} /></Line>
          {states.length ? <Line term={t.panel.status}>{t.list(states)}{data.reason ? <span class="about"> <Say text={data.reason} /></span> : null}</Line> : null}
          <Line term={t.panel.parties}>
            <ul class="values">
              {data.parties.map((each) => (
                <li key={each.party.id}>
                  <RefLink of={each.party} />{' '}
                  {each.signed ? <FactLink event={each.event}>{own.signedOn} <DateText date={each.signed} /></FactLink> : <Tag sign="?">{own.unsigned}</Tag>}
                  {each.represented_by ? <span class="about"> {t.panel.represents}: <RefLink of={each.represented_by} /></span> : null}
                  {each.signatories.filter((person) => person.function).map((person, at) => <span class="about" key={at}> <Say text={person.function} />{person.organisation ? <>, <RefLink of={person.organisation} /></> : null}</span>)}
                  {each.withdrew ? <span class="about"> {own.withdrew} <DateText date={each.withdrew.date} /></span> : null}
                </li>
              ))}
            </ul>
            {data.others ? t.table.others : null}
          </Line>
          {data.subject && Object.keys(data.subject).length ? <Line term={t.panel.subject}><Say text={data.subject} /></Line> : null}
          {data.beneficiaries.length ? <Line term={t.panel.benefits}><Refs refs={data.beneficiaries} /></Line> : null}
          {data.conference ? <Line term={t.panel.conference}><RefLink of={data.conference} /></Line> : null}
          {data.place ? <Line term={t.panel.place}>{data.place.party ? <RefLink of={data.place.party} /> : data.place.label}</Line> : null}
          {data.binding === null ? null : <Line term={t.panel.binding}>{data.binding ? t.panel.yes : t.panel.no}</Line>}
          {data.valid_until || data.indefinite ? <Line term={own.validUntil}>{data.valid_until ? <DateText date={data.valid_until} /> : own.indefinite}</Line> : null}
          <Line term={t.panel.end}>{data.ended ? <FactLink event={data.ended.event}><DateText date={data.ended.date} /></FactLink> : t.panel.noEnd}</Line>
        </>
      ) : null}
    >
      {data ? (
        <>
          <Part title={own.amendments(data.amendments.length)} empty={!data.amendments.length}>{data.amendments.map((each) => <li key={each.event}><Say text={each.changes} />{each.indefinite ? <span class="about"> {own.indefinite}</span> : null}<span class="about"><Dated fact={each} /></span></li>)}</Part>
          <Part title={own.actions(data.joint_actions.length)} empty={!data.joint_actions.length}>{data.joint_actions.map((each) => <li key={each.event}><Say text={each.text} /><span class="about"><Dated fact={each} /></span></li>)}</Part>
          <Part title={own.projects(data.projects.length)} empty={!data.projects.length}>{data.projects.map((each) => <Project key={each.event} project={each} />)}</Part>
        </>
      ) : null}
    </Frame>
  );
}

function Project({ project }: { project: ProjectView }) {
  const { lang } = useApp();
  const own = useTexts(texts);
  const sum = (amount: MoneyView) => `${own.comparators[amount.comparator] ?? ''}${money(amount, lang)}`;
  return (
    <li>
      <FactLink event={project.event}><Say text={project.title} /></FactLink>
      {project.amount ? <>: {sum(project.amount)}</> : null}
      {project.programme ? <span class="about"> {project.programme}</span> : null}
      {project.shares.length ? <ul class="values">{project.shares.map((share) => <li key={share.party.id}><RefLink of={share.party} />{share.amount ? <>: {sum(share.amount)}</> : null}</li>)}</ul> : null}
      <span class="about"><Dated fact={project} /></span>
    </li>
  );
}

function picture(data: RegisteredAgreement): Network {
  const none = { yes: 0, possibly: 0 };
  return { clusters: [], parties: [], agreements: [data as AgreementView], visits: [], roles: [], links: [], relations: [], ties: [], counts: { clusters: none, agreements: none, visits: none } };
}
