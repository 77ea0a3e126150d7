// A new channel: its form is made of the settings' schema, so every kind of channel has one.

import { useRef, useState } from 'preact/hooks';
import { CHANNEL_FORMS, type Channel, type Subscription } from './answers.ts';
import { Refusal, type FieldError } from '../service.ts';
import { Field } from '../ui/Field.tsx';
import { RefusalNote } from './parts.tsx';
import { useAction, useSession } from './session.tsx';

interface Schema {
  type?: string | string[];
  enum?: string[];
  anyOf?: Schema[];
  default?: unknown;
  description?: string;
}

interface Form {
  properties: Record<string, Schema>;
  required: string[];
}

const FORMS: Record<string, Form> = CHANNEL_FORMS;
/** Settings that most people need; the others are folded. */
const SHOWN = new Set(['url', 'signature', 'address', 'every', 'name', 'label']);

export function ChannelForm({ subscription, made }: { subscription: Subscription; made(channel: Channel): void }) {
  const { t } = useSession();
  const { busy, problem, refuse, run } = useAction();
  const [kind, setKind] = useState(Object.keys(FORMS)[0]!);
  const [values, setValues] = useState<Record<string, string>>({});
  const details = useRef<HTMLDetailsElement>(null);
  const form = FORMS[kind]!;
  const names = Object.keys(form.properties);
  const idOf = (name: string) => `make-${subscription.id}-${name}`;
  const place = (pointer: string) => {
    const name = pointer.split('/')[1] ?? '';
    return name === 'kind' || names.includes(name) ? idOf(name) : null;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const missing = form.required.filter((name) => !values[name]?.trim()).map((name): FieldError => ({ pointer: `/${name}`, message: `${labelOf(name, t.make.fields)}: ${t.ask.valueEmpty}` }));
    if (missing.length) return refuse(new Refusal(0, null, null, null, missing));
    const settings = Object.fromEntries(names.flatMap((name) => {
      const typed = values[name]?.trim();
      return typed ? [[name, isNumber(name, form.properties[name]!, typed) ? Number(typed) : typed]] : [];
    }));
    const channel = await run<Channel>('POST', `/v1/subscriptions/${encodeURIComponent(subscription.id)}/channels`, { kind, ...settings });
    if (!channel) return;
    setValues({});
    if (details.current) details.current.open = false;
    made(channel);
  };
  const field = (name: string) => {
    const schema = form.properties[name]!;
    const [known, hint] = t.make.fields[name] ?? [name, schema.description ?? ''];
    const label = form.required.includes(name) || schema.enum ? known : t.make.optional(known);
    const errors = problem?.errors.filter(({ pointer }) => pointer.split('/')[1] === name) ?? [];
    const set = (value: string) => setValues((before) => ({ ...before, [name]: value }));
    return (
      <Field key={name} id={idOf(name)} label={label} hint={hint} errors={errors}>
        {(attributes) => schema.enum ? (
          <select {...attributes} value={values[name] ?? String(schema.default ?? '')} onChange={(event) => set(event.currentTarget.value)}>
            {schema.enum.map((each) => <option key={each} value={each}>{t.make.values[each] ?? each}</option>)}
          </select>
        ) : (
          <input {...attributes} value={values[name] ?? ''} inputMode={schema.type === 'integer' ? 'numeric' : undefined} placeholder={schema.default === undefined || schema.default === null ? undefined : String(schema.default)} spellcheck={false} onInput={(event) => set(event.currentTarget.value)} />
        )}
      </Field>
    );
  };
  const more = names.filter((name) => !SHOWN.has(name));
  return (
    <details class="make" ref={details}>
      <summary>{t.make.title}</summary>
      <RefusalNote problem={problem} title={t.make.failed} field={(pointer) => { const id = place(pointer); const fold = id && document.getElementById(id)?.closest('details'); if (fold) fold.open = true; return id; }} />
      <form onSubmit={submit} noValidate aria-busy={busy}>
        <Field id={idOf('kind')} label={t.make.kind}>
          {(attributes) => (
            <select {...attributes} value={kind} onChange={(event) => (setKind(event.currentTarget.value), setValues({}), refuse(null))}>
              {Object.keys(FORMS).map((each) => <option key={each} value={each}>{t.channel.kinds[each] ?? each}</option>)}
            </select>
          )}
        </Field>
        {names.filter((name) => SHOWN.has(name)).map(field)}
        {more.length ? <details><summary>{t.make.more}</summary>{more.map(field)}</details> : null}
        <button type="submit" class="main" aria-disabled={busy || undefined}>{t.make.send}</button>
      </form>
    </details>
  );
}

const labelOf = (name: string, fields: Record<string, [string, string]>): string => fields[name]?.[0] ?? name;

/** A position may be written as a number; other numbers are settings. */
function isNumber(name: string, schema: Schema, typed: string): boolean {
  return /^\d{1,15}$/.test(typed) && (schema.type === 'integer' || name === 'since');
}
