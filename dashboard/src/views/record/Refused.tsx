// Why something was not recorded: a sentence, the earlier fact, the fields at fault, and what can be done.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../../app.ts';
import { knownDate } from '../../forms/when.ts';
import { fieldOf, type Lack } from '../../forms/checks.ts';
import { ruleOf } from '../../forms/refusals.ts';
import { bareType, LineRefusal, type Statement } from '../../forms/registry.ts';
import type { Refusal } from '../../service.ts';
import { useTexts } from '../../texts.ts';
import { controlOf, useForm } from './context.ts';
import type { Phase } from './sending.ts';
import { rules } from './rules.ts';
import { texts, type RecordTexts } from './texts.ts';

/** A box that takes the focus when it comes. */
function Summary({ title, of, children }: { title: string; of: unknown; children: ComponentChildren }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), [of]);
  return <section class="problem summary" role="alert" tabIndex={-1} ref={box}><h2>{title}</h2>{children}</section>;
}

function FieldLink({ field, children }: { field: string; children: ComponentChildren }) {
  const go = (event: Event) => {
    event.preventDefault();
    const control = document.getElementById(controlOf(field));
    control?.focus();
    control?.scrollIntoView({ block: 'center' });
  };
  return <a href={`#${controlOf(field)}`} onClick={go}>{children}</a>;
}

export const lackWords = (t: RecordTexts, { why }: Lack): string => (typeof why === 'string' ? t.missing[why]! : t.when.questions[why.question]!);

/** What a field is called; parts of sources and dates by their own names. */
export function labelOf(t: RecordTexts, field: string): string {
  if (field.startsWith('source')) return t.parts.source;
  if (field.startsWith('when')) return t.when.label;
  const name = field.replace(/^field:/, '');
  return t.fields[name] ?? name;
}

export function Lacking({ lacks, round }: { lacks: Lack[]; round: number }) {
  const t = useTexts(texts);
  return (
    <Summary title={t.refusal.missing} of={round}>
      <ul>{lacks.map((lack) => <li key={lack.field}><FieldLink field={lack.field}>{labelOf(t, lack.field)}: {lackWords(t, lack)}</FieldLink></li>)}</ul>
    </Summary>
  );
}

/** The rule in plain words where there are some; else the registry's own sentence, which is English. */
export function RefusalWords({ refusal }: { refusal: Refusal }) {
  const { lang } = useWords();
  const t = useTexts(texts);
  const inWords = useTexts(rules);
  const rule = ruleOf(refusal);
  const own = rule ? inWords[rule] : refusal.status === 413 ? t.refusal.large : undefined;
  const meaning = refusal.detail ?? refusal.title;
  return (
    <>
      {own ? <p>{own}</p> : null}
      {meaning ? <p class={own ? 'about' : undefined}>{t.refusal.detail} <span lang={lang === 'en' ? undefined : 'en'}>{meaning}</span></p> : own ? null : <p>{t.refusal.status(refusal.status)}</p>}
    </>
  );
}

export function RefusedNote({ phase }: { phase: Extract<Phase, { name: 'refused' }> }) {
  const { kind } = useForm();
  const { lang } = useWords();
  const t = useTexts(texts);
  const { refusal, earlier, changes } = phase;
  const fields = refusal instanceof LineRefusal ? [...new Set(refusal.errors.map(({ pointer }) => fieldOf(kind, refusal.line, pointer)).filter((field): field is string => field !== null))] : [];
  const reused = refusal.members.type === '/problems/key-reused';
  return (
    <Summary title={t.refusal.title} of={phase}>
      {changes.length ? (
        <>
          <p>{t.refusal.changed}</p>
          <ul>{changes.map((each) => <li key={each.id}><EarlierLink fact={each}>{t.refusal.change(t.types[bareType(each.type)] ?? t.typeOther(bareType(each.type)), String(Number(each.sequence)))}</EarlierLink></li>)}</ul>
        </>
      ) : reused ? <p>{t.refusal.reused}</p> : refusal.status === 403 ? <p>{typeof refusal.members.scope === 'string' ? t.key.forbidden(refusal.members.scope) : t.key.subject}</p> : <RefusalWords refusal={refusal} />}
      {earlier ? (
        <p>
          {t.refusal.earlier} <EarlierLink fact={earlier}><FactWords fact={earlier} /></EarlierLink>.{' '}
          <a href={`/${lang}/record/correction?sel=${earlier.id}`}>{t.refusal.correct}</a>.
        </p>
      ) : null}
      {fields.length ? <ul>{fields.map((field) => <li key={field}><FieldLink field={field}>{labelOf(t, field)}</FieldLink></li>)}</ul> : null}
      {refusal.correlation ? <p class="about">{t.refusal.number}: <code>{refusal.correlation}</code></p> : null}
    </Summary>
  );
}

function EarlierLink({ fact, children }: { fact: Statement; children: ComponentChildren }) {
  const { lang } = useWords();
  return <a href={`/${lang}/fact/${encodeURIComponent(fact.id)}`}>{children}</a>;
}

function FactWords({ fact }: { fact: Statement }) {
  const { date } = useWords();
  const t = useTexts(texts);
  const occurred = fact.data.occurred as { edtf?: string } | undefined;
  return <>{t.refusal.fact(String(Number(fact.sequence)), occurred?.edtf ? date(knownDate({ edtf: occurred.edtf })) : '')}</>;
}

/** It is recorded when the registry is back. */
export function Waiting({ phase, retry, stop }: { phase: Extract<Phase, { name: 'waiting' }>; retry(): void; stop(): void }) {
  const t = useTexts(texts);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Summary title={t.refusal[phase.why]} of={phase.why}>
      <p>{t.refusal.again(Math.max(0, Math.ceil((phase.at - now) / 1000)))}</p>
      <p class="row"><button type="button" class="main" onClick={retry}>{t.refusal.now}</button> <button type="button" onClick={stop}>{t.refusal.stop}</button></p>
    </Summary>
  );
}

export function Recorded({ phase, event, position, kind }: { phase: Extract<Phase, { name: 'recorded' }>; event: string; position: number; kind: string }) {
  const { lang } = useWords();
  const t = useTexts(texts);
  const words = { waiting: t.done.waiting, late: t.done.late, visible: t.done.visible, hidden: t.done.hidden }[phase.state];
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section class="card recorded" tabIndex={-1} ref={box} data-state={phase.state}>
      <h2>{t.done.title}</h2>
      <p>{t.done.text(position)}</p>
      {phase.reused ? <p>{t.refusal.reused}</p> : null}
      <p role="status">{words}</p>
      <ul class="next">
        <li><a href={`/${lang}/fact/${encodeURIComponent(event)}`}>{t.done.open}</a></li>
        <li><a href={`/${lang}/network?sel=${event}`}>{t.done.finish}</a></li>
        <li><a href={`/${lang}/record/${kind}`}>{t.done.another}</a></li>
      </ul>
    </section>
  );
}
