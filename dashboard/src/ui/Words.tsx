// Small pieces of text that many parts use: a text with its language, a date, a certainty, a source.

import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { whyPossible } from '../certainty.ts';
import { ClocksContext, useWords } from '../app.ts';
import type { FuzzyDate, Likelihood, RecordedFact, Reference, Source, Text } from '../answers.ts';
import { fullName, shortName, textIn, type Lang } from '../names.ts';
import { sourceTypes } from '../facts/sources.ts';
import { dossierOf } from '../references.ts';

/** What a page calls the things it shows; a page without its own names uses short ones. */
export const NamesContext = createContext<((ref: Reference) => string) | null>(null);

export function useNames(): (ref: Reference) => string {
  const { lang } = useWords();
  const given = useContext(NamesContext);
  return given ?? ((ref) => shortName(ref, lang));
}

export function Say({ text }: { text: Text | null | undefined }) {
  const { lang } = useWords();
  const inLang = textIn(text, lang);
  return <bdi lang={inLang.lang ?? undefined}>{inLang.text}</bdi>;
}

export function Name({ of }: { of: Reference }) {
  const { lang } = useWords();
  const other = of.names[lang] === undefined ? Object.keys(of.names)[0] : undefined;
  return <bdi lang={other}>{fullName(of, lang)}</bdi>;
}

/** Short for the eye, a sentence for screen readers ("do" alone may be read as "lasted until"). */
export function DateText({ date, inferred }: { date: FuzzyDate | null; inferred?: boolean }) {
  const app = useWords();
  const [seen, spoken] = [app.date(date), app.date(date, true)];
  return (
    <span class="date">
      {inferred ? <span aria-hidden="true">≈ </span> : null}
      {seen === spoken ? seen : <><span aria-hidden="true">{seen}</span><span class="unseen">{spoken}</span></>}
    </span>
  );
}

export function Tag({ sign, children }: { sign?: string; children: ComponentChildren }) {
  return <span class="tag">{sign ? <span aria-hidden="true">{sign} </span> : null}{children}</span>;
}

/** Likelihood and the marks of a fact, each as sign and word. */
export function CertaintyWords({ fact, certainty }: { fact: RecordedFact; certainty: Likelihood }) {
  const { t } = useWords();
  return (
    <span class="certainty">
      {certainty === 'possibly' ? <Tag sign="?">{`${t.sure.possibly}: ${t.sure[whyPossible(fact.interval)]}`}</Tag> : <span>{t.sure.yes}</span>}
      {fact.inferred ? <Tag sign="≈">{t.sure.inferred}</Tag> : null}
      {fact.disputed ? <Tag sign="≠">{t.sure.disputed}</Tag> : null}
      {fact.values?.length ? <Tag sign="⇄">{t.sure.others}</Tag> : null}
      {fact.sources.length === 0 ? <Tag sign="∅">{t.sure.unsourced}</Tag> : null}
    </span>
  );
}

export function SourceList({ facts, level = 3 }: { facts: { sources?: Source[] }[]; level?: 2 | 3 }) {
  const { t } = useWords();
  const sources = sourcesOf(facts);
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <>
      <Heading>{t.panel.sources(sources.length)}</Heading>
      {sources.length === 0 ? <p><Tag sign="∅">{t.sure.unsourced}</Tag></p> : null}
      <SourceItems sources={sources} />
    </>
  );
}

/** Each opens in one click: the document itself where it has an address, else what the record knows of it. */
export function SourceItems({ sources }: { sources: Source[] }) {
  const { t, day, lang } = useWords();
  return (
    <ul class="sources">
      {sources.map((source) => (
        <li key={source.id}>
          {isLink(source.url) ? <><a class="out" href={source.url} rel="noopener noreferrer"><SourceTitle source={source} /></a> <SourceLink id={source.id} label={`${t.panel.source}: ${titleOf(source, lang)}`}>{t.panel.source}</SourceLink></> : <SourceLink id={source.id}><SourceTitle source={source} /></SourceLink>}
          {source.url && !isLink(source.url) ? <span class="about"><bdi>{source.url}</bdi></span> : null}
          <span class="about">
            {source.locator ? <><bdi>{source.locator}</bdi> · </> : null}
            {source.published ? t.panel.published(day(source.published)) : t.panel.unpublished}
            {source.source_type ? ` · ${sourceTypes[lang][source.source_type]}` : null}
            {source.translation_of ? ` · ${t.sure.translation}` : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether an address that somebody recorded may be followed: the web's, and without a name that hides where it leads. */
export function isLink(url: string | null | undefined): url is string {
  if (!url || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && !username && !password;
}

const titleOf = (source: Source, lang: Lang) => textIn(source.title, lang).text || source.id;

/** Leads to what the record knows of a source. */
function SourceLink({ id, label, children }: { id: string; label?: string; children: ComponentChildren }) {
  const { lang } = useWords();
  const clocks = useContext(ClocksContext);
  const path = dossierOf(id);
  return path === null ? <>{children}</> : <a href={`/${lang}/${path}${clocks}`} aria-label={label}>{children}</a>;
}

function SourceTitle({ source }: { source: Source }) {
  const { lang } = useWords();
  const title = textIn(source.title, lang);
  return <bdi lang={title.lang ?? undefined}>{title.text || source.id}</bdi>;
}

/** The sources of several facts, each once, with all the places in it that are cited. */
export function sourcesOf(facts: { sources?: Source[] }[]): Source[] {
  const byId = new Map<string, { source: Source; places: Set<string> }>();
  for (const source of facts.flatMap((fact) => fact.sources ?? [])) {
    const entry = byId.get(source.id) ?? { source, places: new Set() };
    for (const place of source.locator?.split('; ') ?? []) entry.places.add(place);
    byId.set(source.id, entry);
  }
  return [...byId.values()].map(({ source, places }) => ({ ...source, locator: [...places].join(', ') || null }));
}
