import { useWords } from '../../app.ts';
import { namedIn, Value } from '../../facts/Fields.tsx';
import { texts as factTexts } from '../../facts/texts.ts';
import { useTexts } from '../../texts.ts';
import { SourceItems } from '../../ui/Words.tsx';
import { controlOf, useForm } from './context.ts';
import { texts } from './texts.ts';

/** The values of a fact that differ by source: the one that is ranked. */
export function FactValues() {
  const { fact, entered, set, locked, errors } = useForm();
  const { list } = useWords().t;
  const t = useTexts(texts);
  const words = useTexts(factTexts);
  if (!fact) return <p class="about">{t.fact.loading}</p>;
  const named = namedIn(fact.named);
  const messages = errors('value');
  return (
    <fieldset id={controlOf('value')} tabIndex={-1} class="people">
      <legend>{t.fact.values}</legend>
      {messages.length ? <p class="wrong">{messages.join(' ')}</p> : null}
      {fact.values.length ? null : <p class="about">{t.fact.several}</p>}
      {fact.values.map((value) => {
        const id = `${value.event} ${value.field}`;
        return (
          <div key={id}>
            <label class="option"><input type="radio" name="value" value={id} disabled={locked} checked={entered.text('value') === id} onChange={() => set('value', id)} /> <span>{words.fields[value.field] ?? value.field}: <Value value={value.value} named={named} /> <span class="about">{list([value.event === fact.event ? t.fact.own : (value.by?.label ?? ''), t.options.rank![value.rank] ?? value.rank].filter(Boolean))}</span></span></label>
            {value.event === fact.event ? null : <SourceItems sources={value.sources} />}
          </div>
        );
      })}
    </fieldset>
  );
}
