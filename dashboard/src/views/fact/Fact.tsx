// Where does this come from, and what became of it?

import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import type { FactWithHistory } from '../../answers.ts';
import { useApp, useTitle } from '../../app.ts';
import { changePoints } from '../../certainty.ts';
import { Fields, namedIn } from '../../facts/Fields.tsx';
import { texts as factTexts } from '../../facts/texts.ts';
import { textIn } from '../../names.ts';
import { useScrollBack } from '../../scroll.ts';
import { useTexts } from '../../texts.ts';
import { AddressNote } from '../../ui/AddressNote.tsx';
import { ClockBar } from '../../ui/ClockBar.tsx';
import { useWhen } from '../../ui/when.ts';
import { Position } from '../../record/record.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { JsonLink } from '../../ui/JsonLink.tsx';
import { LaterRecord } from '../../ui/LiveNote.tsx';
import { Line, WhenLines } from '../../ui/Panel.tsx';
import { Printed } from '../../ui/Printed.tsx';
import { ProblemNote, Skeleton } from '../../ui/Problem.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Unknown } from '../../ui/Unknown.tsx';
import { CertaintyWords, Say, SourceList } from '../../ui/Words.tsx';
import { Amend } from '../record/Amend.tsx';
import '../../facts/facts.css';
import { History } from './History.tsx';
import { texts } from './texts.ts';
import { Values } from './Values.tsx';

export function Fact() {
  const { lang, view, address, date, t } = useApp();
  const own = useTexts(texts);
  const words = useTexts(factTexts);
  const when = useWhen();
  const event = address.params.event!;
  const clocks = [view.asOf ? `as_of=${encodeURIComponent(view.asOf)}` : '', view.knownAt ? `known_at=${encodeURIComponent(view.knownAt)}` : '', `lang=${lang}`].filter(Boolean).join('&');
  const url = `/v1/facts/${encodeURIComponent(event)}?${clocks}`;
  const followed = useAnswer<FactWithHistory>(url, view.asOf === null && view.knownAt === null);
  const fact = followed.answer?.data ?? null;
  const named = useMemo(() => namedIn(fact?.named ?? []), [fact]);
  useTitle(fact ? textIn(fact.what, lang).text : null);
  useScrollBack(!!fact, address);
  if (followed.problem?.status === 404 || followed.problem?.status === 400) return <Unknown title={own.unknown} note={own.unknownNote(event)} />;
  if (!fact) return <><PageHead title="…" answer="…" waiting={!followed.problem} /><ProblemNote followed={followed} />{followed.problem ? null : <Skeleton />}</>;
  const certainty = fact.certainty === 'yes' ? 'yes' : 'possibly';
  const dated = date(fact.date, true);
  const answer = fact.retracted ? own.retracted : own.answer(dated.charAt(0).toLocaleUpperCase(lang) + dated.slice(1), t.count.sources(fact.sources.length));
  return (
    <Position.Provider value={followed.answer?.meta.position ?? null}>
      <div class="dossier">
        <PageHead title={<Say text={fact.what} />} answer={answer} />
        <ClockBar points={changePoints([fact.interval])} when={when} />
        <AddressNote />
        <LaterRecord answer={followed.answer} />
        <ProblemNote followed={followed} />
        {fact.certainty === 'no' && !fact.retracted ? <p class="note">{own.later}</p> : null}
        <div class="columns">
          <section aria-labelledby="value">
            <h2 id="value">{own.value}</h2>
            <dl class="lines">
              <WhenLines fact={fact} certainty={certainty} />
              {fact.retracted || certainty === 'possibly' || fact.disputed || fact.values.length ? null : <Line term={t.table.sure}><CertaintyWords fact={fact} certainty={certainty} /></Line>}
              <Line term={own.about}>{[fact.ref, ...fact.subjects.filter((ref) => ref.id !== fact.ref.id)].map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref} /></span>)}</Line>
              <Fields fields={fact.fields} named={named} />
            </dl>
          </section>
          <section class="sourcebox"><SourceList facts={[fact]} level={2} /></section>
        </div>
        <Values fact={fact} named={named} />
        {fact.retracted ? null : <Amend event={fact.event} />}
        <History fact={fact} named={named} />
        <section aria-labelledby="proof">
          <h2 id="proof">{own.proof}</h2>
          <dl class="lines">
            <Line term={own.event}><code>{fact.event}</code></Line>
            <Line term={own.position}>{fact.recorded_from}, {own.version(fact.version, fact.stream)}</Line>
            <Line term={own.mode}>{words.values[fact.mode] ?? fact.mode}</Line>
          </dl>
          <JsonLink url={url} />
        </section>
        <Printed facts={() => [fact]} />
      </div>
    </Position.Provider>
  );
}
