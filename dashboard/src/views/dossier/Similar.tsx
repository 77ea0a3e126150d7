// Entries of the record that may be the same party: why each may, and where that is decided.

import type { SimilarParty } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useAnswer } from '../../answer.ts';
import { useTexts } from '../../texts.ts';
import { RefLink } from '../../ui/RefLink.tsx';
import { reasons } from '../record/reasons.ts';
import { Part } from './Lists.tsx';
import { similarEntries } from './similar.ts';

export function SimilarEntries({ of }: { of: string }) {
  const own = useTexts(similarEntries);
  const why = useTexts(reasons);
  const { view, lang } = useApp();
  const query = new URLSearchParams({ party: of, limit: '10', ...(view.knownAt ? { known_at: view.knownAt } : {}) });
  const list = useAnswer<SimilarParty[]>(`/v1/similar-parties?${query}`, !view.knownAt).answer?.data ?? [];
  return (
    <Part title={own.title(list.length)} empty={!list.length}>
      <li>{own.note}</li>
      {list.map(({ ref, reasons: given }) => <li key={ref.id}><RefLink of={ref} /><span class="about">{given.map(({ kind, text, scheme }) => why[kind](text, scheme ?? '')).join('; ')} · <a href={`/${lang}/record/link?sel=${of},${ref.id}`}>{own.decide}</a></span></li>)}
    </Part>
  );
}
