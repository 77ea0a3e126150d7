// The request for a subscription: which events, and what for.

import { useRef, useState } from 'preact/hooks';
import { useAnswer } from '../answer.ts';
import type { Reference } from '../answers.ts';
import { useApp } from '../app.ts';
import { fullName } from '../names.ts';
import { EVENT_TYPES, type FilterExpression, type Me, type Subscription } from './answers.ts';
import { newIdempotencyKey } from '../key.ts';
import { Refusal, type FieldError } from '../service.ts';
import { ATTRIBUTES, COMPARISONS, expressionOf, rowOf, type Attribute, type Comparison, type Condition } from './filter.ts';
import { Field } from '../ui/Field.tsx';
import { Outcome, RefusalNote } from './parts.tsx';
import { useAction, useSession } from './session.tsx';

type Which = 'everything' | 'some' | 'raw';
const FIRST: Condition = { attribute: 'type', comparison: 'exact', value: '' };

export function SubscriptionForm({ me }: { me: Me }) {
  const { t } = useSession();
  const { lang } = useApp();
  const { busy, problem, refuse, run } = useAction();
  const [which, setWhich] = useState<Which>('everything');
  const [conditions, setConditions] = useState([FIRST]);
  const [together, setTogether] = useState<'all' | 'any'>('all');
  const [json, setJson] = useState('');
  const [purpose, setPurpose] = useState('');
  const [subscriber, setSubscriber] = useState('');
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  // The same request until it is stored: a second press records nothing twice. What is typed meanwhile makes it another.
  const request = useRef({ body: '', key: '' });

  const place = (pointer: string): string | null => {
    if (pointer.startsWith('/purpose')) return 'ask-purpose';
    if (pointer.startsWith('/subscriber')) return me.subject === null ? 'ask-subscriber' : null;
    return pointer.startsWith('/filter') && which !== 'everything' ? (which === 'raw' ? 'ask-json' : `ask-value-${Math.min(rowOf(pointer), conditions.length - 1)}`) : null;
  };
  const errorsAt = (id: string): FieldError[] => (problem?.errors ?? []).filter(({ pointer }) => place(pointer) === id);

  const submit = async (event: Event) => {
    event.preventDefault();
    const errors: FieldError[] = [];
    let filter: FilterExpression | undefined;
    if (which === 'some') {
      conditions.forEach((each, index) => each.value.trim() || errors.push({ pointer: conditions.length > 1 ? `/filter/all/${index}` : '/filter', message: t.ask.valueEmpty }));
      filter = expressionOf(conditions, together);
    } else if (which === 'raw') {
      filter = readExpression(json) ?? undefined;
      if (!filter) errors.push({ pointer: '/filter', message: t.ask.jsonWrong });
    }
    if (!purpose.trim()) errors.push({ pointer: '/purpose', message: t.ask.purposeEmpty });
    setOutcome(null);
    if (errors.length) return refuse(new Refusal(0, t.refusal.title, null, null, errors));
    const body = { ...(filter ? { filter } : {}), purpose: { [lang]: purpose.trim() }, ...(me.subject === null ? { subscriber: subscriber.trim() } : {}) };
    const text = JSON.stringify(body);
    if (request.current.body !== text) request.current = { body: text, key: newIdempotencyKey() };
    const made = await run<Subscription>('POST', '/v1/subscriptions', body, `"${request.current.key}"`);
    if (!made) return;
    request.current = { body: '', key: '' };
    setPurpose('');
    setConditions([FIRST]);
    setJson('');
    setOutcome({ words: t.ask.sent });
  };

  return (
    <section class="card" aria-labelledby="askhead">
      <h2 id="askhead">{t.ask.title}</h2>
      <RefusalNote problem={problem} field={place} />
      <Outcome text={outcome} />
      <form onSubmit={submit} noValidate aria-busy={busy}>
        <fieldset>
          <legend>{t.ask.which}</legend>
          {(['everything', 'some', 'raw'] as const).map((each) => (
            <label class="option" key={each}><input type="radio" name="which" checked={which === each} onChange={() => setWhich(each)} /> {t.ask[each]}</label>
          ))}
        </fieldset>
        {which === 'some' ? <Conditions conditions={conditions} change={setConditions} together={together} join={setTogether} errorsAt={errorsAt} /> : null}
        {which === 'raw' ? (
          <Field id="ask-json" label={t.ask.json} hint={t.ask.jsonHint} errors={errorsAt('ask-json')}>
            {(attributes) => <textarea {...attributes} rows={4} spellcheck={false} value={json} onInput={(event) => setJson(event.currentTarget.value)} />}
          </Field>
        ) : null}
        {me.subject === null ? (
          <Field id="ask-subscriber" label={t.ask.subscriber} hint={t.ask.subscriberHint} errors={errorsAt('ask-subscriber')}>
            {(attributes) => <input {...attributes} value={subscriber} spellcheck={false} onInput={(event) => setSubscriber(event.currentTarget.value)} />}
          </Field>
        ) : null}
        <Field id="ask-purpose" label={t.ask.purpose} hint={t.ask.purposeHint} errors={errorsAt('ask-purpose')}>
          {(attributes) => <textarea {...attributes} rows={2} value={purpose} onInput={(event) => setPurpose(event.currentTarget.value)} />}
        </Field>
        <button type="submit" class="main" aria-disabled={busy || undefined}>{t.ask.send}</button>
      </form>
    </section>
  );
}

interface ConditionsProps {
  conditions: Condition[];
  change(conditions: Condition[]): void;
  together: 'all' | 'any';
  join(together: 'all' | 'any'): void;
  errorsAt(id: string): FieldError[];
}

function Conditions({ conditions, change, together, join, errorsAt }: ConditionsProps) {
  const { t } = useSession();
  const { lang } = useApp();
  const clusters = useAnswer<{ ref: Reference }[]>('/v1/clusters?as_of=../..', false).answer?.data ?? [];
  const set = (index: number, part: Partial<Condition>) => change(conditions.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const remove = (index: number) => {
    change(conditions.filter((_, at) => at !== index));
    document.getElementById('ask-add')?.focus();
  };
  return (
    <div class="conditions">
      <datalist id="types">{EVENT_TYPES.map((each) => <option key={each} value={each} />)}</datalist>
      <datalist id="clusters">{clusters.map(({ ref }) => <option key={ref.id} value={ref.id}>{fullName(ref, lang)}</option>)}</datalist>
      {conditions.map((each, index) => (
        <fieldset key={index}>
          <legend>{t.ask.condition(index + 1)}</legend>
          <Field id={`ask-attribute-${index}`} label={t.ask.attribute}>
            {(attributes) => (
              <select {...attributes} value={each.attribute} onChange={(event) => set(index, { attribute: event.currentTarget.value as Attribute })}>
                {ATTRIBUTES.map((name) => <option key={name} value={name}>{t.filter.attributes[name]}</option>)}
              </select>
            )}
          </Field>
          <Field id={`ask-comparison-${index}`} label={t.ask.comparison}>
            {(attributes) => (
              <select {...attributes} value={each.comparison} onChange={(event) => set(index, { comparison: event.currentTarget.value as Comparison })}>
                {COMPARISONS.map((name) => <option key={name} value={name}>{t.filter.comparisons[name]}</option>)}
              </select>
            )}
          </Field>
          <Field id={`ask-value-${index}`} label={t.ask.value} errors={errorsAt(`ask-value-${index}`)}>
            {(attributes) => <input {...attributes} value={each.value} spellcheck={false} list={each.attribute === 'type' ? 'types' : each.attribute === 'cluster' ? 'clusters' : undefined} onInput={(event) => set(index, { value: event.currentTarget.value })} />}
          </Field>
          {conditions.length > 1 ? <button type="button" onClick={() => remove(index)}>{t.ask.remove(index + 1)}</button> : null}
        </fieldset>
      ))}
      <p class="row"><button type="button" id="ask-add" onClick={() => change([...conditions, FIRST])}>{t.ask.add}</button></p>
      {conditions.length > 1 ? (
        <Field id="ask-together" label={t.ask.together}>
          {(attributes) => (
            <select {...attributes} value={together} onChange={(event) => join(event.currentTarget.value as 'all' | 'any')}>
              <option value="all">{t.ask.all}</option>
              <option value="any">{t.ask.any}</option>
            </select>
          )}
        </Field>
      ) : null}
    </div>
  );
}

function readExpression(text: string): FilterExpression | null {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
