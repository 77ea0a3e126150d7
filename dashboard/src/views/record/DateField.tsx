// The date of a fact: what was typed, what is understood of it, and what is still asked.

import { useWords } from '../../app.ts';
import { dayNumber } from '../../dates.ts';
import { knownDate, PRECISIONS, understand, type Part, type Precision, type When } from '../../forms/when.ts';
import { useTexts } from '../../texts.ts';
import { Bar } from '../../ui/Bar.tsx';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { texts } from './texts.ts';

export function DateField() {
  const { kind, entered, set, errors, locked, today } = useForm();
  const { date: say } = useWords();
  const t = useTexts(texts);
  const when = entered.when;
  const change = (part: Partial<When>) => set('when', { ...when, ...part });
  const read = understand(when, today);
  const known = read.date ? knownDate(read.date) : null;
  const asks = (part: Part) => read.asks.some((each) => each.part === part);
  const wrong = (part: Part) => errors(`when-${part}`).map((message) => ({ pointer: '', message }));
  const input = (part: Part, name: 'text' | 'until' | 'year' | 'basis' | 'phrase', label: string, hint?: string) => (
    <Field id={controlOf(`when-${name}`)} label={label} hint={hint} errors={wrong(part)}>
      {(attributes) => <input {...attributes} disabled={locked} autocomplete="off" spellcheck={false} inputMode={name === 'year' ? 'numeric' : undefined} value={when[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />}
    </Field>
  );
  const bounded = asks('bounds') || Boolean(when.from || when.to);
  return (
    <>
      <div class="pair">
        {input('text', 'text', kind === 'count' ? t.when.asOf : t.when.label, t.when.hint)}
        <Field id={controlOf('when-precision')} label={t.when.precision}>
          {(attributes) => (
            <select {...attributes} disabled={locked} value={when.precision} onChange={(event) => change({ precision: event.currentTarget.value as Precision })}>
              {PRECISIONS.map((precision) => <option key={precision} value={precision}>{t.when.precisions[precision]}</option>)}
            </select>
          )}
        </Field>
      </div>
      {when.precision === 'between' ? input('until', 'until', t.when.until) : null}
      {read.orders || when.order ? (
        <fieldset id={controlOf('when-order')} tabIndex={-1}>
          <legend>{t.when.order}</legend>
          {wrong('order').map(({ message }) => <p class="wrong" key={message}>{message}</p>)}
          {(['first', 'second'] as const).map((order, at) => {
            const orders = read.orders ?? understand({ ...when, order: '' }, today).orders;
            return orders ? <label class="option" key={order}><input type="radio" name="order" disabled={locked} checked={when.order === order} onChange={() => change({ order })} /> {say(knownDate({ edtf: orders[at]! }))}</label> : null;
          })}
        </fieldset>
      ) : null}
      {read.inferred && !bounded ? <><p class="note">{t.when.year0}</p>{input('year', 'year', t.when.year)}</> : null}
      {bounded ? (
        <>
          <p class="note">{t.when.boundsNote}</p>
          <div class="pair">
            {(['from', 'to'] as const).map((end) => (
              <Field key={end} id={controlOf(end === 'from' ? 'when-bounds' : 'when-to')} label={t.when[end]} errors={end === 'from' ? wrong('bounds') : []}>
                {(attributes) => <input {...attributes} disabled={locked} autocomplete="off" value={when[end]} onInput={(event) => change({ [end]: event.currentTarget.value })} />}
              </Field>
            ))}
          </div>
        </>
      ) : null}
      {read.inferred ? input('basis', 'basis', t.when.basis, t.when.basisHint) : null}
      <Meaning read={read} known={known} />
      {read.inferred ? null : (
        <details open={Boolean(when.phrase || when.basis) || undefined}>
          <summary>{t.when.more}</summary>
          {input('basis', 'phrase', t.when.phrase)}
          {input('basis', 'basis', t.when.basis, t.when.basisHint)}
        </details>
      )}
    </>
  );
}

interface MeaningProps {
  read: ReturnType<typeof understand>;
  known: ReturnType<typeof knownDate> | null;
}

/** "Zapiszemy: marzec 2018, czyli między 1 a 31 marca 2018", with its bar; or what is still asked. */
function Meaning({ read, known }: MeaningProps) {
  const { entered } = useForm();
  const { date: say, day } = useWords();
  const t = useTexts(texts);
  const question = read.asks[0]?.question;
  const typed = entered.when.text.trim() !== '' || entered.when.precision === 'unknown';
  if (!known) return typed ? <p class="means" data-asks={question} aria-live="polite">{question ? t.when.questions[question] : <>{t.when.will} <strong>{t.when.unknown}</strong></>}</p> : null;
  const inWords = say(known);
  const { earliest, latest } = known;
  // "między 1 a 31 marca 2018": what both ends share stands once.
  const first = earliest && latest && earliest.slice(0, 7) === latest.slice(0, 7) ? String(Number(earliest.slice(8))) : earliest && day(earliest);
  const meaning = first && latest && earliest !== latest ? t.when.means(inWords, first, day(latest)) : inWords;
  return (
    <>
      <p class="means" aria-live="polite">{t.when.will} <strong>{meaning}</strong>{question ? ` ${t.when.questions[question]}` : ''}</p>
      <Mark known={known} />
    </>
  );
}

/** The bar of the date as the timeline will draw it. */
export function Mark({ known }: { known: ReturnType<typeof knownDate> }) {
  const { entered } = useForm();
  const ends = [known.earliest, known.latest].filter((end): end is string => Boolean(end)).map(dayNumber);
  if (!ends.length) return null;
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const fact = { event: 'draft', date: known, inferred: Boolean(known.inferred_from), disputed: false, sources: entered.cited } as unknown as Parameters<typeof Bar>[0]['fact'];
  return <div class="mark"><Bar fact={fact} slot={0} known={[first - 366, last + 366]} shorten={false} width={280} height={28} /></div>;
}
