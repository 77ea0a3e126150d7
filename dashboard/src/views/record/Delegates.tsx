import { focusNext } from '../../forms/focus.ts';
import type { Delegate } from '../../forms/values.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { Refs } from './Refs.tsx';
import { texts } from './texts.ts';

/** Who took part in a visit, by side, function and organisation: never by name. */
export function Delegates() {
  const { entered, set, locked } = useForm();
  const t = useTexts(texts);
  const list = entered.list<Delegate>('delegates');
  const change = (at: number, part: Partial<Delegate>) => set('delegates', list.map((each, index) => (index === at ? { ...each, ...part } : each)));
  const focus = (id: string) => focusNext(() => document.getElementById(id));
  const add = () => {
    set('delegates', [...list, { side: 'visitor', function: '', organisation: [] }]);
    focus(controlOf(`delegates-${list.length}-function`));
  };
  const remove = (at: number) => {
    set('delegates', list.filter((_, index) => index !== at));
    focus(controlOf('delegates'));
  };
  return (
    <fieldset class="people">
      <legend>{t.fields.delegates}</legend>
      <p class="about">{t.hints.delegates}</p>
      {list.map((each, at) => (
        <fieldset key={at} class="person">
          <legend>{t.delegate.number(at + 1)}</legend>
          <Field id={controlOf(`delegates-${at}-side`)} label={t.delegate.side}>
            {(attributes) => (
              <select {...attributes} disabled={locked} value={each.side} onChange={(event) => change(at, { side: event.currentTarget.value as Delegate['side'] })}>
                {(['visitor', 'host'] as const).map((side) => <option key={side} value={side}>{t.delegate.sides[side]}</option>)}
              </select>
            )}
          </Field>
          <Field id={controlOf(`delegates-${at}-function`)} label={t.delegate.function}>
            {(attributes) => <input {...attributes} disabled={locked} autocomplete="off" value={each.function} onInput={(event) => change(at, { function: event.currentTarget.value })} />}
          </Field>
          <Refs field={`delegates-${at}-organisation`} label={t.delegate.organisation} offer="party" fresh value={each.organisation} change={(organisation) => change(at, { organisation })} />
          <p><button type="button" disabled={locked} onClick={() => remove(at)}>{t.delegate.remove(at + 1)}</button></p>
        </fieldset>
      ))}
      <p><button type="button" id={controlOf('delegates')} disabled={locked} onClick={add}>{t.delegate.add}</button></p>
    </fieldset>
  );
}
