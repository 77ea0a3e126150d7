// A list of facts: each a sentence with its date as bounds, its mark on the axis, its certainty, and its sources one click away.

import { useMemo } from 'preact/hooks';
import type { RecordedFact, Text } from '../answers.ts';
import { useMedia, useWords } from '../app.ts';
import { knownDays } from '../scene/axis.ts';
import { ChangedById } from '../record/Changed.tsx';
import { useTexts } from '../texts.ts';
import { Bar } from '../ui/Bar.tsx';
import { More, useFirst } from '../ui/First.tsx';
import { FactLink } from '../ui/RefLink.tsx';
import { CertaintyWords, DateText, Say, SourceItems, sourcesOf, Tag } from '../ui/Words.tsx';
import { texts } from './texts.ts';
import './facts.css';

export type Sentence = RecordedFact & { what: Text };

/** A document is known by itself. */
const ITSELF = new Set(['SourceRegistered']);

export function Facts({ facts, total, slot }: { facts: Sentence[]; /** How many there are, if not all are given. */ total?: number; slot?: number }) {
  const own = useTexts(texts);
  const small = useMedia('(max-width: 639.9px)');
  const known = useMemo(() => knownDays(facts.map((fact) => fact.date)), [facts]);
  const shown = useFirst(facts);
  return (
    <section class="factlist" aria-labelledby="facthead">
      <h2 id="facthead">{own.facts(total ?? facts.length)}</h2>
      <ol>{shown.rows.map((fact) => <FactItem key={fact.event} fact={fact} known={known} slot={slot} width={small ? 320 : 240} />)}</ol>
      <More of={shown} />
    </section>
  );
}

function FactItem({ fact, known, slot, width }: { fact: Sentence; known: number[]; slot: number | undefined; width: number }) {
  return (
    <li data-id={fact.event}>
      <div>
        <p><FactLink event={fact.event}><Say text={fact.what} /></FactLink></p>
        <When fact={fact} />
        <ChangedById id={fact.event} />
      </div>
      {fact.date.earliest || fact.date.latest ? <div class="bar"><Bar fact={fact} slot={slot} known={known} shorten width={width} height={22} /></div> : null}
      <SourceItems sources={sourcesOf([fact])} />
    </li>
  );
}

/** The date in words, as the source puts it, its basis, and the marks of the fact. */
export function When({ fact }: { fact: RecordedFact }) {
  const { t, day } = useWords();
  const own = useTexts(texts);
  const { date } = fact;
  const exact = date.earliest !== null && date.earliest === date.latest;
  const bounded = !exact && date.earliest && date.latest;
  return (
    <p class="about">
      <DateText date={date} inferred={fact.inferred} />
      {bounded ? <> ({day(date.earliest!)} – {day(date.latest!)})</> : null}
      {date.phrase ? <> · {own.phrase}: {t.panel.quote(date.phrase)}</> : null}
      {date.inferred_from ? <> · <Tag sign="≈">{t.sure.inferred}</Tag> {date.inferred_from}</> : null}
      {fact.certainty === 'possibly' || fact.disputed || fact.values?.length ? <> <CertaintyWords fact={fact} certainty={fact.certainty === 'possibly' ? 'possibly' : 'yes'} /></> : fact.sources.length === 0 && !ITSELF.has(fact.type) ? <> <Tag sign="∅">{t.sure.unsourced}</Tag></> : null}
    </p>
  );
}
