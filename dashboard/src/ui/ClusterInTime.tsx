// What a chosen cluster came from and became, who leads it; and, of what is not there on the day, when it was.

import { useApp } from '../app.ts';
import type { ClusterView, Day, Network, Reference } from '../answers.ts';
import { clusterWords } from '../facts/clusters.ts';
import { helps, ledTogether } from '../facts/leading.ts';
import { type Item } from '../scene/network.ts';
import { intervalsOf, nearestDay, predecessorsOf } from '../scene/succession.ts';
import { Line, Panel } from './Panel.tsx';
import { FactLink, RefLink } from './RefLink.tsx';
import { DateText } from './Words.tsx';

const showDay = { pl: (day: string) => `Pokaż stan na dzień ${day}`, en: (day: string) => `Show the state on ${day}` };

interface Props {
  row: ClusterView;
  network: Network;
  /** The facts of the day that name it. */
  items: Item[];
  day: Day;
}

export function ClusterInTime({ row, network, items, day }: Props) {
  const { lang } = useApp();
  const words = clusterWords[lang];
  const leading = items.flatMap((item) => (item.kind === 'role' && item.role === 'coordinator' && item.source.cluster.id === row.ref.id ? [item.source] : []));
  return (
    <>
      {leading.length ? <Line term={ledTogether(leading) ? words.together : words.lead}>{leading.map((each) => <span class="row" key={each.event}><RefLink of={each.party} />{helps(each) && !ledTogether(leading) ? ` (${words.co})` : ''}</span>)}</Line> : null}
      {predecessorsOf(network, row.ref.id).map((each) => <Line key={each.event} term={words.predecessors}><RefLink of={each.ref} />{', '}<Ending of={each.dissolved!} /> <WhenThere chosen={each.ref.id} network={network} day={day} choose /></Line>)}
      <Became row={row} />
    </>
  );
}

function Ending({ of }: { of: NonNullable<ClusterView['dissolved']> }) {
  return <FactLink event={of.event}><DateText date={of.date && { earliest: null, latest: null, phrase: null, inferred_from: null, ...of.date }} /></FactLink>;
}

/** How a cluster ended, and in which it goes on. */
function Became({ row }: { row: ClusterView }) {
  const { lang } = useApp();
  const end = row.dissolved;
  if (!end) return null;
  return <Line term={clusterWords[lang].stages[end.how]!}>{end.successors.map((ref) => <span key={ref.id}><RefLink of={ref} />{', '}</span>)}<Ending of={end} /></Line>;
}

/** A step to the nearest day on which it was there. `choose`: it is chosen there. */
function WhenThere({ chosen, network, day, choose }: { chosen: string; network: Network; day: Day; choose?: boolean }) {
  const { lang, view, set, today, day: words } = useApp();
  const there = nearestDay(intervalsOf(network, chosen), day, view.cert === 'yes');
  return there === null || there === day ? null : <button type="button" class="plain" onClick={() => set({ asOf: there === today ? null : there, ...(choose ? { sel: chosen } : {}) })}>{showDay[lang](words(there))}</button>;
}

/** What was chosen is in the record, and not on this day. */
export function GonePanel({ chosen, network, day, refs, onClose }: { chosen: string; network: Network; day: Day; refs: Reference[]; onClose(): void }) {
  const { t } = useApp();
  const stream = chosen.split('@')[0]!;
  const ref = refs.find((each) => each.id === stream);
  const ended = network.clusters.find((row) => row.ref.id === stream && row.dissolved);
  return (
    <Panel title={ref ? <RefLink of={ref} /> : t.panel.title} onClose={onClose}>
      <p>{t.panel.gone}</p>
      {ended ? <dl><Became row={ended} /></dl> : null}
      <p><WhenThere chosen={chosen} network={network} day={day} /></p>
    </Panel>
  );
}
