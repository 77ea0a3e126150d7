// A table into the record: chosen, tried row by row, confirmed, followed, and undone.

import './import.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { go, speak, useApp } from '../../app.ts';
import { readKey, writeKey } from '../../key.ts';
import { useLoading } from '../../loading.ts';
import { Refusal } from '../../service.ts';
import type { ImportMapping } from '../../forms/commands.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { PageHead } from '../../ui/Figure.tsx';
import { KeyForm } from '../../ui/KeyForm.tsx';
import { FactLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { check, confirm, isRunning, load, phaseOf, report, undo, upload, type Import, type ImportLine, type ImportReport } from './client.ts';
import { Mapping } from './Mapping.tsx';
import { texts } from './texts.ts';

/** Milliseconds between two looks at an import that runs. */
const LOOK = 700;

export function ImportPage() {
  return <WithKey>{(props) => <Choose {...props} />}</WithKey>;
}

export function ImportProgress() {
  const { id = '' } = useApp().address.params;
  return <WithKey>{(props) => <Followed key={id} id={id} {...props} />}</WithKey>;
}

interface Keyed {
  apiKey: string;
  /** Shows a refusal; one of the key asks for another key. */
  refuse(error: unknown): void;
}

function WithKey({ children }: { children: (props: Keyed) => ComponentChildren }) {
  const x = useTexts(texts);
  const [key, setKey] = useState(readKey);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const use = (next: string) => {
    writeKey(next);
    setKey(next);
    setProblem(null);
  };
  const refuse = (error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    setProblem(error);
  };
  const wrongKey = problem?.status === 401 || problem?.status === 403;
  if (key === null) return <div class="import"><PageHead answer={x.key.lead} /><KeyForm texts={x.key} refused={false} use={use} /></div>;
  return (
    <div class="import">
      {wrongKey ? <KeyForm texts={x.key} refused focus use={use} /> : null}
      {problem && !wrongKey ? <Problem problem={problem} retry={() => setProblem(null)} /> : null}
      {wrongKey ? null : children({ apiKey: key, refuse })}
    </div>
  );
}

function Problem({ problem, retry }: { problem: Refusal; retry(): void }) {
  const x = useTexts(texts);
  const text = problem.status === 404 ? x.gone : problem.status ? <span lang="en">{problem.detail ?? problem.title}</span> : x.network;
  return (
    <section class="problem" role="alert">
      <h2>{x.refusedTitle}</h2>
      <p>{text}</p>
      <p class="row"><button type="button" onClick={retry}>{x.retry}</button></p>
    </section>
  );
}

function Choose({ apiKey, refuse }: Keyed) {
  const { lang } = useApp();
  const x = useTexts(texts);
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<Record<string, string>>({});
  const [lacking, setLacking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const take = (chosen: File | null | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setLacking(false);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setLacking(!file);
    if (!file) return document.getElementById('import-file')?.focus();
    setBusy(true);
    try {
      const one = await upload(apiKey, file, options);
      go(`/${lang}/import/${one.id}`);
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(false);
    }
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files[0]);
  };
  const option = (name: 'cluster' | 'source', hint: string) => (
    <Field id={`import-${name}`} label={x[name]} hint={hint}>
      {(attributes) => <input {...attributes} type="text" autocomplete="off" spellcheck={false} value={options[name] ?? ''} onInput={({ currentTarget }) => setOptions({ ...options, [name]: currentTarget.value.trim() })} />}
    </Field>
  );
  return (
    <>
      <PageHead answer={x.lead} />
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div class="drop" data-over={over || undefined} onDragOver={(event) => (event.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={dropped}>
          <Field id="import-file" label={x.file} hint={x.fileHint} errors={lacking ? [{ pointer: '', message: x.need }] : []}>
            {(attributes) => <input {...attributes} type="file" accept=".csv,.tsv,.txt,.xlsx,.ods,.yaml,.yml,.jsonld,.json" onChange={({ currentTarget }) => take(currentTarget.files?.[0])} />}
          </Field>
          <p class="chosen" aria-live="polite">{file ? <bdi>{file.name}</bdi> : x.choose}</p>
        </div>
        <fieldset>
          <legend>{x.options}</legend>
          {option('cluster', x.clusterHint)}
          {option('source', x.sourceHint)}
        </fieldset>
        <p class="row"><button type="submit" class="main" disabled={busy}>{x.check}</button></p>
      </form>
    </>
  );
}

function Followed({ id, apiKey, refuse }: Keyed & { id: string }) {
  const { lang } = useApp();
  const x = useTexts(texts);
  const [one, setOne] = useState<Import | null>(null);
  const [read, setRead] = useState<ImportReport | null>(null);
  const [asked, setAsked] = useState(false);
  const phase = one && phaseOf(one);
  const running = one === null || isRunning(one);
  useEffect(() => {
    if (!running) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => load(apiKey, id).then(
      (now) => {
        if (!wanted) return;
        setOne(now);
        timer = setTimeout(() => void look(), LOOK);
      },
      (error: unknown) => wanted && refuse(error),
    );
    void look();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, running, apiKey]);
  useEffect(() => {
    if (phase && !running) void report(apiKey, id, phase).then(setRead, refuse);
  }, [phase, running, one?.state]);
  const sentence = one ? sentenceOf(one, x) : x.states.checking!;
  useEffect(() => {
    if (one && !running) speak(sentence);
  }, [running]);
  const act = (what: typeof confirm) => {
    setAsked(false);
    void what(apiKey, id).then(setOne, refuse);
  };
  const again = (mapping: ImportMapping) => act((key, of) => check(key, of, mapping).then((now) => (setRead(null), now)));
  const shown = !running && read?.phase === phase ? read : null;
  return (
    <>
      <PageHead title={one ? <bdi>{one.name}</bdi> : undefined} answer={sentence} waiting={running} />
      {running && one?.progress ? <p class="row"><progress aria-label={sentence} value={one.progress.done} max={Math.max(one.progress.of, 1)} /> {x.progress(one.progress.done, one.progress.of)}</p> : null}
      {one?.state === 'failed' && one.reason ? <p class="problem" role="alert"><span lang="en">{one.reason}</span></p> : null}
      <p class="row">
        {one?.state === 'checked' ? <button type="button" class="main" disabled={!one.dry_run?.totals.stored} onClick={() => act(confirm)}>{x.confirm}</button> : null}
        {one?.state === 'imported' && one.result?.totals.unanswered ? <button type="button" class="main" onClick={() => act(confirm)}>{x.again}</button> : null}
        {one?.state === 'imported' && one.result?.totals.stored && !asked ? <button type="button" onClick={() => setAsked(true)}>{x.undo}</button> : null}
        {running ? null : <a href={`/${lang}/import`}>{x.another}</a>}
      </p>
      {asked ? (
        <div role="group" aria-label={x.undo} class="card">
          <p>{x.undoSure}</p>
          <p class="row"><button type="button" onClick={() => act(undo)}>{x.undoYes}</button> <button type="button" onClick={() => setAsked(false)}>{x.undoNo}</button></p>
        </div>
      ) : null}
      {shown && one?.state === 'checked' && shown.tables.some(({ kind }) => kind !== 'facts') ? <Mapping key={shown.phase} of={shown.tables} check={again} /> : null}
      {shown?.warnings.length ? (
        <section class="card" aria-labelledby="warnings">
          <h2 id="warnings">{x.warnings}</h2>
          <p class="about">{x.warningsNote}</p>
          <ul>{shown.warnings.map((each) => <li key={`${each.line} ${each.message}`}>{each.line}: <FaultWords of={each} /></li>)}</ul>
        </section>
      ) : null}
      {shown ? <Lines of={shown} /> : null}
    </>
  );
}

function sentenceOf(one: Import, x: typeof texts.pl): string {
  if (one.state === 'checked' && one.dry_run) return x.checked(one.dry_run.rows.stored ?? 0, one.dry_run.rows.refused ?? 0);
  if (one.state === 'imported' && one.result) return x.imported(one.result.rows.stored ?? 0, one.result.rows.refused ?? 0);
  if (one.state === 'undone' && one.undo) {
    const { stored = 0, refused = 0, unanswered = 0, 'already there': before = 0 } = one.undo.totals;
    return x.undone(stored + before, refused + unanswered);
  }
  return x.states[one.state] ?? one.state;
}

function Lines({ of }: { of: ImportReport }) {
  const x = useTexts(texts);
  const outcome = (row: ImportLine) => x.outcomes[row.outcome === 'stored' && of.phase !== 'result' ? (of.phase === 'undo' ? 'retracted' : 'tried') : row.outcome] ?? row.outcome;
  const columns: Column<[number, ImportLine]>[] = [
    { key: 'row', head: x.row, value: ([, row]) => row.line, cell: ([, row]) => row.line },
    { key: 'what', head: x.what, value: ([, row]) => row.do, cell: ([, row]) => <What of={row} stored={of.phase !== 'dry_run'} /> },
    { key: 'outcome', head: x.outcome, value: ([, row]) => outcome(row), cell: ([, row]) => <span data-outcome={row.outcome}>{outcome(row)}</span> },
    { key: 'why', head: x.why, cell: ([, row]) => <Why of={row} /> },
  ];
  // What has to be mended comes first.
  const rows = [...of.lines.entries()].sort(([, a], [, b]) => Number(b.outcome === 'refused' || b.outcome === 'unanswered') - Number(a.outcome === 'refused' || a.outcome === 'unanswered'));
  return <Register caption={x.caption(rows.length)} columns={columns} rows={rows} id={([at]) => String(at)} />;
}

function What({ of, stored }: { of: ImportLine; stored: boolean }) {
  const x = useTexts(texts);
  const [collection = '', id = '', verb = ''] = of.do.split('/');
  const act = x.acts[verb ? `${collection}/${verb}` : collection];
  const text = act ? <>{act}{id ? <> <code>{id}</code></> : null}</> : <code>{of.do}</code>;
  return stored && of.event ? <FactLink event={of.event}>{text}</FactLink> : text;
}

function Why({ of }: { of: ImportLine }) {
  if (!of.reason) return null;
  return (
    <>
      <FaultWords of={{ rule: of.rule, pointer: of.pointer, message: of.reason, expected: of.expected, suggestion: of.suggestion }} />
      {of.more?.length ? <ul>{of.more.map((each) => <li key={`${each.pointer} ${each.message}`}>{each.line}: <FaultWords of={each} /></li>)}</ul> : null}
    </>
  );
}

interface Words {
  rule?: string;
  pointer?: string;
  message: string;
  expected?: string | null;
  suggestion?: string | null;
}

/** What is wrong, by its rule in the reader's language; then the report's own words, which are English and name the details. */
function FaultWords({ of: { rule, pointer, message, expected, suggestion } }: { of: Words }) {
  const { lang } = useApp();
  const x = useTexts(texts);
  const { value: rules } = useLoading(lang, () => (lang === 'pl' ? polishRules() : Promise.resolve(null)));
  const own = rule ? rules?.[rule] : undefined;
  const details = <><span lang={lang === 'en' ? undefined : 'en'}>{message}</span>{expected ? <> {x.expected}: <bdi lang={lang === 'en' ? undefined : 'en'}>{expected}</bdi></> : null}</>;
  return (
    <>
      {own ? <>{pointer ? <><bdi>{pointer.replace(/^column |^\//, '')}</bdi>: </> : null}{own} <span class="about">{x.details}: {details}</span></> : details}
      {suggestion ? <span class="about"> {x.meant}: <bdi>{suggestion}</bdi>?</span> : null}
    </>
  );
}

/** Of the tables, and of the registry where its forms have them. */
const polishRules = async (): Promise<Record<string, string>> => {
  const [own, record] = await Promise.all([import('./rules.ts'), import('../record/rules.ts')]);
  return { ...record.rules.pl, ...own.rules };
};
