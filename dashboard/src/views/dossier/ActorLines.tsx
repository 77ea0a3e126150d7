// What clusters and parties have alike: names, identifiers, purpose, specialisations, recognitions, functions.

import type { Profile } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Identifier, schemeName } from '../../facts/identifiers.tsx';
import { Line } from '../../ui/Panel.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { DateText, Say } from '../../ui/Words.tsx';
import { Dated } from './Lists.tsx';
import { texts } from './texts.ts';

export function ActorLines({ data }: { data: Profile }) {
  const { lang } = useApp();
  const own = useTexts(texts);
  const { ref } = data;
  const others = Object.entries(ref.names).filter(([language, name]) => language !== lang && name !== ref.names[lang]);
  return (
    <>
      {others.length ? <Line term={own.otherName}>{others.map(([language, name], at) => <span key={language}>{at ? ', ' : ''}<bdi lang={language}>{name}</bdi></span>)}</Line> : null}
      {data.part_of ? <Line term={own.partOf}><RefLink of={data.part_of} /></Line> : null}
      {data.former.map((each) => <Line key={each.event} term={own.former}><FactLink event={each.event}><Say text={each.names} /></FactLink>, {own.until} <DateText date={each.until} /></Line>)}
      {data.identifiers.map((each, at) => <Line key={at} term={schemeName(each.scheme, lang)}><Identifier scheme={each.scheme} value={each.value} /></Line>)}
      {data.purposes.map((each) => <Line key={each.event} term={own.mission}><Say text={each.mission} />{each.goals?.length ? <ul class="values">{each.goals.map((goal, at) => <li key={at}><Say text={goal} /></li>)}</ul> : null} <Dated fact={each} /></Line>)}
      {data.strategies.map((each) => <Line key={each.event} term={own.strategy}><Say text={each.title} /> <Dated fact={each} /></Line>)}
      {data.specialisations.length ? <Line term={own.specialisations}><ul class="values">{data.specialisations.map((each) => <li key={each.event}><Say text={each.label} /> <Dated fact={each} /></li>)}</ul></Line> : null}
      {data.recognitions.map((each) => <Line key={each.event} term={own.recognition}>{each.scheme}{each.grantor ? <>, <RefLink of={each.grantor} /></> : null} <Dated fact={each} /></Line>)}
      {data.functions.length ? <Line term={own.functions}><ul class="values">{data.functions.map((each) => <li key={each.event}><Say text={each.title} /> <Dated fact={each} /></li>)}</ul></Line> : null}
      {data.links.map((each) => <Line key={each.event} term={each.certainty_of_link === 'certain' ? own.one : own.same}><RefLink of={each.other} /> <Dated fact={each} /> <a href={`/${lang}/record/link?sel=${pairOf(each)}`}>{own.undo}</a></Line>)}
    </>
  );
}

/** The two entries of the link: the one that says it takes it back, so it comes first. */
export function pairOf({ event, entry, other }: Profile['links'][number]): string {
  return event.startsWith(`${entry.id}@`) ? `${entry.id},${other.id}` : `${other.id},${entry.id}`;
}
