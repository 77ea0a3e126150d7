// On paper nothing can be clicked: the addresses of all sources follow, and that of the page.

import { useWords } from '../app.ts';
import { usePrinting } from '../printing.ts';
import type { Source } from '../answers.ts';
import { SourceItems, sourcesOf } from './Words.tsx';

export function Printed({ facts }: { facts(): { sources?: Source[] }[] }) {
  const { t } = useWords();
  if (!usePrinting()) return null;
  const sources = sourcesOf(facts());
  return (
    <section class="printed">
      <h2>{t.print.sources(sources.length)}</h2>
      <SourceItems sources={sources} />
      <p>{t.print.address}: {location.href}</p>
    </section>
  );
}
