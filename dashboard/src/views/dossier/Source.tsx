// What does this document say, and where in it?

import { useMemo } from 'preact/hooks';
import type { Dossier } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { Fields, namedIn } from '../../facts/Fields.tsx';
import { useTexts } from '../../texts.ts';
import { Line } from '../../ui/Panel.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { isLink } from '../../ui/Words.tsx';
import { Frame, useDossier } from './Frame.tsx';
import { texts } from './texts.ts';

export function Source() {
  const { t } = useApp();
  const own = useTexts(texts);
  const opened = useDossier<Dossier>('source', null);
  const data = opened.own.answer?.data ?? null;
  const named = useMemo(() => namedIn(data?.named ?? []), [data]);
  const registered = data?.facts.find((fact) => fact.own && fact.type === 'SourceRegistered');
  const translations = data?.facts.filter((fact) => !fact.own && fact.type === 'SourceRegistered').map((fact) => fact.ref) ?? [];
  const cited = data?.facts.filter((fact) => !fact.own && fact.type !== 'SourceRegistered').length ?? 0;
  const { url, title: _title, ...fields } = (registered?.fields ?? {}) as { url?: string; title?: unknown };
  return (
    <Frame
      opened={opened} answer={data ? own.source(t.count.facts(cited), isLink(url)) : '…'}
      lines={data ? (
        <>
          {isLink(url) ? <Line term={own.address}><a class="out" href={url} rel="noopener noreferrer">{url}</a></Line> : <Line term={own.address}>{own.noAddress}</Line>}
          <Fields fields={fields} named={named} />
          {translations.map((ref) => <Line key={ref.id} term={own.translation}><RefLink of={ref} /></Line>)}
        </>
      ) : null}
    />
  );
}
