// Fields that point at things of the record: chosen by a type-ahead, each shown with a way to change it.

import { useRef } from 'preact/hooks';
import { useWords } from '../../app.ts';
import type { Offer } from '../../forms/declaration.ts';
import { focusNext } from '../../forms/focus.ts';
import { freshId, type Chosen } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { Tag } from '../../ui/Words.tsx';
import { Combo, type Fresh } from './Combo.tsx';
import { controlOf, useForm } from './context.ts';
import { PARTY_KINDS } from './search.ts';
import { texts } from './texts.ts';

interface Props {
  field: string;
  label: string;
  hint?: string;
  offer: Offer;
  many?: boolean;
  fresh?: boolean;
  value: Chosen[];
  change(value: Chosen[]): void;
}

export function Refs({ field, label, hint, offer, many = false, fresh = false, value, change }: Props) {
  const { lang } = useWords();
  const { word, errors, locked, lang: entered } = useForm();
  const t = useTexts(texts);
  const id = controlOf(field);
  const box = useRef<HTMLDivElement>(null);
  /** After the list is drawn again: where the keyboard goes on. */
  const focus = (selector: string) => focusNext(() => box.current?.querySelector<HTMLElement>(selector));
  const choose = (chosen: Chosen) => {
    change(many ? [...value.filter((each) => each.id !== chosen.id), chosen] : [chosen]);
    focus(many ? 'input' : '.chosen button');
  };
  const remove = (at: number) => {
    change(value.filter((_, index) => index !== at));
    focus('input');
  };
  const make = (typed: string): Fresh[] =>
    fresh ? PARTY_KINDS.filter((kind) => kind !== 'unit').map((kind) => ({ label: t.combo.add(typed, t.options.kind![kind]!), make: () => ({ id: freshId('party', typed, word), kind, names: { [entered]: typed }, fresh: true }) })) : [];
  const messages = errors(field);
  return (
    <div class="refs" ref={box}>
      {many || !value.length ? (
        <Field id={id} label={label} hint={hint} errors={messages.map((message) => ({ pointer: '', message }))}>
          {({ id: control, ...attributes }) => <Combo id={control} offer={offer} attributes={attributes} fresh={make} disabled={locked} choose={choose} />}
        </Field>
      ) : <p class="label">{label}</p>}
      {!many && value.length && messages.length ? <p class="wrong">{messages.join(' ')}</p> : null}
      {value.length ? (
        <ul class="chosen">
          {value.map((each, at) => {
            const name = textIn(each.names, lang);
            return (
              <li key={each.id}>
                <bdi lang={name.lang ?? undefined}>{name.text || each.id}</bdi>
                {each.abbreviation ? <span class="about">{each.abbreviation}</span> : null}
                {each.fresh ? <Tag>{`${t.combo.fresh}: ${t.options.kind![each.kind] ?? each.kind}`}</Tag> : null}
                <button type="button" id={many ? undefined : id} disabled={locked} aria-label={many ? t.combo.remove(name.text) : t.combo.change(label)} onClick={() => remove(at)}>{many ? '✕' : t.check.change}</button>
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}
