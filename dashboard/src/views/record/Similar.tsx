// Organisations of the record that may be the one that is being entered: why each may, and the decision that it is another.

import { useEffect, useState } from 'preact/hooks';
import type { Answers } from '../../answers.ts';
import { fetchAnswer } from '../../api.ts';
import { useWords } from '../../app.ts';
import { similarUrl } from '../../forms/similar.ts';
import { chosenOf, type Chosen } from '../../forms/values.ts';
import { useTexts } from '../../texts.ts';
import { useForm } from './context.ts';
import { texts } from './texts.ts';

/** Milliseconds of rest after which the record is asked. */
const REST = 500;
type Similar = Answers['/v1/similar-parties'];

export function SimilarParties() {
  const { kind, entered, set, locked } = useForm();
  const { lang } = useWords();
  const t = useTexts(texts);
  const [found, setFound] = useState<Similar>([]);
  const url = kind === 'organisation' && !locked ? similarUrl(entered, lang) : null;
  useEffect(() => {
    let wanted = true;
    if (!url) return setFound([]);
    // Without an answer nothing is said: what is recorded then can still be linked or kept apart.
    const timer = setTimeout(() => fetchAnswer<Similar>(url, undefined, 1).then(({ data }) => wanted && setFound(data), () => wanted && setFound([])), REST);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [url]);
  const apart = entered.list<Chosen>('apart');
  const decide = (chosen: Chosen, other: boolean) => set('apart', [...apart.filter(({ id }) => id !== chosen.id), ...(other ? [chosen] : [])]);
  return (
    <div aria-live="polite" data-similar={found.length}>
      {found.length ? (
        <section class="note" aria-labelledby="similar">
          <h3 id="similar">{t.similar.title}</h3>
          <p>{t.similar.note}</p>
          <ul>
            {found.map(({ ref, reasons }) => (
              <li key={ref.id}>
                <a href={`/${lang}/party/${ref.id.slice('party-'.length)}`} target="_blank" rel="noopener">{ref.label}</a>: {reasons.map((reason) => t.similar.reasons[reason.kind](reason.text, reason.scheme ?? '')).join('; ')}
                <label class="option"><input type="checkbox" disabled={locked} checked={apart.some(({ id }) => id === ref.id)} onChange={(event) => decide(chosenOf(ref), event.currentTarget.checked)} /> {t.similar.other}</label>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
