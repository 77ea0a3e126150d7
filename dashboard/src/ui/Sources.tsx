import type { Source } from '../answers.ts';
import { useWords } from '../app.ts';
import { SourceItems, sourcesOf, Tag } from './Words.tsx';
import './questions.css';

/** The number of sources, which opens them: title, place, link. */
export function Sources({ of, about }: { of: { sources?: Source[] }[]; /** What they are the sources of, for screen readers. */ about: string }) {
  const { t } = useWords();
  const sources = sourcesOf(of);
  if (!sources.length) return <Tag sign="∅">{t.sure.unsourced}</Tag>;
  return (
    <details class="opened">
      <summary>{t.count.sources(sources.length)}<span class="unseen">: {about}</span></summary>
      <SourceItems sources={sources} />
    </details>
  );
}
