import { useApp } from '../app.ts';
import type { Texts } from '../i18n/pl.ts';
import { pageOf } from '../pages.ts';
import { carried, writeAddress } from '../state.ts';
import type { MatrixCell, Reference } from '../answers.ts';
import { GROUPS, pairFacts, pairId, type PairFact } from '../pairs.ts';
import { ChangedById } from '../record/Changed.tsx';
import type { ToPanel } from '../focus.ts';
import { Panel } from './Panel.tsx';
import { FactLink, RefLink } from './RefLink.tsx';
import { CertaintyWords, DateText, Say, SourceList, useNames } from './Words.tsx';

/** What links a pair, in words: for the answer sentence and the screen reader. */
export function cellWords(cell: MatrixCell | null, t: Texts): string {
  if (!cell) return t.matrix.nothing;
  const parts = [
    cell.agreements.length && t.count.agreements(cell.agreements.length), cell.visits.length && t.count.visits(cell.visits.length), cell.members.length && t.count.members(cell.members.length),
    cell.specialisations.length && t.count.specialisations(cell.specialisations.length), cell.initiators?.length && t.count.initiators(cell.initiators.length),
  ].filter((part): part is string => !!part);
  return parts.length ? t.list(parts) : t.matrix.nothing;
}

/** `others`: what links the pair in the compared record only. */
export function PairPanel({ pair, cell, others, focus, onClose }: { pair: [Reference, Reference]; cell: MatrixCell | null; others: PairFact[]; focus: ToPanel | null; onClose: () => void }) {
  const { t, lang, view } = useApp();
  const name = useNames();
  const title = <><RefLink of={pair[0]}>{name(pair[0])}</RefLink> – <RefLink of={pair[1]}>{name(pair[1])}</RefLink></>;
  const together = writeAddress(lang, 'together', { ...carried(view, 'together'), sel: pair.map((ref) => ref.id).join() });
  const mine = pairId(pair[0].id, pair[1].id);
  const linking = [...(cell ? pairFacts({ cells: [cell] }) : []), ...others.filter((each) => each.pair === mine)];
  const groups = GROUPS.map((group): [string, PairFact[]] => [t.matrix[group], linking.filter((each) => each.group === group)]);
  const all = linking.map(({ fact }) => fact);
  return (
    <Panel kind={t.panel.common} title={title} focus={focus} onClose={onClose}>
      {groups.every(([, facts]) => facts.length === 0) ? <p>{t.matrix.nothing}</p> : null}
      {groups.filter(([, facts]) => facts.length).map(([name, facts]) => (
        <section key={name}>
          <h3>{name}</h3>
          <ul class="parts">
            {facts.map(({ id, fact }) => (
              <li key={`${id} ${fact.event}`}>{fact.ref ? <RefLink of={fact.ref} /> : <FactLink event={fact.event}><Say text={fact.label} /></FactLink>}
                <span class="about"><FactLink event={fact.event}><DateText date={fact.date} inferred={fact.inferred} /></FactLink> <CertaintyWords fact={fact} certainty={fact.certainty === 'possibly' ? 'possibly' : 'yes'} /></span>
                <ChangedById id={id} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p><a href={together}>{pageOf('together').title[lang][1]}</a></p>
      {all.length ? <SourceList facts={all} /> : null}
    </Panel>
  );
}
