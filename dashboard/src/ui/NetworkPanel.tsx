import { useMemo } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { AgreementView, ClusterView, Day, Delegate, Network, Reference, RegisteredAgreement, VisitView } from '../answers.ts';
import { isTie, kindOf, touching, type Item, type Mark } from '../scene/network.ts';
import { relations } from '../facts/relations.ts';
import { ChangedById } from '../record/Changed.tsx';
import { clusterWords } from '../facts/clusters.ts';
import { helps } from '../facts/leading.ts';
import { ClusterInTime } from './ClusterInTime.tsx';
import type { ToPanel } from '../focus.ts';
import { Line, Panel, WhenLines } from './Panel.tsx';
import { FactLink, RefLink } from './RefLink.tsx';
import { CertaintyWords, DateText, Say, SourceList, Tag } from './Words.tsx';

interface Props {
  mark: Mark;
  items: Item[];
  /** The record of any time. */
  network: Network;
  day: Day;
  /** The chosen agreement as the register has it. */
  entry: RegisteredAgreement | null;
  focus: ToPanel | null;
  onClose(): void;
}

/** A chosen mark of the network: a fact with all its fields, or a party with what it takes part in. */
export function NetworkPanel({ mark, items, network, day, entry, focus, onClose }: Props) {
  const { t } = useApp();
  const own = items.find((item) => item.ref.id === mark.id && !isTie(item));
  const around = useMemo(() => touching(items, mark.number).filter((item) => item !== own), [items, mark.id]);
  const shown = own && own.kind !== 'cluster' ? [own.fact] : [...(own ? [own.fact] : []), ...around.map((item) => item.fact)];
  const kind = own?.kind === 'agreement' || own?.kind === 'visit' ? kindOf(own) : mark.announced ? 'announced' : mark.ref.kind;
  return (
    <Panel kind={t.kinds[kind] ?? kind} title={<RefLink of={mark.ref} />} focus={focus} onClose={onClose}>
      {own ? <ChangedById id={own.id} /> : null}
      <dl>
        {own ? <WhenLines fact={own.fact} certainty={own.certainty} /> : null}
        {own?.kind === 'cluster' ? <><Founding row={own.source} /><ClusterInTime row={own.source} network={network} items={around} day={day} /></> : null}
        {own?.kind === 'agreement' ? <AgreementLines row={own.source} entry={entry} /> : null}
        {own?.kind === 'visit' ? <VisitLines row={own.source} /> : null}
      </dl>
      {own && own.kind !== 'cluster' ? null : <Parts items={around} of={mark.id} />}
      <SourceList facts={shown} />
    </Panel>
  );
}

function Founding({ row }: { row: ClusterView }) {
  const { t } = useApp();
  return row.stage === 'announced' ? <Line term={t.panel.state}>{t.sure.announced}</Line> : row.ref.abbreviation ? <Line term={t.panel.name}>{row.ref.abbreviation}</Line> : null;
}

function Names({ refs }: { refs: Reference[] }) {
  return <>{refs.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref} /></span>)}</>;
}

function AgreementLines({ row, entry }: { row: AgreementView; entry: RegisteredAgreement | null }) {
  const { t } = useApp();
  const states = (entry?.states ?? []).map(({ state, certainty }) => `${certainty === 'possibly' ? `${t.sure.possibly}: ` : ''}${t.states[state] ?? state}`);
  const represented = row.parties.some((each) => each.represented_by || each.signatories.length);
  return (
    <>
      <Line term={t.panel.parties}>
        {represented ? (
          <ul>
            {row.parties.map((each) => (
              <li key={each.party.id}>
                <RefLink of={each.party} />
                {each.represented_by ? <span class="about">{t.panel.represents}: <RefLink of={each.represented_by} /></span> : null}
                {each.signatories.filter((person) => person.function).map((person, at) => <span class="about" key={at}><Say text={person.function} /></span>)}
              </li>
            ))}
          </ul>
        ) : <Names refs={row.parties.map((each) => each.party)} />}
        {row.others ? <> {t.table.others}</> : null}
      </Line>
      {states.length ? <Line term={t.panel.status}>{t.list(states)}</Line> : null}
      <Line term={t.panel.signatures}>{`${row.signatures.signed}/${row.signatures.listed}`}{row.state === 'proposed' ? `, ${t.panel.proposed}` : null}</Line>
      {row.beneficiaries.length ? <Line term={t.panel.benefits}><Names refs={row.beneficiaries} /></Line> : null}
      {row.conference ? <Line term={t.panel.conference}><RefLink of={row.conference} /></Line> : null}
      {row.place ? <Line term={t.panel.place}>{row.place.party ? <RefLink of={row.place.party} /> : row.place.label}</Line> : null}
      {row.subject && Object.keys(row.subject).length ? <Line term={t.panel.subject}><Say text={row.subject} /></Line> : null}
      {row.binding === null ? null : <Line term={t.panel.binding}>{row.binding ? t.panel.yes : t.panel.no}</Line>}
      {row.interval.end ? null : <Line term={t.panel.end}>{t.panel.noEnd}</Line>}
    </>
  );
}

function VisitLines({ row }: { row: VisitView }) {
  const { t } = useApp();
  const side = (which: Delegate['side']) => row.delegates.filter((each) => each.side === which);
  const people = (list: Delegate[]) => list.map((each, at) => <span class="about" key={at}><Say text={each.function} />{each.organisation ? <>, <RefLink of={each.organisation} /></> : null}</span>);
  return (
    <>
      <Line term={t.panel.visitors}><Names refs={row.visitors} />{people(side('visitor'))}</Line>
      <Line term={t.panel.host}><RefLink of={row.host} />{people(side('host'))}</Line>
      {row.sites.length ? <Line term={t.panel.sites}><Names refs={row.sites} /></Line> : null}
      {row.clusters.length ? <Line term={t.panel.cited}><Names refs={row.clusters} /></Line> : null}
      {row.purpose ? <Line term={t.panel.purpose}><Say text={row.purpose} /></Line> : null}
      {row.outcomes.length ? <Line term={t.panel.outcomes}>{row.outcomes.map((each) => <span key={each.event}><Say text={each.text} /> </span>)}</Line> : null}
    </>
  );
}

/** What a party takes part in, each with its date. */
function Parts({ items, of }: { items: Item[]; of: string }) {
  const { t, lang } = useApp();
  if (!items.length) return null;
  const roles = items.flatMap((item) => (item.kind === 'role' ? [item] : []));
  const others = items.filter((item) => !isTie(item));
  const related = items.flatMap((item) => (item.kind === 'relation' ? [item] : []));
  return (
    <>
      {others.length ? <ul class="parts">{others.map((item) => <li key={item.id}><RefLink of={item.ref} /><span class="about">{t.kinds[kindOf(item)] ?? item.kind} · <FactLink event={item.fact.event}><DateText date={item.fact.date} inferred={item.fact.inferred} /></FactLink>{item.certainty === 'possibly' ? <> <CertaintyWords fact={item.fact} certainty="possibly" /></> : null}</span></li>)}</ul> : null}
      {related.length ? (
        <ul class="parts">
          {related.map((item) => {
            const { cluster, other, relation, ...row } = item.source;
            // Seen from the other side, the sentence has this cluster's name in it.
            return <li key={item.id}><RefLink of={cluster.id === of ? other : cluster} /><span class="about">{cluster.id === of ? relations[lang][relation] : <>{relations[lang][relation]} <RefLink of={other} /></>} · <FactLink event={row.event}><DateText date={row.date} inferred={row.inferred} /></FactLink>{item.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}</span></li>;
          })}
        </ul>
      ) : null}
      {roles.length ? (
        <ul class="parts">
          {roles.map((item) => {
            const row = item.source;
            const other = row.cluster.id === of ? row.party : row.cluster;
            return <li key={item.id}><RefLink of={other} /><span class="about">{row.role === 'coordinator' && helps(row) ? clusterWords[lang].co : (t.roles[row.role] ?? row.role)} · <FactLink event={row.event}><DateText date={row.date} inferred={row.inferred} /></FactLink>{item.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}</span></li>;
          })}
        </ul>
      ) : null}
    </>
  );
}
