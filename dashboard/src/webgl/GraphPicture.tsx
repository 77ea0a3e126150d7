// The frame of a large network: what the small picture offers (keyboard, choice, rings), and zoom, search and neighbourhood.

import './graph.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { useWhenIdle } from '../later.ts';
import type { NetworkScene } from '../scene/network.ts';
import { litBy } from '../scene/near.ts';
import { Ring } from '../ui/Picture.tsx';
import { useMarks, type Spot } from '../ui/marks.ts';
import { Finder } from './Finder.tsx';
import { drawGraph, type GraphDrawing } from './graph.ts';
import { packed } from './pack.ts';
import { texts } from './texts.ts';

interface Props {
  /** Where the marks of any day are on the sheet. */
  places: Record<string, [number, number]> | null;
  size: [number, number] | null;
  /** What is shown of them now. */
  scene: NetworkScene;
  height: number;
  spots(): Spot[];
  chosen: string | null;
  slots: Map<string, number>;
  fresh: Set<string>;
  onChoose(id: string | null, byKey: boolean): void;
}

/** So much of the sheet is in sight around a mark that was searched for. */
const CLOSE = 0.3;

export function GraphPicture({ places, size, scene, height, spots, chosen, slots, fresh, onChoose }: Props) {
  const { lang, colours, view, set } = useApp();
  const t = texts[lang];
  const stage = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<GraphDrawing | null>(null);
  const [unable, setUnable] = useState(false);
  const [, moved] = useState(0);
  const marks = useMarks(spots, chosen, onChoose);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const goTo = useRef(marks.goTo);
  goTo.current = marks.goTo;

  useEffect(() => {
    if (!places || !size) return;
    try {
      const made = drawGraph(stage.current!, {
        size, places, messages: t,
        onChoose: (id) => (goTo.current(id), choose.current(id, false)),
        onMove: () => moved((count) => count + 1),
      });
      setDrawing(made);
      return () => (setDrawing(null), made.kill());
    } catch (error) {
      console.error(error);
      setUnable(true);
      return undefined;
    }
  }, [places, size, t]);

  const lit = useMemo(() => litBy(scene, chosen), [scene, chosen]);
  useLayoutEffect(() => drawing?.show(scene, { chosen, lit, slots, colours }), [drawing, scene, chosen, lit, slots, colours]);

  // While anything is chosen all else is dim. The first choice finds these records here.
  useWhenIdle(drawing !== null, async () => void packed(scene, places!, { chosen: null, lit: { marks: new Set(), ties: new Set() }, slots, colours }));

  const find = (id: string) => {
    const spot = spots().find((each) => each.id === id);
    if (spot) drawing?.goTo(spot.x, spot.y, CLOSE);
    onChoose(id, false);
  };
  const key = (event: KeyboardEvent) => {
    const zoom = { '+': 1.5, '=': 1.5, '-': 1 / 1.5 }[event.key];
    if (zoom && event.target === event.currentTarget) {
      event.preventDefault();
      drawing?.zoom(zoom);
    } else marks.frame.onKeyDown(event);
  };
  const shownAt = (spot: Spot) => {
    const at = drawing!.project(spot.x, spot.y);
    return { id: spot.id, x: at.x, y: at.y, r: Math.max(6, spot.r * at.scale) };
  };
  // The keyboard brings a mark into sight.
  const cursor = marks.inside ? marks.cursor : null;
  useEffect(() => {
    if (!cursor || !drawing || !stage.current) return;
    const at = drawing.project(cursor.x, cursor.y);
    if (at.x < 0 || at.y < 0 || at.x > stage.current.clientWidth || at.y > height) drawing.goTo(cursor.x, cursor.y, 1.5);
  }, [cursor, drawing]);

  if (unable) return <p class="note" data-note="webgl">{t.unable}</p>;
  return (
    <div class="graph">
      <div class="graphtools">
        <Finder scene={scene} label={t.find} none={t.none} onFind={find} />
        <button type="button" onClick={() => drawing?.zoom(1.5)} aria-label={t.closer}>+</button>
        <button type="button" onClick={() => drawing?.zoom(1 / 1.5)} aria-label={t.farther}>−</button>
        <button type="button" onClick={() => drawing?.reset()}>{t.all}</button>
        {view.sel && chosen ? <button type="button" onClick={() => set({ show: 'near' })}>{t.near}</button> : null}
      </div>
      <div class="picture" role="group" tabIndex={0} aria-label={t.label} data-drawn={drawing ? scene.marks.length + scene.ties.length : undefined} style={{ height: `${height}px` }} {...marks.frame} onKeyDown={key}>
        <div class="drawing" ref={stage} aria-hidden="true" style={{ height: `${height}px` }} />
        {drawing && cursor ? <Ring spot={shownAt(cursor)} kind="cursor" /> : null}
        {drawing && fresh.size ? spots().filter((spot) => fresh.has(spot.id)).map((spot) => <Ring key={spot.id} spot={shownAt(spot)} kind="fresh" />) : null}
      </div>
    </div>
  );
}
