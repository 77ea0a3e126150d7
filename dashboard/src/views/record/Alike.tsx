import { useWords } from '../../app.ts';
import { ALSO, isAlso, ofDateAlone } from '../../forms/form.ts';
import { useTexts } from '../../texts.ts';
import { Say } from '../../ui/Words.tsx';
import { controlOf, useForm } from './context.ts';
import { texts } from './texts.ts';

/** The facts whose date rests on the same inference as that of the target: they are amended together, unless unticked. */
export function Alike() {
  const { kind, entered, set, locked, fact, ...context } = useForm();
  const { date } = useWords();
  const t = useTexts(texts);
  if (!fact?.same_inference.length || (kind !== 'refinement' && kind !== 'correction')) return null;
  const all = ofDateAlone(entered, context, kind === 'refinement' ? 'refine' : 'correct');
  return (
    <fieldset class="people">
      <legend>{t.fact.alike}</legend>
      <p class="about">{all ? t.fact.alikeNote : t.fact.alikeDate} <bdi>{fact.date.inferred_from}</bdi></p>
      {fact.same_inference.map(({ event, what, date: dated }) => (
        <label key={event} class="option">
          <input type="checkbox" id={controlOf(ALSO + event)} disabled={locked || !all} checked={all && isAlso(entered, event)} onChange={(change) => set(ALSO + event, change.currentTarget.checked)} /> <span><Say text={what} />, {date(dated)}</span>
        </label>
      ))}
    </fieldset>
  );
}
