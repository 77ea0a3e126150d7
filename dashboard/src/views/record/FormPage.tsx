// The page of a form: its key, its draft, its four parts, and what became of it.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import type { FactWithHistory } from '../../answers.ts';
import { useApp, useTitle, useWords } from '../../app.ts';
import type { KnownDate } from '../../dates.ts';
import { fieldOf, lacksOf } from '../../forms/checks.ts';
import type { Draft } from '../../forms/drafts.ts';
import { AMENDMENTS, FORMS, linesOf } from '../../forms/form.ts';
import type { Context } from '../../forms/declaration.ts';
import { LineRefusal, streamOf } from '../../forms/registry.ts';
import { Entered, type Values } from '../../forms/values.ts';
import { whenOf } from '../../forms/when.ts';
import { readKey, writeKey } from '../../key.ts';
import { useTexts } from '../../texts.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { KeyForm } from '../../ui/KeyForm.tsx';
import { Skeleton } from '../../ui/Problem.tsx';
import { Say } from '../../ui/Words.tsx';
import { FormContext, type FormState } from './context.ts';
import { Alike } from './Alike.tsx';
import { Check } from './Check.tsx';
import { DateField } from './DateField.tsx';
import { useDraft, type DraftState } from './draft.ts';
import { Fields } from './Fields.tsx';
import { Lacking, lackWords, Recorded, RefusedNote, Waiting } from './Refused.tsx';
import { useSending } from './sending.ts';
import { SimilarParties } from './Similar.tsx';
import { Sources } from './Sources.tsx';
import { texts } from './texts.ts';

export function FormPage({ id }: { id: string }) {
  const { lang } = useApp();
  const t = useTexts(texts);
  const state = useDraft(id);
  const [key, setKey] = useState(readKey);
  // A form that was open stays open when its key is refused.
  const [opened, setOpened] = useState(key !== null);
  const { draft } = state;
  useTitle(draft ? t.kinds[draft.kind].name : null);
  const use = (next: string) => {
    writeKey(next);
    setKey(next);
    setOpened(true);
  };
  if (draft === undefined) return <Skeleton />;
  if (draft === null) return <div class="recording"><PageHead title={t.draft.missing} answer={t.draft.missingNote} /><p><a href={`/${lang}/record`}>{t.draft.start}</a></p></div>;
  const title = t.kinds[draft.kind].name;
  if (!opened) return <div class="recording"><PageHead title={title} answer={t.key.lead} /><KeyForm texts={t.key} refused={false} use={use} /></div>;
  const refuse = () => {
    writeKey(null);
    setKey(null);
  };
  return <OpenForm draft={draft} state={state} apiKey={key} use={use} refuse={refuse} />;
}

interface OpenProps {
  draft: Draft;
  state: DraftState;
  apiKey: string | null;
  use(key: string): void;
  refuse(): void;
}

function OpenForm({ draft, state, apiKey, use, refuse }: OpenProps) {
  const { today, lang } = useWords();
  const t = useTexts(texts);
  const { kind } = draft;
  const { fact, begun } = useTarget(draft, state, apiKey);
  const entered = useMemo(() => new Entered(draft.values, draft.lang), [draft.values, draft.lang]);
  const context: Context = { word: draft.word, today, target: draft.target, before: fact?.date, alike: fact?.same_inference.map(({ event }) => event) };
  const lines = linesOf(kind, entered, context);
  const lacks = lacksOf(kind, entered, context);
  const sending = useSending(state, apiKey, refuse);
  const { phase } = sending;
  const done = phase.name === 'recorded' || Boolean(draft.recorded);
  const locked = !state.held || !begun || done || phase.name === 'sending' || phase.name === 'waiting';
  const seen = phase.name === 'lacking';
  // What was missing has been entered: nothing says any more that something is.
  useEffect(() => {
    if (seen && !lacks.length) sending.stop();
  }, [seen, lacks.length]);
  const refused = phase.name === 'refused' && phase.refusal instanceof LineRefusal ? phase.refusal : null;
  const form: FormState = {
    ...context, kind, entered, lang: draft.lang, locked, fact, set: state.set,
    errors: (field) => [
      ...(seen ? lacks.filter((lack) => lack.field === field).map((lack) => lackWords(t, lack)) : []),
      ...(refused ? refused.errors.filter(({ pointer }) => fieldOf(kind, refused.line, pointer) === field).map(() => t.refusal.field) : []),
    ],
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (!locked) sending.send(lines, lacks);
  };
  const expected = lines.length === 1 && draft.version ? draft.version : null;
  const forbidden = phase.name === 'refused' && phase.refusal.status === 403;
  const useAnother = (next: string) => {
    use(next);
    sending.stop();
  };
  const amends = AMENDMENTS.includes(kind);
  if (amends && !draft.target) return <div class="recording"><PageHead title={t.fact.none} answer={t.fact.missing} /></div>;
  const parts: ['source' | 'what' | 'when', boolean, preact.ComponentChildren][] = [['source', true, <Sources />], ['what', true, <><Fields /><SimilarParties /></>], ['when', FORMS[kind].when, <><DateField /><Alike /></>]];
  return (
    <FormContext.Provider value={form}>
      <div class="recording">
        <PageHead title={t.kinds[kind].name} answer={t.kinds[kind].about} />
        {apiKey === null ? <KeyForm texts={t.key} refused more={t.key.kept} focus use={useAnother} /> : null}
        {forbidden ? <KeyForm texts={{ ...t.key, refusedTitle: t.key.forbiddenTitle, refused: '' }} refused more={t.key.kept} use={useAnother} /> : null}
        {state.held ? null : <section class="note elsewhere" role="alert"><p><strong>{t.draft.elsewhere}</strong> {t.draft.elsewhereNote}</p><p><button type="button" onClick={state.take}>{t.draft.take}</button></p></section>}
        {phase.name === 'recorded' && draft.recorded ? <Recorded phase={phase} {...draft.recorded} kind={kind} /> : null}
        {phase.name === 'lacking' ? <Lacking lacks={lacks} round={phase.round} /> : null}
        {phase.name === 'refused' ? <RefusedNote phase={phase} /> : null}
        {phase.name === 'waiting' ? <Waiting phase={phase} retry={sending.retry} stop={sending.stop} /> : null}
        <form onSubmit={send} noValidate hidden={done} aria-busy={phase.name === 'sending'} class="fields">
          {amends ? <TargetNote fact={fact} /> : null}
          {parts.map(([part, shown, children]) => (shown ? <section key={part} class="part" aria-labelledby={`part-${part}`}><h2 id={`part-${part}`}>{t.parts[part]}</h2>{children}</section> : null))}
          <section class="part" aria-labelledby="part-check">
            <h2 id="part-check">{t.parts.check}</h2>
            <Check lines={lines} lacks={lacks} apiKey={apiKey ?? ''} expected={expected} quiet={locked || apiKey === null} />
            <p class="row"><button type="submit" class="main" aria-disabled={locked || apiKey === null || undefined}>{phase.name === 'sending' ? t.check.busy : t.check.record}</button></p>
          </section>
          <DraftNote draft={draft} state={state} />
        </form>
        <p class="row"><a href={`/${lang}/record`}>{t.back}</a> <a href={`/${lang}/drafts`}>{t.drafts.link}</a></p>
      </div>
    </FormContext.Provider>
  );
}

interface Target {
  fact: FactWithHistory | null;
  /** The fields have what the record has, or it cannot be had: nothing changes under the hands of a person from now on. */
  begun: boolean;
}

/** Loads the fact of an amendment, and begins its date and its sources with what the record has. */
function useTarget(draft: Draft, state: DraftState, apiKey: string | null): Target {
  const { date } = useWords();
  const { answer, problem } = useAnswer<FactWithHistory>(draft.target ? `/v1/facts/${draft.target}?as_of=../..` : null, false);
  const fact = answer?.data ?? null;
  const first = firstValues(draft, fact, date);
  const begun = !draft.target || draft.version !== undefined || problem !== null || (fact !== null && Object.keys(first).length === 0);
  useEffect(() => {
    if (!fact || draft.version !== undefined || !state.held) return;
    void state.begin(first);
    // The version that the form was opened at: what is recorded there later is shown before anything is recorded over it.
    streamOf(fact.stream, apiKey).then((events) => state.update({ version: Math.max(fact.version, ...events.map(({ streamversion }) => Number(streamversion))) }), () => {});
  }, [fact]);
  return { fact, begun };
}

/** What an amendment's empty fields begin with. */
function firstValues(draft: Draft, fact: FactWithHistory | null, say: (date: FactWithHistory['date']) => string): Values {
  if (!fact) return {};
  const { kind, values } = draft;
  const cites = kind === 'correction' || kind === 'refinement';
  // What a document is, the document itself says.
  const cited = fact.sources.length || fact.type !== 'SourceRegistered' ? fact.sources : [{ id: fact.stream, title: fact.ref.names, locator: null }];
  return {
    ...(FORMS[kind].when && values.when === undefined ? { when: whenOf(fact.date as KnownDate, say(fact.date)) } : {}),
    ...(cites && values.sources === undefined ? { sources: cited.map(({ id, title, locator }) => ({ id, kind: 'source', names: title ?? {}, locator: locator ?? '' })) } : {}),
  };
}

function TargetNote({ fact }: { fact: FactWithHistory | null }) {
  const { lang, date } = useWords();
  const t = useTexts(texts);
  if (!fact) return <p class="about">{t.fact.loading}</p>;
  return (
    <section class="card target" aria-label={t.fact.title}>
      <p><span class="about">{t.fact.title}</span><br /><strong><Say text={fact.what} /></strong>, {date(fact.date)}</p>
      <p><a href={`/${lang}/fact/${encodeURIComponent(fact.event)}`}>{t.fact.open}</a></p>
    </section>
  );
}

function DraftNote({ draft, state }: { draft: Draft; state: DraftState }) {
  const t = useTexts(texts);
  const words = { saved: t.draft.saved, saving: t.draft.saving, tab: t.draft.tabOnly, refused: t.draft.refused }[state.saved];
  return (
    <section class="draft">
      <p class="about" data-saved={state.saved}>{draft.touched || draft.unsaved ? words : null}</p>
      <label class="option"><input type="checkbox" checked={draft.unsaved ?? false} disabled={!state.held} onChange={(event) => void state.update({ unsaved: event.currentTarget.checked })} /> {t.draft.unsaved}</label>
    </section>
  );
}
