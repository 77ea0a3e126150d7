// The inputs of a form that hold one value: a text, a text in two languages, a choice, a flag.

import { useWords } from '../../app.ts';
import type { Texts } from '../../forms/values.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { texts } from './texts.ts';

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
