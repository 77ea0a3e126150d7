// What is disputed, by whom, why, and against what?

import type { Worklist, WorklistItem } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Say, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

export function Disputes() {
  const { t, lang } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<Worklist>('/v1/worklist', { reason: 'disputed', limit: '500' });
  const items = followed.answer?.data.items ?? null;
  const by = [...new Set((items ?? []).flatMap((item) => item.disputes.map((dispute) => textIn(dispute.by.names, lang).text || dispute.by.label)))];
  return (
    <Question
      timeless ofFacts answer={items && (!items.length ? x.none : by.length ? x.sentence(items.length, t.list(by)) : x.contradicting(items.length))}
      followed={followed} shown={(items ?? []).flatMap((item) => [item, ...item.disputes, ...item.accounts])}
    >
      {items?.length ? <Rows items={items} /> : <Empty why={x.none} />}
    </Question>
  );
}

function Rows({ items }: { items: WorklistItem[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  const columns: Column<WorklistItem>[] = [
    { key: 'fact', head: x.fact, value: (row) => textIn(row.what, lang).text, cell: (row) => <><Tag sign="≠">{t.sure.disputed}</Tag> <FactLink event={row.event}><Say text={row.what} /></FactLink>{row.subjects.map((ref) => <span key={ref.id} class="about"><RefLink of={ref}>{name(ref)}</RefLink></span>)}</> },
    { key: 'who', head: x.who, value: (row) => row.disputes[0]?.by.label ?? null, cell: (row) => (row.disputes.length ? <ul>{row.disputes.map((dispute) => <li key={dispute.event}><RefLink of={dispute.by} /></li>)}</ul> : <>{x.nobody}</>) },
    { key: 'why', head: x.why, cell: (row) => <ul>{row.disputes.map((dispute) => <li key={dispute.event}><FactLink event={dispute.event}>{dispute.reason ? <bdi>{dispute.reason}</bdi> : x.noReason}</FactLink> <Sources of={[dispute]} about={dispute.reason ?? x.noReason} /></li>)}</ul> },
    { key: 'against', head: x.against, cell: (row) => <Against of={row} /> },
    { key: 'state', head: x.state, cell: (row) => <>{row.amended_by.length ? x.amended : x.open}{row.confirmations.length ? <span class="about">{x.confirmed(t.list(row.confirmations.map((each) => name(each.by))))}</span> : null}</> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={textIn(row.what, lang).text} /> },
  ];
  return <Register caption={x.caption(items.length)} columns={columns} rows={items} id={(row) => row.event} />;
}

/** What is recorded, and the other facts that say something else. */
function Against({ of }: { of: WorklistItem }) {
  const x = useTexts(texts);
  const { against = [] } = of.detail as { against?: string[] };
  return (
    <ul>
      <li><span class="about">{x.value}: </span><DateText date={of.date} inferred={of.inferred} /></li>
      {of.accounts.filter((account) => account.event !== of.event).map((account) => <li key={account.event}><FactLink event={account.event}><DateText date={account.date} /></FactLink> <span class="about">{x.same}</span></li>)}
      {against.filter((event) => !of.accounts.some((account) => account.event === event)).map((event) => <li key={event}><FactLink event={event}><bdi>{event}</bdi></FactLink></li>)}
    </ul>
  );
}
