// The fields of a form, drawn from their declarations.

import { useWords } from '../../app.ts';
import { FORMS, type Field as Declared } from '../../forms/form.ts';
import { amountField } from '../../forms/project.ts';
import type { Chosen, Texts } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { Delegates } from './Delegates.tsx';
import { FactFields } from './FactFields.tsx';
import { Refs } from './Refs.tsx';
import { Signers } from './Signers.tsx';
import { texts } from './texts.ts';
import { FactValues } from './FactValues.tsx';

/** A date has a part of its own; these are the fields of "What and who". */
export function Fields() {
  const { kind } = useForm();
  return <>{FORMS[kind].fields.map((field) => <OneField key={field.name} field={field} />)}</>;
}

function OneField({ field }: { field: Declared }) {
  const { entered, set } = useForm();
  const { lang } = useWords();
  const t = useTexts(texts);
  const { name } = field;
  const [label, hint] = [t.fields[name] ?? name, t.hints[name]];
  switch (field.type) {
    case 'text':
    case 'long':
    case 'count':
      return <TextField field={name} label={label} hint={hint} rows={field.type === 'long' ? 2 : undefined} numeric={field.type === 'count'} />;
    case 'texts':
      return <LanguageField field={name} label={label} hint={hint} long={name !== 'names'} />;
    case 'choice':
      return <ChoiceField field={name} label={label} options={field.options} needed={field.needed} />;
    case 'flag':
      return <FlagField field={name} label={label} />;
    case 'refs':
      return (
        <>
          <Refs field={name} label={label} hint={hint} offer={field.offer} many={field.many} fresh={field.fresh} value={entered.list<Chosen>(name)} change={(value) => set(name, value)} />
          {field.amounts ? entered.list<Chosen>(name).map(({ id, names }) => <TextField key={id} field={amountField(id)} label={t.share(textIn(names, lang).text || id)} />) : null}
        </>
      );
    case 'delegates':
      return <Delegates />;
    case 'signers':
      return <Signers />;
    case 'fact':
      return <FactFields />;
    case 'values':
      return <FactValues />;
  }
}

interface TextProps {
  field: string;
  label: string;
  hint?: string;
  rows?: number;
  numeric?: boolean;
}

export function TextField({ field, label, hint, rows, numeric }: TextProps) {
  const { entered, set, errors, locked } = useForm();
  const value = entered.values[field];
  const shown = typeof value === 'string' ? value : '';
  return (
    <Field id={controlOf(field)} label={label} hint={hint} errors={errors(field).map((message) => ({ pointer: '', message }))}>
      {(attributes) =>
        rows ? <textarea {...attributes} rows={rows} disabled={locked} value={shown} onInput={(event) => set(field, event.currentTarget.value)} />
        : <input {...attributes} disabled={locked} inputMode={numeric ? 'numeric' : undefined} autocomplete="off" value={shown} onInput={(event) => set(field, event.currentTarget.value)} />}
    </Field>
  );
}

/** A text in the language of the form, and if wanted in the other one. */
export function LanguageField({ field, label, hint, long }: { field: string; label: string; hint?: string; long: boolean }) {
  const { entered, set, errors, locked, lang } = useForm();
  const t = useTexts(texts);
  const other = lang === 'pl' ? 'en' : 'pl';
  const value = (entered.values[field] ?? {}) as Texts;
  const change = (of: 'pl' | 'en', text: string | undefined) => set(field, { ...value, [of]: text });
  const control = (of: 'pl' | 'en', attributes: Record<string, string | undefined>) => {
    const shared = { ...attributes, lang: of, disabled: locked, value: value[of] ?? '', onInput: (event: { currentTarget: { value: string } }) => change(of, event.currentTarget.value) };
    return long ? <textarea {...shared} rows={2} /> : <input {...shared} autocomplete="off" />;
  };
  const messages = errors(field).map((message) => ({ pointer: '', message }));
  return (
    <div class="languages">
      <Field id={controlOf(field)} label={value[other] === undefined ? label : `${label} (${t.other[lang]})`} hint={hint} errors={messages}>{(attributes) => control(lang, attributes)}</Field>
      {value[other] === undefined ? <p><button type="button" class="plain" disabled={locked} onClick={() => change(other, '')}>{t.other.add(label)}</button></p>
      : <Field id={controlOf(`${field}-${other}`)} label={`${label} (${t.other[other]})`}>{(attributes) => control(other, attributes)}</Field>}
    </div>
  );
}

export function ChoiceField({ field, label, options, needed }: { field: string; label: string; options: readonly string[]; needed?: boolean }) {
  const { entered, set, errors, locked } = useForm();
  const t = useTexts(texts);
  return (
    <Field id={controlOf(field)} label={label} errors={errors(field).map((message) => ({ pointer: '', message }))}>
      {(attributes) => (
        <select {...attributes} disabled={locked} value={entered.text(field)} onChange={(event) => set(field, event.currentTarget.value)}>
          {needed ? null : <option value="">{t.unsaid}</option>}
          {options.map((option) => <option key={option} value={option}>{t.options[field]?.[option] ?? option}</option>)}
        </select>
      )}
    </Field>
  );
}

export function FlagField({ field, label }: { field: string; label: string }) {
  const { entered, set, locked } = useForm();
  const { lang } = useWords();
  return <label class="option" lang={lang}><input type="checkbox" id={controlOf(field)} disabled={locked} checked={entered.flag(field)} onChange={(event) => set(field, event.currentTarget.checked)} /> {label}</label>;
}
