import { useMemo } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { Reference } from '../answers.ts';
import { Choices } from './Choices.tsx';
import { useNames } from './Words.tsx';

/** Which clusters a page is about: the address's `c`. */
export function ClusterChoice({ all, chosen, change }: { all: Reference[]; chosen: string[]; change: (c: string[]) => void }) {
  const { t } = useApp();
  const name = useNames();
  const named = useMemo(() => all.map((ref): [string, string] => [ref.id.replace(/^cluster-/, ''), name(ref)]), [all, name]);
  return <Choices title={t.filter.clusters} all={named} chosen={chosen} change={change} />;
}
