// What was this conference, and what was agreed there?

import { useMemo } from 'preact/hooks';
import type { Dossier } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { Fields, namedIn } from '../../facts/Fields.tsx';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { Dated, Part } from './Lists.tsx';
import { texts } from './texts.ts';

export function Conference() {
  const { t, date } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<Dossier>('conference', null);
  const data = opened.own.answer?.data ?? null;
  const named = useMemo(() => namedIn(data?.named ?? []), [data]);
  const held = data?.facts.find((fact) => fact.own);
  const there = [...new Map((data?.facts ?? []).filter((fact) => !fact.own).map((fact) => [fact.ref.id, fact.ref])).values()];
  const { names: _names, abbreviation: _abbreviation, ...fields } = (held?.fields ?? {}) as Record<string, unknown>;
  return (
    <Frame
      opened={opened} answer={data ? own.conference(held ? date(held.date, true) : null, there.length) : '…'}
      lines={data ? <>{held ? <Line term={t.panel.when}><Dated fact={held} /></Line> : null}<Fields fields={fields} named={named} /></> : null}
    >
      <Part title={own.there(there.length)} empty={!there.length}>{there.map((ref) => <li key={ref.id}><RefLink of={ref} /> <span class="about">{t.kinds[ref.kind] ?? ref.kind}</span></li>)}</Part>
    </Frame>
  );
}
