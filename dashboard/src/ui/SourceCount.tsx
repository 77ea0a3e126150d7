// How many sources a row has: a button that chooses the row, so that they are shown.

import { useWords } from '../app.ts';

export function SourceCount({ count, what, choose }: { count: number; what: string; choose: () => void }) {
  const { t } = useWords();
  return <button type="button" class="plain" aria-label={`${t.count.sources(count)}: ${what}`} onClick={choose}>{count === 0 ? <span>∅ 0</span> : count}</button>;
}
