// "My city" and "these two together": one question, of one or of several.

import type { Together as Answer } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useLoading } from '../../loading.ts';
import { useTexts } from '../../texts.ts';
import { Skeleton } from '../../ui/Problem.tsx';
import type { Entry } from '../../ui/OtherRecord.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { Unloaded } from '../../ui/Unloaded.tsx';
import { texts as visitTexts } from '../visits/texts.ts';
import { togetherSentence } from './sentence.ts';
import { storyId } from './story.ts';
import { SubjectChoice } from './Subject.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

/** What one city or organisation agreed, visited, promised and takes part in, and what came of it. */
export const MyCity = () => <Of least={1} most={1} />;

/** What two or more did together, and what came of it. */
export const Together = () => <Of least={2} most={3} />;

function Of({ least, most }: { least: number; most: number }) {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const visits = useTexts(visitTexts);
  const subjects = [...new Set((view.sel ?? '').split(',').filter(Boolean))].slice(0, most);
  const asked = subjects.length >= least;
  const followed = useQuestion<Answer>(asked ? '/v1/together' : null, { subjects: subjects.join() });
  const ever = useQuestion<Answer>(asked ? '/v1/together' : null, { subjects: subjects.join() }, true);
  const data = asked && !followed.outdated ? (followed.answer?.data ?? null) : null;
  const pick = (at: number, id: string | null) => {
    const next = [...subjects];
    next.splice(at, 1, ...(id === null ? [] : [id]));
    set({ sel: next.join() || null });
  };
  const labels = least === 1 ? [x.of] : [x.first, x.second, x.third];
  return (
    <Question
      answer={!asked ? (least === 1 ? x.chooseOne : x.choose) : data && togetherSentence(data, x, visits, lang, t.list)} followed={followed} also={ever} timeless={!asked}
      shown={facts(data)} entries={ENTRIES} intervals={facts(ever.answer?.data ?? null).map((fact) => fact.interval)}
      controls={<>{labels.slice(0, Math.max(least, Math.min(most, subjects.length + 1))).map((label, at) => <SubjectChoice key={at} label={label} value={subjects[at] ?? null} without={subjects} change={(id) => pick(at, id)} />)}</>}
    >
      {data ? <Parts data={data} /> : null}
    </Question>
  );
}

const facts = (answer: Answer | null) => (answer ? [...answer.agreements, ...answer.visits, ...answer.roles, ...answer.commitments] : []);
/** What is compared with another record. */
const ENTRIES = { of: (data: unknown): Entry[] => facts(data as Answer), id: storyId };

/** The tables and cards come after the sentence. */
function Parts({ data }: { data: Answer }) {
  const { value: View, failed, retry } = useLoading('together', () => import('./Answer.tsx').then((module) => module.TogetherAnswer));
  return failed ? <Unloaded retry={retry} /> : View ? <View data={data} /> : <Skeleton />;
}
