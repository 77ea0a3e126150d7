import { useApp } from '../app.ts';
import type { Reference } from '../answers.ts';
import { useNames } from './Words.tsx';

/** Which clusters are compared: the address's `c`, as boxes to tick. */
export function ClusterChoice({ all, chosen, change }: { all: Reference[]; chosen: string[]; change: (c: string[]) => void }) {
  const { t } = useApp();
  const name = useNames();
  const slug = (ref: Reference) => ref.id.replace(/^cluster-/, '');
  const flip = (id: string) => change(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <details class="choice">
      <summary>{t.filter.clusters} ({chosen.length})</summary>
      <fieldset>
        <legend class="unseen">{t.filter.clusters}</legend>
        {all.map((ref) => (
          <label key={ref.id}><input type="checkbox" checked={chosen.includes(slug(ref))} onChange={() => flip(slug(ref))} /> <bdi>{name(ref)}</bdi></label>
        ))}
      </fieldset>
    </details>
  );
}
