import { useState } from 'preact/hooks';
import type { Channel } from './answers.ts';
import { Refusal } from '../service.ts';
import { Field } from '../ui/Field.tsx';
import { RefusalNote } from './parts.tsx';
import { useAction, useSession } from './session.tsx';

/** Sends a channel's events once more, since a time or from the beginning. */
export function ReplayForm({ channel, path, done }: { channel: Channel; path: string; done(): void }) {
  const { t } = useSession();
  const { busy, problem, refuse, run } = useAction();
  const [since, setSince] = useState('');
  const id = `since-${channel.id}`;
  const replay = async (from: string) => {
    if (await run<Channel>('POST', `${path}/replay`, { since: from })) done();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const time = new Date(since);
    if (Number.isNaN(time.getTime())) return refuse(new Refusal(0, null, null, null, [{ pointer: '/since', message: t.channel.sinceEmpty }]));
    void replay(time.toISOString());
  };
  return (
    <details>
      <summary>{t.channel.replayTitle}</summary>
      <RefusalNote problem={problem} field={() => id} />
      <form class="inline" onSubmit={submit} noValidate aria-busy={busy}>
        <Field id={id} label={t.channel.since} hint={t.channel.sinceHint} errors={problem?.errors}>
          {(attributes) => <input {...attributes} type="datetime-local" value={since} onInput={(event) => setSince(event.currentTarget.value)} />}
        </Field>
        <p class="row">
          <button type="submit" class="main">{t.channel.replay}</button>
          <button type="button" onClick={() => replay('beginning')}>{t.channel.replay}: {t.channel.beginning}</button>
        </p>
      </form>
    </details>
  );
}
