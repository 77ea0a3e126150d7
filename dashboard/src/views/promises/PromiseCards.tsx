// A card for each promise: what was promised, the evidence with its submitter, the verdicts and what they rest on.

import type { Assessment, Commitment, Evidence } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { ChangedById } from '../../record/Changed.tsx';
import { useTexts } from '../../texts.ts';
import { More, useFirst } from '../../ui/First.tsx';
import { Line } from '../../ui/Panel.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Say, SourceItems, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

export function PromiseCards({ promises }: { promises: Commitment[] }) {
  const shown = useFirst(promises);
  return (
    <>
      <ul class="cards">{shown.rows.map((promise) => <li key={promise.ref.id} data-id={promise.ref.id}><Card promise={promise} /></li>)}</ul>
      <More of={shown} />
    </>
  );
}

function Card({ promise }: { promise: Commitment }) {
  const { t } = useWords();
  const x = useTexts(texts);
  return (
    <article aria-label={promise.ref.label}>
      <h2><RefLink of={promise.ref}><Say text={promise.text} /></RefLink> <ChangedById id={promise.ref.id} /></h2>
      <dl>
        <Line term={x.promisor}>{promise.promisor ? <RefLink of={promise.promisor} /> : x.unknown}</Line>
        <Line term={x.made}><FactLink event={promise.event}><DateText date={promise.date} inferred={promise.inferred} /></FactLink> {promise.inferred ? <Tag sign="≈">{t.sure.inferred}</Tag> : null}</Line>
        <Line term={t.table.sources}><Sources of={[promise]} about={promise.ref.label} /></Line>
      </dl>
      <h3>{x.evidence(promise.evidence.length)}</h3>
      {promise.evidence.length ? promise.evidence.map((evidence) => <EvidenceOf key={evidence.event} evidence={evidence} />) : <p>{x.noEvidence}</p>}
      <h3>{x.verdicts(promise.assessments.length)}</h3>
      {promise.assessments.length ? promise.assessments.map((verdict) => <Verdict key={verdict.event} verdict={verdict} />) : <p>{x.noVerdict}</p>}
    </article>
  );
}

function EvidenceOf({ evidence }: { evidence: Evidence }) {
  const { t } = useWords();
  const x = useTexts(texts);
  const name = useNames();
  return (
    <div class="evidence" data-own={evidence.self_submitted || undefined}>
      {evidence.self_submitted ? <p class="flag"><Tag sign="!">{x.flagged}</Tag></p> : null}
      <dl>
        <Line term={x.submitted}><RefLink of={evidence.submitter} />{evidence.part_of.length ? <span class="about"> ({x.partOf(t.list(evidence.part_of.map(name)))})</span> : null}</Line>
        <Line term={t.table.when}><FactLink event={evidence.event}><DateText date={evidence.date} inferred={evidence.inferred} /></FactLink></Line>
        {evidence.text ? <Line term={t.table.what}><Say text={evidence.text} /></Line> : null}
        <Line term={x.document}><SourceItems sources={[evidence.document]} /></Line>
      </dl>
    </div>
  );
}

function Verdict({ verdict }: { verdict: Assessment }) {
  const { t } = useWords();
  const x = useTexts(texts);
  return (
    <div class="verdict">
      <p><strong><FactLink event={verdict.event}>{x.words[verdict.verdict] ?? verdict.verdict}</FactLink></strong>{verdict.qualification ? <> (<Say text={verdict.qualification} />)</> : null} {verdict.hard_to_verify ? <Tag>{x.hard}</Tag> : null}</p>
      {verdict.rests_on_promisor ? <p class="flag"><Tag sign="!">{x.restsOn}</Tag></p> : verdict.rests_on_promisor === null ? <p class="about">{x.hiddenEvidence}</p> : null}
      <dl>
        {verdict.assessor ? <Line term={x.assessor}><RefLink of={verdict.assessor} /></Line> : null}
        {verdict.rationale ? <Line term={x.why}><Say text={verdict.rationale} /></Line> : null}
        <Line term={t.table.when}><DateText date={verdict.date} inferred={verdict.inferred} /></Line>
        <Line term={t.table.sources}><Sources of={[verdict]} about={x.words[verdict.verdict] ?? verdict.verdict} /></Line>
      </dl>
    </div>
  );
}
