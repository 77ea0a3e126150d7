import type { FactWithHistory } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { focusNext } from '../../forms/focus.ts';
import { CORRECTED } from '../../forms/form.ts';
import type { Chosen, Texts, Value } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { FileField, WITHOUT_FILE } from './FileField.tsx';
import { LanguageField, TextField } from './inputs.tsx';
import { Refs } from './Refs.tsx';
import { texts } from './texts.ts';

type Shape = 'text' | 'number' | 'flag' | 'texts' | 'ref' | 'refs' | 'other';
const STREAM = /^(party|cluster|agreement|visit|conference|commitment|source)-[a-z0-9.-]+$/;

function shapeOf(value: unknown): Shape {
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return STREAM.test(value) ? 'ref' : 'text';
  if (Array.isArray(value)) return value.length && value.every((each) => typeof each === 'string' && STREAM.test(each)) ? 'refs' : 'other';
  return value && typeof value === 'object' && Object.entries(value).every(([tag, text]) => /^[a-z]{2,3}(-|$)/.test(tag) && typeof text === 'string') ? 'texts' : 'other';
}

/** Whether it is a source that was recorded without its file, and may have one. */
const lacksHash = ({ type, fields }: FactWithHistory) => type === 'SourceRegistered' && !fields.hash && !WITHOUT_FILE.has(String(fields.source_type ?? ''));

/** The fields of the fact that a correction is about: each as it is, or as it should be. */
export function FactFields() {
  const { kind, fact: target, entered, set, errors } = useForm();
  const t = useTexts(texts);
  if (!target) return <p class="about">{t.fact.loading}</p>;
  const fields = Object.entries(target.fields).filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length));
  const other = fields.filter(([, value]) => shapeOf(value) === 'other').map(([name]) => t.fields[name] ?? name);
  const messages = errors('fields');
  return (
    <fieldset id={controlOf('fields')} tabIndex={-1} class="people">
      <legend>{t.fields.fields}</legend>
      <p class="about">{kind === 'dispute' ? t.fact.instead : t.fact.keep}</p>
      {messages.length ? <p class="wrong">{messages.join(' ')}</p> : null}
      {fields.filter(([, value]) => shapeOf(value) !== 'other').map(([name, value]) => <OneField key={name} name={name} value={value} target={target} />)}
      {kind === 'correction' && lacksHash(target) ? <FileField name={CORRECTED + 'hash'} hash={entered.text(CORRECTED + 'hash') || undefined} change={(hash) => set(CORRECTED + 'hash', hash)} /> : null}
      {other.length ? <p class="about">{t.fact.other(other.join(', '))}</p> : null}
    </fieldset>
  );
}

function OneField({ name, value, target }: { name: string; value: unknown; target: FactWithHistory }) {
  const { entered, set, locked } = useForm();
  const { lang, t: page } = useWords();
  const t = useTexts(texts);
  const label = t.fields[name] ?? name;
  const field = CORRECTED + name;
  const shape = shapeOf(value);
  const named = (id: string): Chosen => {
    const ref = target.named.find((each) => each.id === id);
    return ref ? { id, kind: ref.kind, names: ref.names, abbreviation: ref.abbreviation } : { id, kind: '', names: { [lang]: id } };
  };
  const begin = () => {
    const values: Record<Exclude<Shape, 'other'>, () => Value> = {
      text: () => String(value), number: () => String(value), flag: () => value as boolean, texts: () => ({ ...(value as Texts) }), ref: () => [named(String(value))], refs: () => (value as string[]).map(named),
    };
    if (shape === 'ref') set(`${field}:one`, true);
    if (shape === 'number') set(`${field}:number`, true);
    set(field, values[shape as Exclude<Shape, 'other'>]());
    focusNext(() => document.getElementById(controlOf(field)));
  };
  const restore = () => {
    set(field, undefined);
    focusNext(() => document.getElementById(controlOf(`${field}-change`)));
  };
  if (entered.values[field] === undefined) {
    const words = shape === 'texts' ? textIn(value as Record<string, string>, lang).text : shape === 'ref' || shape === 'refs' ? [value].flat().map((id) => textIn(named(String(id)).names, lang).text).join(', ') : shape === 'flag' ? (value ? page.panel.yes : page.panel.no) : (t.options[name]?.[String(value)] ?? String(value));
    return <p class="unchanged"><span><span class="label">{label}:</span> <bdi>{words}</bdi></span> <button type="button" id={controlOf(`${field}-change`)} disabled={locked} aria-label={t.fact.change(label)} onClick={begin}>{t.check.change}</button></p>;
  }
  return (
    <div class="person">
      {shape === 'texts' ? <LanguageField field={field} label={label} long /> : null}
      {shape === 'text' || shape === 'number' ? (t.options[name]?.[String(value)] ? <Options field={field} label={label} name={name} /> : <TextField field={field} label={label} numeric={shape === 'number'} />) : null}
      {shape === 'flag' ? <label class="option"><input type="checkbox" id={controlOf(field)} disabled={locked} checked={entered.flag(field)} onChange={(event) => set(field, event.currentTarget.checked)} /> {label}</label> : null}
      {shape === 'ref' || shape === 'refs' ? <Refs field={field} label={label} offer="actor" many={shape === 'refs'} fresh value={entered.list<Chosen>(field)} change={(next) => set(field, next)} /> : null}
      <p><button type="button" class="plain" disabled={locked} aria-label={t.fact.restore(label)} onClick={restore}>{t.fact.unchanged}</button></p>
    </div>
  );
}

/** A choice among the words that the field may have. */
function Options({ field, label, name }: { field: string; label: string; name: string }) {
  const { entered, set, errors, locked } = useForm();
  const t = useTexts(texts);
  return (
    <Field id={controlOf(field)} label={label} errors={errors(field).map((message) => ({ pointer: '', message }))}>
      {(attributes) => (
        <select {...attributes} disabled={locked} value={entered.text(field)} onChange={(event) => set(field, event.currentTarget.value)}>
          {Object.entries(t.options[name] ?? {}).map(([option, words]) => <option key={option} value={option}>{words}</option>)}
        </select>
      )}
    </Field>
  );
}
