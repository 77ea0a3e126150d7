// The deliveries of a channel by status and time, with the receiver's answers; one of them sent again.

import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { Channel, Deliveries as Page, Delivery, ReceiverAnswer } from './answers.ts';
import { momentOf } from './missed.ts';
import { Field } from '../ui/Field.tsx';
import { English, Outcome, RefusalNote } from './parts.tsx';
import { useAction, useResource, useSession } from './session.tsx';

const STATUSES = ['pending', 'waiting', 'delivered', 'failed'] as const;
const LIMIT = 20;

export function Deliveries({ channel, path }: { channel: Channel; path: string }) {
  const { t } = useSession();
  const [open, setOpen] = useState(false);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.deliveries.title}</summary>
      {open ? <DeliveryList channel={channel} path={path} /> : null}
    </details>
  );
}

function DeliveryList({ channel, path }: { channel: Channel; path: string }) {
  const { t, refresh } = useSession();
  const { lang } = useApp();
  const { problem, run } = useAction();
  const [status, setStatus] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [following, setFollowing] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (status) query.set('status', status);
  for (const [name, value] of [['from', from], ['to', to]] as const) if (value) query.set(name, new Date(value).toISOString());
  const page = useResource<Page>(`${path}/deliveries?${following ?? query}`);
  const items = page.value?.items ?? null;
  const resend = async (delivery: Delivery) => {
    setOutcome(null);
    if (await run<Delivery>('POST', `${path}/deliveries/${delivery.id}/resend`)) setOutcome({ words: t.deliveries.resent });
  };
  const changed = (set: (value: string) => void) => (event: { currentTarget: { value: string } }) => (setFollowing(null), set(event.currentTarget.value));
  const id = (name: string) => `${name}-${channel.id}`;
  const may = !['closing', 'closed'].includes(channel.state);
  return (
    <div class="deliveries">
      <div class="inline">
        <Field id={id('status')} label={t.deliveries.status}>
          {(attributes) => (
            <select {...attributes} value={status} onChange={changed(setStatus)}>
              <option value="">{t.deliveries.any}</option>
              {STATUSES.map((each) => <option key={each} value={each}>{t.deliveries.statuses[each]}</option>)}
            </select>
          )}
        </Field>
        <Field id={id('from')} label={t.deliveries.from}>{(attributes) => <input {...attributes} type="datetime-local" value={from} onChange={changed(setFrom)} />}</Field>
        <Field id={id('to')} label={t.deliveries.to}>{(attributes) => <input {...attributes} type="datetime-local" value={to} onChange={changed(setTo)} />}</Field>
      </div>
      <RefusalNote problem={problem} />
      <RefusalNote problem={page.problem} retry={refresh} />
      <Outcome text={outcome} />
      {items && !items.length ? <p class="about">{t.deliveries.none}</p> : null}
      {items?.length ? (
        <table class="facts">
          <caption>{t.deliveries.caption}</caption>
          <thead><tr>{(['event', 'status', 'attempts', 'changed', 'answer', 'action'] as const).map((each) => <th scope="col" key={each}>{t.deliveries[each]}</th>)}</tr></thead>
          <tbody>
            {items.map((each) => (
              <tr key={each.id} data-delivery={each.status}>
                <th scope="row" data-label={t.deliveries.event}>{each.type.split('.').at(-2) ?? each.type} <span class="about">{each.event}</span></th>
                <td data-label={t.deliveries.status}>{t.deliveries.statuses[each.status]}</td>
                <td data-label={t.deliveries.attempts}>{each.attempts}{each.next_at ? <span class="about"> {t.deliveries.next}: {momentOf(each.next_at, lang)}</span> : null}</td>
                <td data-label={t.deliveries.changed}>{momentOf(each.changed_at, lang)}</td>
                <td data-label={t.deliveries.answer}>{each.attempts ? <AnswerText answer={each.answer} /> : null}</td>
                <td data-label={t.deliveries.action}>{may && each.status !== 'waiting' ? <button type="button" aria-label={t.deliveries.resendOf(each.event)} onClick={() => resend(each)}>{t.deliveries.resend}</button> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p class="row">
        {following ? <button type="button" onClick={() => setFollowing(null)}>{t.deliveries.newest}</button> : null}
        {page.next ? <button type="button" onClick={() => setFollowing(page.next)}>{t.deliveries.more}</button> : null}
      </p>
    </div>
  );
}

/** What a receiver answered: status, time, and the beginning of its body, or why there was no answer. */
export function AnswerText({ answer }: { answer: ReceiverAnswer }) {
  const { t } = useSession();
  return (
    <span class="receiver">
      {answer.status ?? t.deliveries.noAnswer}
      {answer.error ? <>: <English text={answer.error} /></> : null}
      {answer.took_ms === null ? null : <> ({answer.took_ms} ms)</>}
      {answer.body ? <code dir="auto">{answer.body}</code> : null}
    </span>
  );
}
