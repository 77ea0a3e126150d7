import { useApp } from '../app.ts';
import { shortName, type Ref } from '../record.ts';

/** Which clusters are compared: the address's `c`, as boxes to tick. */
export function ClusterChoice({ all, asked, change }: { all: Ref[]; asked: string[]; change: (c: string[]) => void }) {
  const { t, lang } = useApp();
  const slug = (ref: Ref) => ref.id.replace(/^cluster-/, '');
  const flip = (id: string) => change(asked.includes(id) ? asked.filter((each) => each !== id) : [...asked, id]);
  return (
    <details class="choice">
      <summary>{t.filter.clusters} ({asked.length})</summary>
      <fieldset>
        <legend class="unseen">{t.filter.clusters}</legend>
        {all.map((ref) => (
          <label key={ref.id}><input type="checkbox" checked={asked.includes(slug(ref))} onChange={() => flip(slug(ref))} /> {shortName(ref, lang)}</label>
        ))}
      </fieldset>
    </details>
  );
}
