// What is disputed, by whom, why, and against what; and where sources give values of which none is decided.

import type { Worklist, WorklistItem } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { namedIn, Value } from '../../facts/Fields.tsx';
import { giverOf } from '../../facts/rivals.ts';
import { texts as fieldTexts } from '../../facts/texts.ts';
import { textIn, type Lang } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Say, Tag, useNames } from '../../ui/Words.tsx';
import { texts as factTexts } from '../fact/texts.ts';
import { texts } from './texts.ts';
import '../../ui/questions.css';

export function Disputes() {
  const { t, lang } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<Worklist>('/v1/worklist', { reason: 'disputed,undecided', limit: '500' });
  const items = followed.answer ? distinct(followed.answer.data.items) : null;
  return (
    <Question
      timeless ofFacts answer={items && answerOf(items, x, lang, t.list)}
      followed={followed} shown={(items ?? []).flatMap((item) => [item, ...item.disputes, ...item.accounts, ...item.values])}
    >
      {items?.length ? <Rows items={items} /> : <Empty why={x.none} />}
    </Question>
  );
}

/** A fact that is disputed and whose values are undecided is one. */
function distinct(items: WorklistItem[]): WorklistItem[] {
  const disputed = new Set(items.filter((item) => item.reason === 'disputed').map((item) => item.event));
  return items.filter((item) => item.reason === 'disputed' || !disputed.has(item.event));
}

function answerOf(items: WorklistItem[], x: typeof texts.pl, lang: Lang, list: (names: string[]) => string): string {
  const disputed = items.filter((item) => item.reason === 'disputed');
  const by = [...new Set(disputed.flatMap((item) => item.disputes.map((dispute) => textIn(dispute.by.names, lang).text || dispute.by.label)))];
  const undecided = items.length - disputed.length;
  const parts = [
    disputed.length ? (by.length ? x.sentence(disputed.length, list(by)) : x.contradicting(disputed.length)) : '',
    undecided ? x.undecided(undecided) : '',
  ];
  return parts.filter(Boolean).join(' ') || x.none;
}

function Rows({ items }: { items: WorklistItem[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  const given = (row: WorklistItem) => row.values.filter((value) => value.event !== row.event);
  const columns: Column<WorklistItem>[] = [
    { key: 'fact', head: x.fact, value: (row) => textIn(row.what, lang).text, cell: (row) => <><Tag sign="≠">{t.sure.disputed}</Tag> <FactLink event={row.event}><Say text={row.what} /></FactLink>{row.subjects.map((ref) => <span key={ref.id} class="about"><RefLink of={ref}>{name(ref)}</RefLink></span>)}</> },
    { key: 'who', head: x.who, value: (row) => row.disputes[0]?.by.label ?? given(row)[0]?.by?.label ?? null, cell: (row) => (row.disputes.length ? <ul>{row.disputes.map((dispute) => <li key={dispute.event}><RefLink of={dispute.by} /></li>)}</ul> : given(row).length ? <ul>{given(row).map((value) => <li key={`${value.event} ${value.field}`}>{value.by ? <RefLink of={value.by} /> : <bdi>{giverOf(value, lang)}</bdi>}</li>)}</ul> : <>{x.nobody}</>) },
    { key: 'why', head: x.why, cell: (row) => <ul>{(row.disputes.length ? row.disputes : given(row)).map((each, at) => <li key={`${each.event} ${at}`}><FactLink event={each.event}>{each.reason ? <bdi>{each.reason}</bdi> : x.noReason}</FactLink> <Sources of={[each]} about={each.reason ?? x.noReason} /></li>)}</ul> },
    { key: 'against', head: x.against, cell: (row) => <Against of={row} /> },
    { key: 'state', head: x.state, cell: (row) => <>{row.reason === 'disputed' && row.amended_by.length ? x.amended : x.open}{row.confirmations.length ? <span class="about">{x.confirmed(t.list(row.confirmations.map((each) => name(each.by))))}</span> : null}</> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={textIn(row.what, lang).text} /> },
  ];
  return <Register caption={x.caption(items.length)} columns={columns} rows={items} id={(row) => row.event} />;
}

/** What is recorded, and the other facts that say something else. */
function Against({ of }: { of: WorklistItem }) {
  const x = useTexts(texts);
  const { against = [] } = of.detail as { against?: string[] };
  if (of.values.length) return <Rivals of={of} />;
  return (
    <ul>
      <li><span class="about">{x.value}: </span><DateText date={of.date} inferred={of.inferred} /></li>
      {of.accounts.filter((account) => account.event !== of.event).map((account) => <li key={account.event}><FactLink event={account.event}><DateText date={account.date} /></FactLink> <span class="about">{x.same}</span></li>)}
      {against.filter((event) => !of.accounts.some((account) => account.event === event)).map((event) => <li key={event}><FactLink event={event}><bdi>{event}</bdi></FactLink></li>)}
    </ul>
  );
}

/** The values that sources give for the same field, the one that counts now marked, each with its rank. */
function Rivals({ of }: { of: WorklistItem }) {
  const { lang } = useWords();
  const own = useTexts(factTexts);
  const { fields } = useTexts(fieldTexts);
  const named = namedIn([of.ref, ...of.subjects]);
  return (
    <ul>
      {of.values.map((row) => (
        <li key={`${row.event} ${row.field}`}>
          <span class="about">{fields[row.field] ?? row.field}: </span><Value value={row.value} named={named} /> {row.decides ? <Tag sign="✓">{own.decides}</Tag> : null}
          <span class="about">{row.event === of.event ? own.own : giverOf(row, lang)}; {own.ranks[row.rank] ?? row.rank}{row.ranking ? ` (${row.ranking.by?.label ?? own.desk})` : ''}</span>
        </li>
      ))}
      <li><a href={`/${lang}/record/ranking?sel=${of.event}`}>{own.rankIt}</a></li>
    </ul>
  );
}
