// The network once more as tables: each fact a row, then each party with its neighbours.

import { useMemo, useRef } from 'preact/hooks';
import { useWords } from '../app.ts';
import type { Reference } from '../answers.ts';
import { isTie, kindOf, type Item, type Mark, type NetworkScene } from '../scene/network.ts';
import { neighbours } from '../scene/near.ts';
import { relations } from '../facts/relations.ts';
import { ChangedById } from '../record/Changed.tsx';
import { Table } from '../table/Table.tsx';
import type { RowProps } from '../table/line.ts';
import { SourceCount } from './SourceCount.tsx';
import { CertaintyWords, DateText, Name, sourcesOf, useNames } from './Words.tsx';

interface Props {
  scene: NetworkScene;
  chosen: string | null;
  onChoose(id: string): void;
}

/** The mark a fact's row chooses: a tie has none of its own and chooses its party. */
export const markOf = (item: Item): string => (isTie(item) ? item.refs[1]!.id : item.ref.id);

export function NetworkTables({ scene, chosen, onChoose }: Props) {
  const { t, lang, date } = useWords();
  const name = useNames();
  const near = useMemo(() => neighbours(scene), [scene]);
  const kind = (item: Item) => {
    if (isTie(item)) return t.roles[item.role!] ?? relations[lang][item.role!] ?? item.role!;
    const own = item.announced && item.kind === 'cluster' ? 'announced' : kindOf(item);
    return t.kinds[own] ?? own;
  };
  const parts = (item: Item): { refs: Reference[]; text: string } => ({ refs: item.refs, text: t.list(item.refs.map(name)) });
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const line = useMemo(() => (item: Item, more: RowProps) => (
    <tr key={item.id} {...more} data-id={item.id} data-mark={markOf(item)}>
      <th scope="row" data-label={t.table.what}><span class="kind">{kind(item)}</span> {isTie(item) ? null : <Name of={item.ref} />}<ChangedById id={item.id} /></th>
      <td data-label={t.table.parts}>{item.kind === 'cluster' ? name(item.ref) : parts(item).text}{item.kind === 'agreement' && item.source.others ? ` ${t.table.others}` : null}</td>
      <td data-label={t.table.when}><DateText date={item.fact.date} inferred={item.fact.inferred} /></td>
      <td data-label={t.table.sure}><CertaintyWords fact={item.fact} certainty={item.certainty} /></td>
      <td data-label={t.table.sources}><SourceCount count={sourcesOf([item.fact]).length} what={isTie(item) ? parts(item).text : name(item.ref)} choose={() => choose.current(markOf(item))} /></td>
    </tr>
  ), [t, name]);
  const nearOf = useRef(near);
  nearOf.current = near;
  const party = useMemo(() => (mark: Mark, more: RowProps, goTo: (id: string) => void) => {
    const neighbours = nearOf.current(mark.id);
    return (
      <tr key={mark.id} {...more} id={`row-${mark.id}`} data-id={mark.id}>
        <th scope="row" data-label={t.table.party}><button type="button" class="plain" onClick={() => choose.current(mark.id)}><Name of={mark.ref} /></button></th>
        <td data-label={t.table.ties} class="number">{neighbours.length}</td>
        <td data-label={t.table.neighbours}>
          {neighbours.length === 0 ? t.panel.nothing : (
            <ul class="inline">{neighbours.map((each) => <li key={each.id}><a href={`#row-${each.id}`} onClick={(event) => jump(event, each.id, goTo)}>{each.label}</a></li>)}</ul>
          )}
        </td>
      </tr>
    );
  }, [t]);
  return (
    <section class="tables" aria-labelledby="same">
      <h2 id="same">{t.table.title}</h2>
      <Table
        class="facts" id="facts" caption={t.table.facts(scene.items.length)} columns={5} rows={scene.items} rowId={(item) => item.id}
        words={(item) => `${kind(item)} ${name(item.ref)} ${parts(item).text} ${date(item.fact.date)}`}
        head={<tr><th scope="col">{t.table.what}</th><th scope="col">{t.table.parts}</th><th scope="col">{t.table.when}</th><th scope="col">{t.table.sure}</th><th scope="col">{t.table.sources}</th></tr>}
        current={(item) => chosen === markOf(item) && !isTie(item)} line={line}
      />
      <Table
        class="neighbours" id="parties" caption={t.table.parties(scene.marks.length)} columns={3} rows={scene.marks} rowId={(mark) => mark.id} words={(mark) => `${mark.label} ${mark.name}`}
        head={<tr><th scope="col">{t.table.party}</th><th scope="col">{t.table.ties}</th><th scope="col">{t.table.neighbours}</th></tr>}
        looks={(mark) => near(mark.id).map((each) => `${each.id} ${each.label}`).join()} line={party}
      />
    </section>
  );
}

/** To a row without leaving it in the address: the query remains the page's complete state. */
function jump(event: Event, id: string, goTo: (id: string) => void): void {
  event.preventDefault();
  goTo(id);
}
