import { useState } from 'preact/hooks';
import { isKey } from './client.ts';
import { Field } from './parts.tsx';
import { useSession } from './session.tsx';

/** Where the key is entered: in place of the page, or over it when the key was refused. */
export function KeyForm({ stale }: { stale: boolean }) {
  const { t, refused, use } = useSession();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const key = typed.trim();
    setWrong(!isKey(key));
    if (!isKey(key)) return document.getElementById('partner-key')?.focus();
    setTyped('');
    use(key);
  };
  return (
    <section class={refused ? 'problem' : 'card'} aria-labelledby="keyhead">
      <h2 id="keyhead">{refused ? t.key.refusedTitle : t.key.title}</h2>
      {refused ? <p role="alert">{t.key.refused} {stale ? t.key.stale : null}</p> : null}
      <form onSubmit={submit} noValidate>
        <Field id="partner-key" label={t.key.label} hint={t.key.hint} errors={wrong ? [{ pointer: '', message: t.key.empty }] : []}>
          {(attributes) => <input {...attributes} type="password" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />}
        </Field>
        <button type="submit" class="main">{t.key.use}</button>
      </form>
    </section>
  );
}
