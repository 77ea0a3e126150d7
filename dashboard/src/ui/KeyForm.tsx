// Where the key is entered, or a person signs in: in place of the page, or over it when the key was refused.

import { useEffect, useState } from 'preact/hooks';
import { go } from '../app.ts';
import { isKey } from '../key.ts';
import { canSignIn, signedIn, signIn } from '../signin.ts';
import { useTexts } from '../texts.ts';
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

const signInTexts = {
  pl: { signIn: 'Zaloguj się', note: 'U dostawcy tożsamości tej instancji, zamiast podawać klucz.', failed: 'Logowanie się nie powiodło. Spróbuj ponownie albo podaj klucz.' },
  en: { signIn: 'Sign in', note: 'At the identity provider of this instance, instead of entering a key.', failed: 'Signing in has failed. Try again, or enter a key.' },
};

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
  const t = useTexts(signInTexts);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    // Back from the provider: the page where it began gets the token.
    signedIn().then((came) => came && (use(came.token), go(came.back, { replace: true })), () => setFailed(true));
  }, []);
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
      {failed ? <p role="alert">{t.failed}</p> : null}
      {canSignIn() ? (
        <>
          <p class="about">{t.note}</p>
          <p class="row"><button type="button" class="main" onClick={() => signIn().catch(() => setFailed(true))}>{t.signIn}</button></p>
        </>
      ) : null}
      <form onSubmit={submit} noValidate>
        <Field id="api-key" label={texts.label} hint={texts.hint} errors={wrong ? [{ pointer: '', message: texts.empty }] : []}>
          {(attributes) => <input {...attributes} type="password" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />}
        </Field>
        <button type="submit" class="main">{texts.use}</button>
      </form>
    </section>
  );
}
