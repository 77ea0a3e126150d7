// Small parts of the partner's page: a refusal, an outcome, a question before something is done for good.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { speak, useApp } from '../app.ts';
import type { Refusal } from '../service.ts';
import { useSession } from './session.tsx';

/** Why something was refused. The focus goes there; `field` gives the id of the control that a pointer is about. */
export function RefusalNote({ problem, title, field, retry }: { problem: Refusal | null; title?: string; field?: (pointer: string) => string | null; retry?: () => void }) {
  const { t } = useSession();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (problem && !retry) box.current?.focus();
  }, [problem]);
  if (!problem) return null;
  return (
    <section class="problem" role="alert" tabIndex={-1} ref={box}>
      <h3>{title ?? t.refusal.title}</h3>
      <p><RefusalText problem={problem} /></p>
      {problem.errors.length && field ? (
        <ul>
          {problem.errors.map((each) => {
            const id = field(each.pointer);
            return <li key={each.pointer + each.message}>{id ? <a href={`#${id}`} onClick={(event) => (event.preventDefault(), document.getElementById(id)?.focus())}>{each.message}</a> : each.message}</li>;
          })}
        </ul>
      ) : null}
      {problem.correlation ? <p>{t.refusal.number}: <code>{problem.correlation}</code></p> : null}
      {retry ? <button type="button" onClick={retry}>{t.refusal.retry}</button> : null}
    </section>
  );
}

/** The service's own words are English. */
function RefusalText({ problem }: { problem: Refusal }) {
  const { t } = useSession();
  if (!problem.status) return problem.errors.length ? null : <>{problem.title ?? t.refusal.network}</>;
  const text = problem.detail ?? problem.title;
  return text ? <span lang="en">{text}</span> : <>{t.refusal.status(problem.status)}</>;
}

/** What became of an act: seen, spoken, and given the focus when its button is gone. */
export function Outcome({ text }: { text: { words: string } | null }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (!text) return;
    speak(text.words);
    const frame = requestAnimationFrame(() => {
      if (!document.activeElement || document.activeElement === document.body) place.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [text]);
  return text ? <p class="note" tabIndex={-1} ref={place}>{text.words}</p> : null;
}

/** A button that asks once more. */
export function Confirmed({ label, question, act }: { label: string; question: string; act(): void }) {
  const { t } = useSession();
  const [open, setOpen] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (open) no.current?.focus();
    else if (was.current) first.current?.focus();
    was.current = open;
  }, [open]);
  if (!open) return <button type="button" ref={first} onClick={() => setOpen(true)}>{label}…</button>;
  return (
    <div class="sure" role="group" aria-label={label} onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <p>{question}</p>
      <button type="button" onClick={() => (setOpen(false), act())}>{t.channel.yes}</button>
      <button type="button" ref={no} onClick={() => setOpen(false)}>{t.channel.no}</button>
    </div>
  );
}

/** A secret that is shown this once. */
export function SecretBox({ secret, isPublic, hide }: { secret: string; isPublic: boolean; hide(): void }) {
  const { t } = useSession();
  const box = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), [secret]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      speak(t.secret.copied);
    } catch {
      input.current?.select();
      speak(t.secret.failed);
    }
  };
  const title = isPublic ? t.secret.publicTitle : t.secret.title;
  return (
    <section class="secret" tabIndex={-1} ref={box} aria-label={title}>
      <h5>{title}</h5>
      <p>{t.secret.note}</p>
      <p class="row">
        <input readOnly value={secret} ref={input} aria-label={t.secret.value} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="main" onClick={copy}>{t.secret.copy}</button>
        <button type="button" onClick={hide}>{t.secret.hide}</button>
      </p>
    </section>
  );
}

export function Terms({ items }: { items: [string, ComponentChildren][] }) {
  return <dl class="terms">{items.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>;
}

/** A text of the service's own, which is English. */
export function English({ text }: { text: string }) {
  const { lang } = useApp();
  return <span lang={lang === 'en' ? undefined : 'en'}>{text}</span>;
}
