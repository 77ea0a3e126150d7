// The sources of one value as numbers beside it: each opens its document, or what the record knows of it, in one click.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RecordedFact, Source } from '../answers.ts';
import { ClocksContext, useWords } from '../app.ts';
import { textIn } from '../names.ts';
import { dossierOf } from '../references.ts';
import { FactLink } from './RefLink.tsx';
import { isLink, SourceItems, sourcesOf, Tag } from './Words.tsx';
import '../facts/facts.css';

/** The numbers of a page's sources, by id. */
export const NumbersContext = createContext<Map<string, number>>(new Map());

export function numbersOf(facts: { sources?: Source[] }[]): Map<string, number> {
  return new Map(sourcesOf(facts).map((source, at) => [source.id, at + 1]));
}

export function Cites({ fact }: { fact: Pick<RecordedFact, 'event' | 'sources' | 'disputed' | 'inferred'> & Partial<Pick<RecordedFact, 'values'>> }) {
  const { t, lang } = useWords();
  const numbers = useContext(NumbersContext);
  const clocks = useContext(ClocksContext);
  return (
    <span class="cites">
      {fact.disputed ? <> <FactLink event={fact.event}><Tag sign="≠">{t.sure.disputed}</Tag></FactLink></> : null}
      {fact.values?.length ? <> <FactLink event={fact.event}><Tag sign="⇄">{t.sure.others}</Tag></FactLink></> : null}
      {fact.sources.length === 0 ? <> <FactLink event={fact.event}><Tag sign="∅">{t.sure.unsourced}</Tag></FactLink></> : null}
      {fact.sources.map((source) => {
        const path = dossierOf(source.id);
        const href = isLink(source.url) ? source.url : path && `/${lang}/${path}${clocks}`;
        const text = `[${numbers.get(source.id) ?? '?'}]`;
        const label = [textIn(source.title, lang).text || source.id, source.locator].filter(Boolean).join(', ');
        return href ? <a key={source.id} href={href} class={isLink(source.url) ? 'out' : undefined} aria-label={`${text} ${label}`} title={label}>{text}</a> : null;
      })}
    </span>
  );
}

/** The sources under their numbers. */
export function NumberedSources({ facts }: { facts: { sources?: Source[] }[] }) {
  const { t } = useWords();
  const sources = sourcesOf(facts);
  return (
    <section class="sourcebox numbered" aria-labelledby="sourcehead">
      <h2 id="sourcehead">{t.panel.sources(sources.length)}</h2>
      {sources.length ? <SourceItems sources={sources} /> : <p><Tag sign="∅">{t.sure.unsourced}</Tag></p>}
    </section>
  );
}
