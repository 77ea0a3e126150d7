// Which agreements live, lapse, sleep?

import type { RegisteredAgreement } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { fullName, textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { AgreementRows } from './AgreementRows.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

const STATES = ['living', 'lapsing', 'sleeping', 'proposed', 'lapsed', 'ended'];

export function Agreements() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<RegisteredAgreement[]>('/v1/agreements', { limit: '500' });
  const all = useQuestion<RegisteredAgreement[]>('/v1/agreements', { limit: '500' }, true);
  const rows = followed.answer?.data ?? null;
  const shown = (rows ?? []).filter((row) => (!view.kind.length || view.kind.includes(row.kind))
    && (!view.status.length || row.states.some((each) => view.status.includes(each.state)))
    && (!view.c.length || row.parties.some((each) => view.c.includes(each.party.id.replace(/^cluster-/, ''))))
    && hasWords([textIn(row.subject, lang).text, ...[row.ref, ...row.parties.map((each) => each.party)].map((ref) => `${ref.abbreviation ?? ''} ${fullName(ref, lang)}`)], view.q));
  const filters = [...view.status.map((each) => t.states[each] ?? each), ...view.kind.map((each) => t.kinds[each] ?? each), ...view.c.map((each) => each.toUpperCase()), ...(view.q ? [view.q] : [])];
  const countOf = (fits: (row: RegisteredAgreement) => boolean) => (rows ?? []).filter(fits).length;
  return (
    <Question
      answer={rows && agreementSentence(shown, x)} followed={followed} also={all} shown={shown}
      intervals={(all.answer?.data ?? []).map((row) => row.interval)}
      controls={(
        <>
          <FilterChoice label={x.state} field="status" options={STATES.map((state) => ({ value: state, label: t.states[state] ?? state, count: countOf((row) => row.states.some((each) => each.state === state)) })).filter(({ value, count }) => count || view.status.includes(value))} />
          <FilterChoice label={x.kind} field="kind" options={[...new Set((rows ?? []).map((row) => row.kind))].map((kind) => ({ value: kind, label: t.kinds[kind] ?? kind, count: countOf((row) => row.kind === kind) }))} />
          <FilterWords label={x.find} />
        </>
      )}
    >
      {shown.length ? <AgreementRows agreements={shown} /> : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ status: [], kind: [], c: [], q: null })} />}
    </Question>
  );
}

/** How many are in each state, certain and possible. */
function agreementSentence(rows: RegisteredAgreement[], x: (typeof texts)['pl']): string {
  if (!rows.length) return x.none;
  const parts = STATES.flatMap((state) => {
    const count = (sure: string) => rows.filter((row) => row.states.some((each) => each.state === state && each.certainty === sure)).length;
    const [yes, maybe] = [count('yes'), count('possibly')];
    return yes || maybe ? [x.inState(x.states[state]!, yes, maybe)] : [];
  });
  const text = parts.join('; ');
  return x.sentence(rows.length, text.charAt(0).toLocaleUpperCase() + text.slice(1));
}
