// What one failure has stopped: the events, their bytes, and what is decided about them.

import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { DecisionMade, FailureGroup, LetterContent, LetterItem, LetterList } from '../partner/answers.ts';
import { momentOf } from '../partner/missed.ts';
import { English, Outcome, RefusalNote } from '../partner/parts.tsx';
import { useAction, useResource, useSession } from '../partner/session.tsx';
import { Refusal } from '../service.ts';
import { useTexts } from '../texts.ts';
import { Field } from '../ui/Field.tsx';
import type { Of } from './instance.ts';
import { texts } from './texts.ts';

interface Props {
  failure: Of<FailureGroup>;
  /** The outcome is said by the page: the failure itself is gone then. */
  decided(words: string): void;
}

export function FailureItem({ failure, decided }: Props) {
  const { lang } = useApp();
  const { failures: t } = useTexts(texts);
  const { busy, problem, refuse, run } = useAction(failure.service);
  const [open, setOpen] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const [why, setWhy] = useState('');
  const replay = async () => {
    if (await run<DecisionMade>('POST', '/v1/dead-letters/replay', { failure: failure.id })) decided(t.replayed);
  };
  const discard = async (event: Event) => {
    event.preventDefault();
    if (!why.trim()) return refuse(new Refusal(0, null, null, null, [{ pointer: '/why', message: t.whyEmpty }]));
    if (await run<DecisionMade>('POST', '/v1/dead-letters/discard', { failure: failure.id, why })) decided(t.discarded);
  };
  const id = `why-${failure.id}`;
  const foreign = failure.id.endsWith(':foreign');
  return (
    <article class="card" data-failure={failure.id} aria-labelledby={`head-${failure.id}`}>
      <h3 id={`head-${failure.id}`}>{t.head(failure.events, failure.streams)} <code>{failure.id}</code></h3>
      <p><English text={failure.reason} /></p>
      <p class="about">{[failure.waiting ? t.waiting(failure.waiting) : '', t.since(momentOf(failure.since, lang)), foreign ? t.foreign : ''].filter(Boolean).join(' · ')}</p>
      <RefusalNote problem={problem} field={() => id} />
      <p class="row" aria-busy={busy}>
        {foreign ? null : <button type="button" class="main" onClick={() => void replay()}>{t.replay}</button>}
        {discarding ? null : <button type="button" onClick={() => setDiscarding(true)}>{t.discard}…</button>}
      </p>
      {discarding ? (
        <form class="inline" onSubmit={(event) => void discard(event)} noValidate>
          <Field id={id} label={t.why} hint={t.whyHint} errors={problem?.errors}>
            {(attributes) => <input {...attributes} value={why} maxLength={1000} onInput={(event) => setWhy(event.currentTarget.value)} />}
          </Field>
          <button type="submit">{t.sure}</button>
        </form>
      ) : null}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.show}</summary>
        {open ? <Letters failure={failure} /> : null}
      </details>
    </article>
  );
}

function Letters({ failure }: { failure: Of<FailureGroup> }) {
  const { lang } = useApp();
  const { refresh } = useSession();
  const { failures: t } = useTexts(texts);
  const { problem, run } = useAction(failure.service);
  const [shown, setShown] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const listed = useResource<LetterList>(`/v1/dead-letters?failure=${encodeURIComponent(failure.id)}`, failure.service);
  const content = useResource<LetterContent>(shown === null ? null : `/v1/dead-letters/${encodeURIComponent(shown)}`, failure.service);
  const replay = async (letter: LetterItem) => {
    setOutcome(null);
    if (await run<DecisionMade>('POST', '/v1/dead-letters/replay', { id: letter.id })) setOutcome({ words: t.replayed });
  };
  return (
    <>
      <RefusalNote problem={problem} />
      <RefusalNote problem={listed.problem} retry={refresh} />
      <Outcome text={outcome} />
      {listed.value?.items.length ? (
        <table class="facts">
          <caption>{t.caption}</caption>
          <thead><tr>{(['event', 'tried', 'again', 'behind', 'action'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
          <tbody>
            {listed.value.items.map((each) => (
              <tr key={each.id} data-letter={each.id}>
                <th scope="row">{each.event ?? each.id} <span class="about">{each.id}</span></th>
                <td data-label={t.tried}>{each.attempts}</td>
                <td data-label={t.again}>{each.next_retry ? momentOf(each.next_retry, lang) : '–'}</td>
                <td data-label={t.behind}>{each.behind}</td>
                <td data-label={t.action}>
                  <span class="row">
                    <button type="button" aria-label={t.showOf(each.id)} onClick={() => setShown(each.id)}>{t.content}</button>
                    {each.status === 'poison' ? <button type="button" aria-label={t.replayOf(each.id)} onClick={() => void replay(each)}>{t.replay}</button> : null}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {content.value && content.value.id === shown ? (
        <section class="missed" aria-label={t.showOf(content.value.id)}>
          <p><English text={content.value.reason} /></p>
          <p class="receiver"><code dir="auto" tabIndex={0}>{content.value.value ?? ''}</code></p>
        </section>
      ) : null}
    </>
  );
}
