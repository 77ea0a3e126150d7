// What was promised, and on what does its assessment rest?

import type { Commitment } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Say, SourceItems, Tag } from '../../ui/Words.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Dated, Part, Refs } from './Lists.tsx';
import { texts } from './texts.ts';

export function Promise() {
  const { t } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<Commitment>('commitment', 'commitments');
  const data = opened.own.answer?.data ?? null;
  const last = data?.assessments.at(-1);
  const answer = !data ? '…' : !last ? own.unassessed(data.evidence.length) : own.assessed(own.verdicts[last.verdict] ?? last.verdict, last.rests_on_promisor === true);
  return (
    <Frame
      opened={opened} answer={answer} cited={data ? [data, ...data.evidence, ...data.assessments] : []}
      lines={data ? (
        <>
          <Line term={own.promised}><Say text={data.text} /></Line>
          {data.promisor ? <Line term={own.promisor}><RefLink of={data.promisor} /></Line> : null}
          <Line term={t.panel.when}><Dated fact={data} /></Line>
        </>
      ) : null}
    >
      {data ? (
        <>
          <Part title={own.evidence(data.evidence.length)} empty={!data.evidence.length}>
            {data.evidence.map((each) => (
              <li key={each.event}>
                {each.text ? <Say text={each.text} /> : null} <RefLink of={each.submitter} /> {each.self_submitted ? <Tag sign="!">{own.ownEvidence}</Tag> : null}
                <span class="about"><Dated fact={each} />{each.part_of.length ? <> · {own.partOf}: <Refs refs={each.part_of} /></> : null}</span>
                <SourceItems sources={[each.document]} />
              </li>
            ))}
          </Part>
          <Part title={own.assessments(data.assessments.length)} empty={!data.assessments.length}>
            {data.assessments.map((each) => (
              <li key={each.event}>
                <strong>{own.verdicts[each.verdict] ?? each.verdict}</strong>{each.qualification ? <> (<Say text={each.qualification} />)</> : null} {each.rests_on_promisor ? <Tag sign="!">{own.restsOnPromisor}</Tag> : null} {each.hard_to_verify ? <Tag sign="?">{own.hard}</Tag> : null}
                {each.rationale ? <p><Say text={each.rationale} /></p> : null}
                <span class="about">{each.assessor ? <><RefLink of={each.assessor} /> · </> : null}<Dated fact={each} /></span>
              </li>
            ))}
          </Part>
        </>
      ) : null}
    </Frame>
  );
}
