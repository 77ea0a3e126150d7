// Agreements with their real state: who signed, who has not yet, in which state they are, and why that is not certain.

import type { AgreementParty, RegisteredAgreement } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Marks } from '../../ui/Marks.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Say, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

/** Signed only for certain counts as signed: by the day that the page shows. */
export const missing = (agreement: RegisteredAgreement): AgreementParty[] => agreement.parties.filter((each) => each.signed === null && each.withdrew === null);

export function AgreementRows({ agreements }: { agreements: RegisteredAgreement[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const columns: Column<RegisteredAgreement>[] = [
    { key: 'name', head: x.agreement, value: (row) => row.ref.names[lang] ?? row.ref.label, cell: (row) => <AgreementName agreement={row} /> },
    { key: 'signed', head: x.signatures, value: (row) => row.progress.yes / Math.max(1, row.progress.listed), cell: (row) => <Signatures agreement={row} /> },
    { key: 'state', head: x.state, value: (row) => row.state, cell: (row) => <State agreement={row} /> },
    { key: 'since', head: x.since, value: (row) => (row.concluded ?? row).date.latest ?? (row.concluded ?? row).date.earliest, cell: (row) => <Since agreement={row} /> },
    { key: 'last', head: x.last, value: (row) => row.last_activity?.date.latest ?? null, cell: (row) => <LastActivity agreement={row} /> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={row.ref.label} /> },
  ];
  return <Register caption={x.caption(agreements.length)} columns={columns} rows={agreements} id={(row) => row.ref.id} />;
}

function AgreementName({ agreement }: { agreement: RegisteredAgreement }) {
  const { t } = useWords();
  const x = useTexts(texts);
  return (
    <>
      <RefLink of={agreement.ref} />
      <span class="about">{t.kinds[agreement.kind] ?? agreement.kind_name}</span>
      <span class="about"><Say text={agreement.subject} /></span>
      {agreement.beneficiaries.length ? <span class="about">{x.benefits }: {agreement.beneficiaries.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref} /></span>)}</span> : null}
    </>
  );
}

function Signatures({ agreement }: { agreement: RegisteredAgreement }) {
  const { t } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  const absent = missing(agreement);
  const { yes, possibly, listed } = agreement.progress;
  return (
    <>
      <span class="progress" role="img" aria-label={x.spoken(yes, listed)}>
        <span class="boxes" aria-hidden="true">{agreement.parties.map((each, at) => <span key={each.event + at} data-signed={each.signed !== null || undefined} />)}</span> {x.progress(yes, listed)}
      </span>
      {possibly ? <Tag sign="?">{`${t.sure.possibly}: ${possibly}`}</Tag> : null}
      <ul class="signers">
        {agreement.parties.map((each) => (
          <li key={each.party.id} data-party={each.party.id} data-signed={each.signed !== null}>
            <span aria-hidden="true">{each.signed === null ? '○' : '✓'} </span>
            <RefLink of={each.party}>{name(each.party)}</RefLink>
            {each.represented_by ? <span class="about"> ({x.represents} <RefLink of={each.represented_by}>{name(each.represented_by)}</RefLink>)</span> : null}
            <span class="unseen">, {each.signed === null ? x.unsigned : x.signed}</span>
            {each.signed ? <span class="about"> <FactLink event={each.event}><DateText date={each.signed} inferred={!!each.signed.inferred_from} /></FactLink></span> : null}
            {each.withdrew ? <span class="about"> {x.withdrew} <DateText date={each.withdrew.date} /></span> : null}
          </li>
        ))}
        {agreement.others ? <li class="about">{x.others}</li> : null}
      </ul>
      {absent.length ? <p class="lack">{x.missing(t.list(absent.map((each) => name(each.party))))}</p> : null}
    </>
  );
}

function State({ agreement }: { agreement: RegisteredAgreement }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  const certain = agreement.states.length === 1 && agreement.states[0]!.certainty === 'yes';
  return (
    <>
      {agreement.states.map((each, at) => <span key={each.state} class="state" data-state={each.state}>{at ? ` ${lang === 'pl' ? 'albo' : 'or'} ` : ''}{t.states[each.state] ?? each.state}</span>)}
      {certain ? null : <> <Tag sign="?">{t.sure.possibly}</Tag></>}
      {agreement.reason ? <span class="about reason"><Say text={agreement.reason} /></span> : null}
      {agreement.ended?.reason ? <span class="about reason">{agreement.ended.reason}</span> : null}
      {agreement.flagged.map((each) => <span key={each.event} class="about"><Tag sign="!">{x.flagged(name(each.party))}</Tag></span>)}
    </>
  );
}

function Since({ agreement }: { agreement: RegisteredAgreement }) {
  const x = useTexts(texts);
  const from = agreement.concluded ?? agreement;
  const date = <DateText date={from.date} inferred={!!from.date.inferred_from} />;
  return (
    <>
      {from.event ? <FactLink event={from.event}>{date}</FactLink> : date}
      {agreement.indefinite ? <span class="about">{x.indefinite}</span> : null}
      <span class="about"><Marks fact={agreement} /></span>
    </>
  );
}

function LastActivity({ agreement }: { agreement: RegisteredAgreement }) {
  const { t } = useWords();
  const x = useTexts(texts);
  const last = agreement.last_activity;
  return (
    <>
      {last ? <>{x.activities[last.type] ?? last.type}: <DateText date={last.date} inferred={!!last.date.inferred_from} /></> : t.panel.nothing}
      {agreement.joint_actions.length ? (
        <ul class="about">{agreement.joint_actions.map((action) => <li key={action.event}><FactLink event={action.event}>{action.text ? <Say text={action.text} /> : action.kind}</FactLink> <DateText date={action.date} inferred={action.inferred} /></li>)}</ul>
      ) : null}
    </>
  );
}
