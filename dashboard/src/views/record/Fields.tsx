// The fields of a form, drawn from their declarations.

import { useWords } from '../../app.ts';
import { FORMS } from '../../forms/form.ts';
import type { Field as Declared } from '../../forms/declaration.ts';
import { amountField } from '../../forms/project.ts';
import type { Chosen } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { useForm } from './context.ts';
import { Delegates } from './Delegates.tsx';
import { FactFields } from './FactFields.tsx';
import { ChoiceField, FlagField, LanguageField, TextField } from './inputs.tsx';
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
