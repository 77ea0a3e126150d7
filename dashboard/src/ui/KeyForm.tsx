// Where the key is entered: in place of the page, or over it when the key was refused.

import { useEffect, useState } from 'preact/hooks';
import { isKey } from '../key.ts';
import { Field } from './Field.tsx';

export interface KeyTexts {
  title: string;
  label: string;
  hint: string;
  use: string;
  empty: string;
  refusedTitle: string;
  refused: string;
}

interface Props {
  texts: KeyTexts;
  /** The key was refused. `more` says what became of what is on the page. */
  refused: boolean;
  more?: string | null;
  /** Puts the focus into the field: it came while somebody did something else. */
  focus?: boolean;
  use(key: string): void;
}

export function KeyForm({ texts, refused, more, focus = false, use }: Props) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    if (focus) document.getElementById('api-key')?.focus();
  }, [focus]);
  const submit = (event: Event) => {
    event.preventDefault();
    const key = typed.trim();
    setWrong(!isKey(key));
    if (!isKey(key)) return document.getElementById('api-key')?.focus();
    setTyped('');
    use(key);
  };
  return (
    <section class={refused ? 'problem' : 'card'} aria-labelledby="keyhead">
      <h2 id="keyhead">{refused ? texts.refusedTitle : texts.title}</h2>
      {refused ? <p role="alert">{texts.refused} {more}</p> : null}
      <form onSubmit={submit} noValidate>
        <Field id="api-key" label={texts.label} hint={texts.hint} errors={wrong ? [{ pointer: '', message: texts.empty }] : []}>
          {(attributes) => <input {...attributes} type="password" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />}
        </Field>
        <button type="submit" class="main">{texts.use}</button>
      </form>
    </section>
  );
}
