// Did visits lead to agreements?

import type { VisitWithPaths } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { fullName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { texts } from './texts.ts';
import { VisitRows } from './VisitRows.tsx';
import '../../ui/questions.css';

export function Visits() {
  const { lang, view, set } = useApp();
  const x = useTexts(texts);
  const followed = useQuestion<VisitWithPaths[]>('/v1/visits', { limit: '500' });
  const all = useQuestion<VisitWithPaths[]>('/v1/visits', { limit: '500' }, true);
  const rows = followed.answer?.data ?? null;
  const taking = (visit: VisitWithPaths) => [visit.host, ...visit.visitors];
  const shown = (rows ?? []).filter((row) => hasWords([row.ref, ...taking(row), ...row.sites, ...row.clusters].map((ref) => `${ref.abbreviation ?? ''} ${fullName(ref, lang)}`), view.q));
  return (
    <Question
      answer={rows && visitSentence(shown, x, (visit) => fullName(visit, lang))} followed={followed} also={all} shown={[...shown, ...shown.flatMap((row) => row.outcomes)]}
      intervals={(all.answer?.data ?? []).map((row) => row.interval)}
      controls={<FilterWords label={x.subject} />}
    >
      {shown.length ? <VisitRows visits={shown} /> : <Empty why={x.none} filter={view.q} clear={() => set({ q: null })} />}
    </Question>
  );
}

function visitSentence(visits: VisitWithPaths[], x: (typeof texts)['pl'], name: (ref: VisitWithPaths['ref']) => string): string {
  if (!visits.length) return x.none;
  const paths = visits.flatMap((visit) => visit.paths);
  const [only] = paths;
  if (visits.length === 1 && paths.length === 1 && only) return x.one(name(only.leads_to), x.lag(only.lag_days.min, only.lag_days.max), only.recorded);
  return x.sentence(visits.length, visits.filter((visit) => visit.paths.length).length, visits.filter((visit) => visit.paths.some((path) => path.recorded)).length);
}
