// What is unsourced, inferred, disputed or does not fit together: each row with the one act that mends it.

import type { Worklist as Answer, WorklistItem } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { fullName, textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Name, Say, Tag, useNames } from '../../ui/Words.tsx';
import { formOf } from './acts.ts';
import { texts } from './texts.ts';
import '../../ui/questions.css';

const SIGNS: Record<string, string> = { undecided: '⇄', disputed: '≠', unsourced: '∅', inferred: '≈', 'thin-claim': '?', 'open-parties': '?', 'without-copy': '?' };

export function Worklist() {
  const { lang, view, set } = useApp();
  const x = useTexts(texts);
  const [reason = ''] = view.kind;
  const followed = useQuestion<Answer>('/v1/worklist', { limit: '500', ...(reason in x.reasons ? { reason } : {}) });
  const data = followed.answer && !followed.outdated ? followed.answer.data : null;
  const counts = Object.entries(data?.counts ?? {}).filter(([, count]) => count);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const items = data?.items ?? [];
  return (
    <Question
      timeless answer={data && (total ? x.sentence(total, counts.map(([each, count]) => x.part(x.reasons[each] ?? each, count)).join(', ')) : x.done)} followed={followed} shown={items}
      controls={(
        <div class="tabs" role="group" aria-label={x.tabs}>
          {[['', total] as [string, number], ...counts].map(([each, count]) => (
            <button type="button" key={each} class="tab" aria-pressed={reason === each} onClick={() => set({ kind: each ? [each] : [] })}>{each ? (x.reasons[each] ?? each) : x.all} <span class="about">{count}</span></button>
          ))}
        </div>
      )}
    >
      {items.length ? <Tasks items={items} lang={lang} /> : <Empty why={total ? x.none : x.done} filter={reason ? (x.reasons[reason] ?? reason) : null} clear={() => set({ kind: [] })} />}
    </Question>
  );
}

function Tasks({ items, lang }: { items: WorklistItem[]; lang: 'pl' | 'en' }) {
  const { t } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  const columns: Column<WorklistItem>[] = [
    { key: 'fact', head: x.fact, value: (row) => textIn(row.what, lang).text, cell: (row) => <FactLink event={row.event}><Say text={row.what} /></FactLink> },
    { key: 'lack', head: x.lack, value: (row) => row.reason, cell: (row) => <Lack of={row} /> },
    { key: 'act', head: x.act, cell: (row) => <Act of={row} lang={lang} /> },
    { key: 'who', head: x.who, value: (row) => (row.subjects[0] ? fullName(row.subjects[0], lang) : null), cell: (row) => <>{row.subjects.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref}>{name(ref)}</RefLink></span>)}</> },
    { key: 'when', head: t.table.when, value: (row) => row.date.latest ?? row.date.earliest, cell: (row) => <DateText date={row.date} inferred={row.inferred} /> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={textIn(row.what, lang).text} /> },
  ];
  return <Register caption={x.caption(items.length)} columns={columns} rows={items} id={(row) => `${row.reason} ${row.event} ${row.names?.id ?? ''}`} />;
}

/** Its form, or the page of the fact where there is no form for it. */
function Act({ of, lang }: { of: WorklistItem; lang: 'pl' | 'en' }) {
  const form = formOf(of, lang);
  return form ? <a href={form}><Say text={of.do} /></a> : <FactLink event={of.event}><Say text={of.do} /></FactLink>;
}

function Lack({ of }: { of: WorklistItem }) {
  const x = useTexts(texts);
  const { known, claimed, from } = of.detail as { known?: number; claimed?: number; from?: string };
  return (
    <>
      <Tag sign={SIGNS[of.reason] ?? '!'}>{x.reasons[of.reason] ?? of.reason}</Tag>
      {claimed === undefined ? null : <span class="about">{x.known(known ?? 0, claimed)}</span>}
      {of.reason === 'inferred' && of.date.inferred_from ? <span class="about"><bdi>{of.date.inferred_from}</bdi></span> : null}
      {of.names ? <span class="about">{x.about} <Name of={of.names} /></span> : null}
      {from ? <span class="about">{x.from}: <bdi>{from}</bdi></span> : null}
    </>
  );
}
