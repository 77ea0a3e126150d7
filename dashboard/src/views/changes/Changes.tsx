// What changed since I last looked?

import { useMemo, useState } from 'preact/hooks';
import type { FactChange } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { addDays, dayOf, sayDay } from '../../dates.ts';
import { namedIn } from '../../facts/Fields.tsx';
import { fullName, refsIn, textIn } from '../../names.ts';
import { writeAddress } from '../../state.ts';
import { useTexts } from '../../texts.ts';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { Change } from './Change.tsx';
import { texts } from './texts.ts';
import '../../ui/questions.css';

const SPANS: [string, number][] = [['day', 1], ['week', 7], ['month', 31]];
const USUAL = 7;
/** So many are drawn at once: a year of a record may have thousands. */
const PAGE = 200;

export function Changes() {
  const { t, lang, view, set, today } = useApp();
  const x = useTexts(texts);
  const [pages, setPages] = useState(1);
  const all = view.show === 'all';
  const since = view.from ?? addDays(today, -USUAL);
  const followed = useQuestion<FactChange[]>('/v1/changes', { since: all ? '0' : since, limit: '500' });
  const changes = followed.answer ? followed.answer.data : null;
  const named = useMemo(() => namedIn(refsIn(changes)), [changes]);
  const fitting = (changes ?? []).filter((each) => (!view.kind.length || view.kind.includes(each.change)) && hasWords([textIn(each.what, lang).text, ...each.subjects.map((ref) => `${ref.abbreviation ?? ''} ${fullName(ref, lang)}`)], view.q)).reverse();
  const shown = fitting.slice(0, pages * PAGE);
  const days = grouped(shown);
  const count = (kind: FactChange['change']) => fitting.filter((each) => each.change === kind).length;
  const chosen = all ? 'all' : (SPANS.find(([, days]) => since === addDays(today, -days))?.[0] ?? '');
  const filters = [...view.kind.map((each) => x.kinds[each] ?? each), ...(view.q ? [view.q] : [])];
  return (
    <Question
      timeless answer={changes && x.sentence(all ? x.always : x.since(sayDay(since, lang)), count('added'), count('amended'), count('retracted'), count('ended'))} followed={followed} shown={shown}
      controls={(
        <>
          <fieldset class="filter">
            <legend>{x.span}</legend>
            {[...SPANS, ['all', 0] as [string, number]].map(([name, days]) => (
              <button type="button" key={name} class="toggle" aria-pressed={chosen === name} onClick={() => set(name === 'all' ? { from: null, show: 'all' } : { from: days === USUAL ? null : addDays(today, -days), show: null })}>
                <span class="box" aria-hidden="true" />{x.spans[name]}
              </button>
            ))}
          </fieldset>
          <FilterChoice label={x.kind} field="kind" options={Object.entries(x.kinds).map(([value, label]) => ({ value, label }))} />
          <FilterWords label={x.find} />
        </>
      )}
    >
      <Feeds />
      {shown.length ? null : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ kind: [], q: null })} />}
      {days.map(([day, changes]) => (
        <section key={day} class="changes">
          <h2>{day ? sayDay(day, lang) : x.nobody} <span class="about">{x.count(changes.length)}</span></h2>
          <ol>{changes.map((change) => <Change key={`${change.position} ${change.event}`} change={change} named={named} />)}</ol>
        </section>
      ))}
      {fitting.length > shown.length ? <button type="button" onClick={() => setPages(pages + 1)}>{x.more(fitting.length - shown.length)}</button> : null}
    </Question>
  );
}

/** By the reader's days, the newest first. */
function grouped(changes: FactChange[]): [string, FactChange[]][] {
  const days = new Map<string, FactChange[]>();
  for (const change of changes) {
    const day = change.recorded_at ? dayOf(new Date(change.recorded_at)) : '';
    days.set(day, [...(days.get(day) ?? []), change]);
  }
  return [...days];
}

/** Where the same changes can be had without coming here: the public ones in a feed, everything of a partner in its channels. */
function Feeds() {
  const { lang, view } = useApp();
  const x = useTexts(texts);
  const address = document.querySelector<HTMLMetaElement>('meta[name=notifications]')?.content;
  return (
    <p class="feeds">
      {x.feeds}:{' '}
      {address ? <><a href={`${address}/v1/atom`} type="application/atom+xml">{x.atom}</a>, <a href={`${address}/v1/calendar.ics`} type="text/calendar">{x.calendar}</a>, </> : null}
      <a href={writeAddress(lang, 'partner', { ...view, q: null, kind: [], from: null, show: null, sel: null, rest: [], unread: [] })}>{x.digest}</a> <span class="about">({x.digestNote})</span>
    </p>
  );
}
