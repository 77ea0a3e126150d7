// One subscription: its state, its events in words, what its owner and an operator can do with it, and its channels.

import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { Say, Tag } from '../ui/Words.tsx';
import type { Channel, Channels, Subscription } from './answers.ts';
import { ChannelForm } from './ChannelForm.tsx';
import { ChannelItem } from './ChannelItem.tsx';
import { newIdempotencyKey } from '../key.ts';
import { wordsOf } from './filter.ts';
import { momentOf } from './missed.ts';
import { Confirmed, Outcome, RefusalNote, Terms } from './parts.tsx';
import { useAction, useResource, useSession } from './session.tsx';

interface Secret {
  channel: string;
  text: string;
  isPublic: boolean;
}

export function SubscriptionItem({ subscription, operator, folded }: { subscription: Subscription; operator: boolean; folded: boolean }) {
  const { t } = useSession();
  const { lang } = useApp();
  const [open, setOpen] = useState(!folded);
  const stage = t.subscription.stage[subscription.stage];
  return (
    <details class="card" open={open} onToggle={(event) => event.currentTarget === event.target && setOpen(event.currentTarget.open)} data-stage={subscription.stage} data-id={subscription.id}>
      <summary><h3><Say text={subscription.purpose} /> <Tag>{stage}</Tag></h3></summary>
      <Terms
        items={[
          [t.subscription.subscriber, <code key="subscriber">{subscription.subscriber}</code>],
          [t.subscription.filter, <bdi key="filter">{wordsOf(subscription.filter, t.filter)}</bdi>],
          [t.subscription.id, <code key="id">{subscription.id}</code>],
          [t.subscription.changed, momentOf(subscription.changed, lang)],
        ]}
      />
      {subscription.stage === 'requested' && !operator ? <p>{t.subscription.requestedNote}</p> : null}
      {subscription.stage === 'revoked' ? <p>{t.subscription.revokedNote}</p> : null}
      <Stages subscription={subscription} operator={operator} />
      {open && subscription.stage !== 'requested' ? <ChannelList subscription={subscription} /> : null}
    </details>
  );
}

/** Approve and revoke. */
function Stages({ subscription, operator }: { subscription: Subscription; operator: boolean }) {
  const { t } = useSession();
  const { problem, run } = useAction();
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const path = `/v1/subscriptions/${encodeURIComponent(subscription.id)}`;
  const approve = async () => {
    if (await run<Subscription>('POST', `${path}/approve`, undefined, `"${newIdempotencyKey()}"`)) setOutcome({ words: t.subscription.approved });
  };
  const revoke = async () => {
    if (await run<Subscription>('DELETE', path, undefined, `"${newIdempotencyKey()}"`)) setOutcome({ words: t.subscription.revoked });
  };
  return (
    <>
      <RefusalNote problem={problem} />
      <Outcome text={outcome} />
      <div class="row">
        {operator && subscription.stage === 'requested' ? <button type="button" class="main" onClick={approve}>{t.subscription.approve}</button> : null}
        {subscription.stage === 'revoked' ? null : <Confirmed label={t.subscription.revoke} question={t.subscription.revokeSure} act={revoke} />}
      </div>
    </>
  );
}

function ChannelList({ subscription }: { subscription: Subscription }) {
  const { t, refresh } = useSession();
  const [secret, setSecret] = useState<Secret | null>(null);
  const listed = useResource<Channels>(`/v1/subscriptions/${encodeURIComponent(subscription.id)}/channels`);
  const channels = listed.value?.items ?? [];
  const usable = channels.filter((each) => each.state !== 'closed');
  const show = (channel: Channel) => {
    const text = channel.secret ?? channel.public_key;
    if (text) setSecret({ channel: channel.id, text, isPublic: channel.secret === undefined });
  };
  return (
    <>
      <h4>{t.subscription.channels(usable.length)}</h4>
      <RefusalNote problem={listed.problem} retry={refresh} />
      {listed.value && !usable.length && subscription.stage === 'approved' ? <p>{t.subscription.noChannels}</p> : null}
      {[...usable, ...channels.filter((each) => each.state === 'closed')].map((channel) => (
        <ChannelItem key={channel.id} subscription={subscription} channel={channel} secret={secret?.channel === channel.id ? secret : null} show={show} hide={() => setSecret(null)} />
      ))}
      {subscription.stage === 'approved' ? <ChannelForm subscription={subscription} made={show} /> : null}
    </>
  );
}
