// Everything that was recorded about one fact, step by step, with what each step changed.

import type { FactWithHistory, HistoryEntry } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { Value, type Named } from '../../facts/Fields.tsx';
import { texts as factTexts } from '../../facts/texts.ts';
import { changed, writeAddress } from '../../state.ts';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { SourceItems, Tag } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

export function History({ fact, named }: { fact: FactWithHistory; named: Named }) {
  const own = useTexts(texts);
  return (
    <section aria-labelledby="history">
      <h2 id="history">{own.history(fact.history.length)}</h2>
      <p class="about">{own.historyNote}</p>
      <ol class="history">{fact.history.map((entry) => <Step key={entry.event} entry={entry} first={entry.event === fact.event} named={named} />)}</ol>
    </section>
  );
}

function Step({ entry, first, named }: { entry: HistoryEntry; first: boolean; named: Named }) {
  const { lang, view, address } = useApp();
  const own = useTexts(texts);
  const words = useTexts(factTexts);
  const kind = first ? 'recorded' : entry.type;
  const rivals = entry.type === 'FactDisputed' ? Object.entries((entry.fields.fields ?? {}) as Record<string, unknown>) : [];
  const rank = entry.type === 'ValueRanked' ? String(entry.fields.rank) : null;
  const at = new Date(entry.recorded_at).toLocaleString(lang === 'pl' ? 'pl' : 'en-GB', { dateStyle: 'long', timeStyle: 'short' });
  return (
    <li data-step={kind}>
      <p><Tag sign={own.signs[kind] ?? '·'}>{own.steps[kind] ?? kind}</Tag> {own.recorded(String(entry.position), at)}</p>
      {entry.by || entry.reason || entry.changes.length || rivals.length || rank ? (
        <dl class="lines">
          {entry.by ? <Line term={own.by}><RefLink of={entry.by} /></Line> : null}
          {entry.reason ? <Line term={own.reason}><bdi>{entry.reason}</bdi></Line> : null}
          {rivals.map(([field, value]) => <Line key={field} term={`${own.instead}: ${words.fields[field] ?? field}`}><Value value={value} named={named} /></Line>)}
          {rank ? <Line term={own.rank}>{own.ranks[rank] ?? rank}{typeof entry.fields.value === 'string' ? <>, <code>{entry.fields.value}</code></> : `, ${own.own}`}</Line> : null}
          {entry.changes.map(({ field, before, after }) => (
            <Line key={field} term={words.fields[field] ?? field}><s><span class="unseen">{own.was}: </span><Value value={before} named={named} /></s> → <span class="unseen">{own.is}: </span><Value value={after} named={named} /></Line>
          ))}
        </dl>
      ) : null}
      {entry.sources.length && !first ? <SourceItems sources={entry.sources} /> : null}
      <p><a href={writeAddress(lang, address.slug, changed(view, { knownAt: String(entry.position) }))} data-keep>{own.then}</a></p>
    </li>
  );
}
