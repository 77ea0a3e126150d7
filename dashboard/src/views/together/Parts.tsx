// What followed the agreements, and what belongs to one organisation: units, functions, recognitions, task teams.

import type { ComponentChildren } from 'preact';
import type { Followed, RecordedFact, Together } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Cites } from '../../ui/Cites.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { DateText, Say, Tag } from '../../ui/Words.tsx';
import { texts as visitTexts } from '../visits/texts.ts';
import { texts } from './texts.ts';

function Part({ title, children }: { title: (count: number) => string; children: ComponentChildren[] }) {
  return children.length ? <section class="tables part"><h2>{title(children.length)}</h2><ul class="parts">{children}</ul></section> : null;
}

/** Each step with the agreement, the days from it, and whether the record says that it came of it. */
export function FollowedPart({ steps }: { steps: Followed[] }) {
  const { t } = useWords();
  const x = useTexts(texts);
  const words = useTexts(visitTexts);
  return (
    <Part title={x.afterwards}>
      {steps.map((each) => (
        <li key={`${each.agreement.id} ${each.step} ${each.event}`} data-step={each.step} data-event={each.event}>
          {each.text ? <FactLink event={each.event}><Say text={each.text} /></FactLink> : <RefLink of={each.ref} />}{each.leads_to ? <> → <RefLink of={each.leads_to} /></> : null}
          <span class="about">
            {x.steps[each.step]} · <FactLink event={each.event}><DateText date={each.date} /></FactLink> · {x.after(words.lag(each.lag_days.min, each.lag_days.max))} <RefLink of={each.agreement} />
            {' '}<Tag sign={each.recorded ? undefined : '≈'}>{each.recorded ? words.recorded : words.inferred}</Tag>
            {each.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}
            {each.basis ? <> <Say text={each.basis} /></> : null}
          </span>
        </li>
      ))}
    </Part>
  );
}

function When({ fact }: { fact: RecordedFact }) {
  const { t } = useWords();
  return <><FactLink event={fact.event}><DateText date={fact.date} inferred={fact.inferred} /></FactLink>{fact.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null} <Cites fact={fact} /></>;
}

export function Belongings({ data }: { data: Together }) {
  const x = useTexts(texts);
  return (
    <>
      <Part title={x.units}>{data.units.map((each) => <li key={each.ref.id}><RefLink of={each.ref} /></li>)}</Part>
      <Part title={x.functions}>{data.functions.map((each) => <li key={each.event}><Say text={each.title} /><span class="about"><When fact={each} /></span></li>)}</Part>
      <Part title={x.recognitions}>{data.recognitions.map((each) => <li key={each.event}><RefLink of={each.cluster} /><span class="about">{each.scheme}{each.grantor ? <> (<RefLink of={each.grantor} />)</> : null} · <When fact={each} /></span></li>)}</Part>
      <Part title={x.teams}>{data.task_teams.map((each) => <li key={each.event}><Say text={each.name} /><span class="about"><RefLink of={each.cluster} /> · <When fact={each} /></span></li>)}</Part>
    </>
  );
}
