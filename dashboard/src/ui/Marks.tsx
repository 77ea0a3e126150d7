import type { RecordedFact } from '../answers.ts';
import { useWords } from '../app.ts';
import { Tag } from './Words.tsx';

/** The marks of a fact without its certainty: where that is said elsewhere, or rests on more than its date. */
export function Marks({ fact }: { fact: RecordedFact }) {
  const { t } = useWords();
  return (
    <span class="certainty">
      {fact.inferred ? <Tag sign="≈">{t.sure.inferred}</Tag> : null}
      {fact.disputed ? <Tag sign="≠">{t.sure.disputed}</Tag> : null}
      {fact.values?.length ? <Tag sign="⇄">{t.sure.others}</Tag> : null}
      {fact.sources.length ? null : <Tag sign="∅">{t.sure.unsourced}</Tag>}
    </span>
  );
}
