// One channel: where it is, what is missing and why, and what its owner can do with it.

import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { Tag } from '../ui/Words.tsx';
import type { Channel, Deliveries as Page, ReceiverAnswer, Subscription, Tried } from './answers.ts';
import { AnswerText, Deliveries } from './Deliveries.tsx';
import { isTroubled, lengthOf, momentOf, reasonsOf, type Reason } from './missed.ts';
import { Confirmed, English, Outcome, RefusalNote, SecretBox, Terms } from './parts.tsx';
import { ReplayForm } from './ReplayForm.tsx';
import { useAction, useResource, useSession } from './session.tsx';

type Verb = 'challenge' | 'test' | 'pause' | 'resume' | 'rotate';

/** What each kind offers; others refuse the rest, with a sentence. */
const VERBS: Record<string, Verb[]> = { kafka: ['pause', 'resume', 'rotate'], digest: ['challenge', 'pause', 'resume'] };
const STATES: Record<Verb, Channel['state'][]> = {
  challenge: ['pending'], test: ['pending', 'active', 'paused', 'disabled'], pause: ['active', 'disabled'], resume: ['paused', 'disabled'], rotate: ['pending', 'active', 'paused', 'disabled'],
};

interface Props {
  subscription: Subscription;
  channel: Channel;
  /** A secret of this channel that was shown this once. */
  secret: { text: string; isPublic: boolean } | null;
  show(channel: Channel): void;
  hide(): void;
}

export function ChannelItem({ subscription, channel, secret, show, hide }: Props) {
  const { t } = useSession();
  const { lang } = useApp();
  const { busy, problem, run } = useAction();
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const [answer, setAnswer] = useState<ReceiverAnswer | null>(null);
  const path = `/v1/subscriptions/${encodeURIComponent(subscription.id)}/channels/${channel.id}`;
  const open = channel.state !== 'closed' && channel.state !== 'closing';
  const act = async (verb: Verb) => {
    setAnswer(null);
    setOutcome(null);
    const value = await run<Channel & Tried>('POST', `${path}/${verb}`);
    if (!value) return;
    const failed = value.ok === false;
    const mailed = verb === 'challenge' && channel.kind === 'digest';
    if (value.answer && (!mailed || value.answer.error)) setAnswer({ status: null, body: null, error: null, took_ms: null, ...(value.answer as Partial<ReceiverAnswer>) });
    if (verb === 'rotate') show(value);
    setOutcome({ words: mailed ? (value.answer.error ? t.channel.unmailed : t.channel.mailed) : (failed ? t.channel.failed[verb] : t.channel.done[verb]) ?? '' });
  };
  const close = async () => {
    if (await run<Channel>('DELETE', path)) setOutcome({ words: t.channel.done.close! });
  };
  const reasons = reasonsOf(channel, subscription.stage);
  const verbs = (VERBS[channel.kind] ?? (Object.keys(STATES) as Verb[])).filter((verb) => open && STATES[verb].includes(channel.state));
  const head = `head-${channel.id}`;
  return (
    <article class="channel" aria-labelledby={head} data-state={channel.state}>
      <h4 id={head}>{t.channel.title(t.channel.kinds[channel.kind] ?? channel.kind, targetOf(channel))} <Tag>{t.channel.states[channel.state]}</Tag></h4>
      {secret ? <SecretBox secret={secret.text} isPublic={secret.isPublic} hide={hide} /> : null}
      <div class={isTroubled(reasons) ? 'missed troubled' : 'missed'}>
        <h5>{t.missed.title}</h5>
        <ul>{reasons.map((reason) => <li key={reason.code} data-reason={reason.code}><ReasonText reason={reason} /></li>)}</ul>
        {open && reasons.some(({ code }) => code === 'failing' || code === 'pending' || code === 'failed') ? <LastAnswer channel={channel} path={path} /> : null}
      </div>
      <Terms items={terms(channel, lang, t)} />
      <RefusalNote problem={problem} />
      <Outcome text={outcome} />
      {answer ? <p class="about"><AnswerText answer={answer} /></p> : null}
      {open ? (
        <div class="row" role="group" aria-label={t.channel.actions} aria-busy={busy}>
          {verbs.map((verb) => <button type="button" key={verb} class={verb === 'challenge' || verb === 'resume' ? 'main' : undefined} onClick={() => act(verb)}>{verb === 'challenge' && channel.kind === 'digest' ? t.channel.mail : t.channel[verb]}</button>)}
          <Confirmed label={t.channel.close} question={t.channel.closeSure} act={close} />
        </div>
      ) : null}
      {open ? <ReplayForm channel={channel} path={path} done={() => setOutcome({ words: t.channel.done.replay! })} /> : null}
      {channel.kind === 'webhook' ? <Deliveries channel={channel} path={path} /> : null}
    </article>
  );
}

/** Where a channel goes, in its owner's words where there are some. */
function targetOf({ settings, id, kafka }: Channel): string {
  const named = settings.label ?? kafka?.topic ?? settings.url ?? settings.address;
  return typeof named === 'string' ? named : id;
}

function terms(channel: Channel, lang: string, t: ReturnType<typeof useSession>['t']): [string, preact.ComponentChildren][] {
  const time = channel.behind_since ? lengthOf(Date.now() - Date.parse(channel.behind_since), lang) : null;
  const items: [string, preact.ComponentChildren][] = [
    [t.channel.where, <code key="cursor">{channel.cursor}</code>],
    [t.channel.lag, channel.lag === null ? t.channel.unknownLag : channel.lag ? t.channel.lagWords(channel.lag, time) : t.channel.onTime],
  ];
  if (channel.kind === 'webhook') items.push([t.channel.success, channel.last_success ? momentOf(channel.last_success, lang) : t.channel.never]);
  if (channel.notice) items.push([t.channel.notice, `${t.channel.notices[channel.notice.state]}, ${momentOf(channel.notice.at, lang)}`]);
  items.push([t.channel.created, momentOf(channel.created, lang)]);
  for (const [name, value] of Object.entries({ ...channel.settings, ...channel.kafka })) {
    if (value !== null) items.push([t.make.fields[name]?.[0] ?? name, <bdi key={name}>{t.make.values[String(value)] ?? String(value)}</bdi>]);
  }
  if (channel.secrets?.length) items.push([t.channel.secrets, channel.secrets.map(({ until }) => (until ? t.channel.secretUntil(momentOf(until, lang)) : t.channel.secretNow)).join('; ')]);
  if (channel.jwks) items.push([t.channel.jwks, <code key="jwks">{channel.jwks}</code>]);
  return items;
}

function ReasonText({ reason }: { reason: Reason }) {
  const { t } = useSession();
  const { lang } = useApp();
  switch (reason.code) {
    case 'paused': return <>{t.missed.paused(t.lag(reason.lag), reason.since && momentOf(reason.since, lang))}</>;
    case 'behind': return <>{t.missed.behind(t.lag(reason.lag), momentOf(reason.since ?? '', lang))}</>;
    case 'failing': return <>{t.missed.failing(momentOf(reason.since, lang))}</>;
    case 'disabled': return <>{t.missed.disabled} <English text={reason.why ?? '–'} /></>;
    case 'pending': case 'waiting': case 'failed': return <>{t.missed[reason.code](reason.count)}</>;
    case 'other-epoch': return <>{t.missed.otherEpoch}</>;
    default: return <>{t.missed[reason.code]}</>;
  }
}

/** What the receiver answered last to what it did not accept. */
function LastAnswer({ channel, path }: { channel: Channel; path: string }) {
  const { t } = useSession();
  const status = channel.undelivered?.pending ? 'pending' : 'failed';
  const last = useResource<Page>(`${path}/deliveries?status=${status}&limit=1`).value?.items[0];
  if (!last?.attempts) return null;
  return <p>{t.missed.last} <AnswerText answer={last.answer} /></p>;
}
