// Promises and evidence.

import type { Commitment } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { fullName, textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { PromiseCards } from './PromiseCards.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

export function Promises() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<Commitment[]>('/v1/commitments', { limit: '500' });
  const all = useQuestion<Commitment[]>('/v1/commitments', { limit: '500' }, true);
  const rows = followed.answer?.data ?? null;
  const shown = (rows ?? []).filter((row) => hasWords([textIn(row.text, lang).text, row.promisor ? fullName(row.promisor, lang) : ''], view.q) && (!view.status.length || row.assessments.some((each) => view.status.includes(each.verdict))));
  const verdicts = (rows ?? []).flatMap((row) => row.assessments.map((each) => each.verdict as string));
  const filters = [...view.status.map((each) => x.words[each] ?? each), ...(view.q ? [view.q] : [])];
  return (
    <Question
      answer={rows && promiseSentence(shown, x)} followed={followed} also={all}
      shown={shown.flatMap((row) => [row, ...row.evidence, ...row.evidence.map((each) => ({ sources: [each.document] })), ...row.assessments])}
      intervals={(all.answer?.data ?? []).flatMap((row) => [row, ...row.evidence, ...row.assessments]).map((fact) => fact.interval)}
      controls={(
        <>
          <FilterChoice label={x.verdict} field="status" options={Object.entries(x.words).filter(([value]) => verdicts.includes(value)).map(([value, label]) => ({ value, label, count: verdicts.filter((each) => each === value).length }))} />
          <FilterWords label={x.find} />
        </>
      )}
    >
      {shown.length ? <PromiseCards promises={shown} /> : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ q: null, status: [] })} />}
    </Question>
  );
}

function promiseSentence(promises: Commitment[], x: (typeof texts)['pl']): string {
  if (!promises.length) return x.none;
  const own = promises.filter((promise) => promise.assessments.some((verdict) => verdict.rests_on_promisor)).length;
  const judged = promises.filter((promise) => promise.assessments.length).length;
  return promises.length === 1 && own ? x.own : x.sentence(promises.length, judged, own);
}
