import { useState } from 'preact/hooks';
import { speak } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { texts } from './texts.ts';

/** Of sources of these types there is no file, and so no hash: a scan or a recording is a file. */
export const WITHOUT_FILE = new Set(['paper', 'conversation']);

/** The document's file: it is read here, and only its SHA-256 goes into the record. */
export function FileField({ name, hash, change }: { name: string; hash?: string; change(hash: string | undefined): void }) {
  const { errors, locked } = useForm();
  const t = useTexts(texts);
  const [failed, setFailed] = useState(false);
  const read = async (file: File | undefined) => {
    setFailed(false);
    try {
      const digest = file ? new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())) : null;
      change(digest ? [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') : undefined);
      if (digest) speak(t.source.hashed);
    } catch {
      // Without a secure origin the browser computes none, and the source is recorded without it.
      setFailed(true);
    }
  };
  return (
    <Field id={controlOf(name)} label={t.source.file} hint={t.source.fileHint} errors={[...(failed ? [t.source.unhashed] : []), ...errors(name)].map((message) => ({ pointer: '', message }))}>
      {(attributes) => <><input {...attributes} type="file" disabled={locked} onChange={(event) => void read(event.currentTarget.files?.[0])} />{hash ? <p class="about">{t.source.hashed} <code>{hash.slice(0, 12)}…</code></p> : null}</>}
    </Field>
  );
}
