// Above forty clusters the network opens on a choice: a picture of everything would show nothing.

import { useApp } from '../app.ts';
import type { Network } from '../answers.ts';
import { fullName } from '../names.ts';
import { writeAddress } from '../state.ts';

export function ManyClusters({ network }: { network: Network }) {
  const { t, lang, view, set } = useApp();
  const ties = new Map<string, number>();
  const count = (id: string) => ties.set(id, (ties.get(id) ?? 0) + 1);
  for (const role of network.roles) count(role.cluster.id);
  for (const agreement of network.agreements) for (const each of agreement.parties) count(each.party.id);
  const refs = new Map(network.clusters.map((row) => [row.ref.id, row.ref]));
  const best = [...refs.values()].sort((a, b) => (ties.get(b.id) ?? 0) - (ties.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, 12);
  const slug = (id: string) => id.replace(/^cluster-/, '');
  return (
    <div class="empty">
      <p>{t.filter.choose(refs.size)}</p>
      <ul class="parts">
        {best.map((ref) => <li key={ref.id}><button type="button" class="plain" onClick={() => set({ c: [slug(ref.id)] })}>{fullName(ref, lang)}</button> <span class="about">{t.count.ties(ties.get(ref.id) ?? 0)}</span></li>)}
      </ul>
      <p><a href={writeAddress(lang, 'compare', { ...view, c: best.map((ref) => slug(ref.id)), sel: null, show: null })}>{t.filter.matrix}</a></p>
      <button type="button" onClick={() => set({ show: 'all' })}>{t.filter.all}</button>
    </div>
  );
}
