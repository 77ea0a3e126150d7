// Read models and the feed rebuilt: requested, followed, cancelled, undone.

import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { ModelState, RebuildRun } from '../partner/answers.ts';
import { momentOf } from '../partner/missed.ts';
import { English, Outcome, RefusalNote } from '../partner/parts.tsx';
import { useAction } from '../partner/session.tsx';
import type { Service } from '../service.ts';
import { useTexts } from '../texts.ts';
import { Field } from '../ui/Field.tsx';
import { Tag } from '../ui/Words.tsx';
import { isUnderWay, type Of } from './instance.ts';
import { texts } from './texts.ts';

const FEED = 'feed';

export function Rebuilds({ models, runs }: { models: ModelState[]; runs: Of<RebuildRun>[] }) {
  const { rebuilds: t } = useTexts(texts);
  const [chosen, setChosen] = useState('');
  const service: Service = chosen === FEED ? 'notifications' : 'projections';
  const { busy, problem, run } = useAction(service);
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const request = async (action: RebuildRun['action']) => {
    setOutcome(null);
    if (await run<RebuildRun>('POST', '/v1/rebuilds', { action, ...(chosen ? { model: chosen } : {}) })) setOutcome({ words: t.requested });
  };
  const undoable = chosen !== FEED && models.some(({ name, undoable }) => undoable && (!chosen || name === chosen));
  return (
    <section aria-labelledby="rebuilds">
      <h2 id="rebuilds">{t.title}</h2>
      <p class="about">{t.note}</p>
      <RefusalNote problem={problem} />
      <Outcome text={outcome} />
      <div class="inline" role="group" aria-label={t.title} aria-busy={busy}>
        <Field id="rebuild-model" label={t.which}>
          {(attributes) => (
            <select {...attributes} value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">{t.every}</option>
              {models.map(({ name }) => <option key={name} value={name}>{name === FEED ? t.feed : name}</option>)}
            </select>
          )}
        </Field>
        <button type="button" class="main" onClick={() => void request('rebuild')}>{t.rebuild}</button>
        <button type="button" onClick={() => void request('compare')}>{t.compare}</button>
        {undoable ? <button type="button" onClick={() => void request('undo')}>{t.undo}</button> : null}
      </div>
      {runs.length ? <RunTable runs={runs} /> : <p>{t.none}</p>}
      <Models models={models} />
    </section>
  );
}

function RunTable({ runs }: { runs: Of<RebuildRun>[] }) {
  const { lang } = useApp();
  const { rebuilds: t } = useTexts(texts);
  return (
    <table class="facts">
      <caption>{t.caption}</caption>
      <thead><tr>{(['what', 'action', 'state', 'progress', 'result'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
      <tbody>
        {runs.map((each) => (
          <tr key={`${each.service}${each.id}`} data-rebuild={`${each.service}:${each.id}`} data-state={each.state}>
            <th scope="row">{each.models.length > 3 ? t.every : each.models.map((name) => (name === FEED ? t.feed : name)).join(', ')} <span class="about">{momentOf(each.requested_at, lang)}</span></th>
            <td data-label={t.action}>{t.actions[each.action]}</td>
            <td data-label={t.state}><Tag>{t.states[each.state]}</Tag> <Cancel run={each} /></td>
            <td data-label={t.progress}><Progress run={each} /></td>
            <td data-label={t.result}>{each.message ? <English text={each.message} /> : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Progress({ run }: { run: RebuildRun }) {
  const { lang } = useApp();
  const { rebuilds: t } = useTexts(texts);
  const number = new Intl.NumberFormat(lang);
  if (!run.head) return <>–</>;
  const words = t.of(number.format(run.events), number.format(run.head));
  return <>{run.state === 'running' ? <progress value={run.events} max={run.head} aria-label={words} /> : null} {words}</>;
}

function Cancel({ run: { id, service, cancelled_by: by, ...rest } }: { run: Of<RebuildRun> }) {
  const { rebuilds: t } = useTexts(texts);
  const { problem, run } = useAction(service);
  if (!isUnderWay({ id, cancelled_by: by, ...rest })) return null;
  if (by !== null && rest.state === 'running') return <span class="about">{t.cancelling}</span>;
  return (
    <>
      <button type="button" onClick={() => void run<RebuildRun>('POST', `/v1/rebuilds/${id}/cancel`)}>{t.cancel}</button>
      <RefusalNote problem={problem} />
    </>
  );
}

function Models({ models }: { models: ModelState[] }) {
  const { lang } = useApp();
  const { rebuilds: t } = useTexts(texts);
  const number = new Intl.NumberFormat(lang);
  return (
    <details>
      <summary>{t.models}</summary>
      <table class="facts">
        <caption>{t.models}</caption>
        <thead><tr>{(['model', 'rows', 'built', 'undoable'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
        <tbody>
          {models.map((each) => (
            <tr key={each.name} data-model={each.name}>
              <th scope="row">{each.name === FEED ? t.feed : each.name}</th>
              <td data-label={t.rows}>{number.format(each.rows)}</td>
              <td data-label={t.built}>{each.built_at ? momentOf(each.built_at, lang) : t.never}</td>
              <td data-label={t.undoable}>{each.undoable ? t.yes : t.no}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
