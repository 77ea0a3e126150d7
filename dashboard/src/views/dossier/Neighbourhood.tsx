// The small network of one thing: what it takes part in, and with whom. The same as links below it.

import { useMemo } from 'preact/hooks';
import type { Network } from '../../answers.ts';
import { go, useApp } from '../../app.ts';
import { naming, refsIn } from '../../names.ts';
import { dossierOf } from '../../references.ts';
import { markAt } from '../../scene/nearest.ts';
import { itemsAt, networkScene } from '../../scene/network.ts';
import { neighbours } from '../../scene/near.ts';
import { drawNetwork } from '../../scene/networkdraw.ts';
import { starPlaces } from '../../scene/star.ts';
import { carried, writeAddress, writeView } from '../../state.ts';
import { useTexts } from '../../texts.ts';
import { useWhen } from '../../ui/when.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import { useWidth } from '../../ui/Figure.tsx';
import { RefLink } from '../../ui/RefLink.tsx';
import { SimilarEntries } from './Similar.tsx';
import { texts } from './texts.ts';

const HEIGHT = 320;
/** More than these are no picture; the network's page has them. */
const MOST = 40;
const NAMED = 20;

export function Around(props: Parameters<typeof Neighbourhood>[0]) {
  return <div><Neighbourhood {...props} />{props.middle.startsWith('party-') ? <SimilarEntries of={props.middle} /> : null}</div>;
}

export function Neighbourhood({ network, middle }: { network: Network; middle: string }) {
  const { lang, view, colours, today } = useApp();
  const own = useTexts(texts);
  const [from, to] = useWhen();
  const [attach, width] = useWidth();
  const name = useMemo(() => naming(refsIn(network), lang), [network, lang]);
  const scene = useMemo(() => {
    const whole = networkScene(itemsAt(network, [from ?? today, to ?? today], false), lang, true, name);
    // The answer about one thing does not say whether the other clusters are founded.
    return { ...whole, marks: whole.marks.map((mark) => (mark.fact ? mark : { ...mark, announced: false })) };
  }, [network, from, to, lang, name]);
  const linked = useMemo(() => neighbours(scene)(middle), [scene, middle]);
  const here = scene.marks.some((mark) => mark.id === middle);
  const places = useMemo(() => (here && width ? starPlaces(scene, middle, width, HEIGHT) : null), [scene, middle, width, here]);
  const parts = useMemo(() => {
    if (!places) return [];
    const shown = { ...scene, marks: scene.marks.filter((mark) => places[mark.id]), ties: scene.ties.filter((tie) => places[tie.from] && places[tie.to]) };
    // Everything is lit where there is room for every name.
    const lit = shown.marks.length <= NAMED ? { marks: new Set(shown.marks.map((mark) => mark.id)), ties: new Set(shown.ties) } : null;
    return drawNetwork(shown, { width, height: HEIGHT, small: true, places, chosen: middle, lit, slots: new Map([[middle, 0]]), colours, caption: () => [] });
  }, [scene, places, colours, width]);
  if (!here || !linked.length) return null;
  const whole = writeAddress(lang, 'network', { ...carried(view, 'network'), sel: middle });
  const choose = ({ clientX, clientY, currentTarget }: MouseEvent) => {
    const box = (currentTarget as Element).getBoundingClientRect();
    const spots = scene.marks.flatMap((mark) => (places?.[mark.id] ? [{ id: mark.id, x: places[mark.id]![0], y: places[mark.id]![1], r: mark.r }] : []));
    const id = markAt(spots, clientX - box.left, clientY - box.top);
    const path = id && id !== middle ? dossierOf(id) : null;
    if (path) go(`/${lang}/${path}${writeView(carried(view, ''))}`);
  };
  return (
    <figure class="neighbourhood" aria-labelledby="near">
      <h2 id="near">{own.near}</h2>
      {scene.marks.length <= MOST ? <div class="star" ref={attach} onClick={choose}>{width ? <Drawing parts={parts} width={width} height={HEIGHT} /> : null}</div> : null}
      <ul class="inline">{linked.slice(0, MOST).map((mark) => <li key={mark.id}><RefLink of={mark.ref}>{name(mark.ref)}</RefLink></li>)}</ul>
      <p><a href={whole}>{own.whole}</a></p>
    </figure>
  );
}
