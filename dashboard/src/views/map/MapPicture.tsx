// The map: outlines below, marks above. One stop for the keyboard, arrows go from place to place, plus and minus zoom.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { speak, useApp } from '../../app.ts';
import { useLoading } from '../../loading.ts';
import { drawMap, LANDMARKS, pointsOf, tally, type Point } from '../../scene/map.ts';
import { changeWords, type Difference } from '../../record/changes.ts';
import { markAt, markTowards } from '../../scene/nearest.ts';
import { useTexts } from '../../texts.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import { useWidth } from '../../ui/Figure.tsx';
import { Unloaded } from '../../ui/Unloaded.tsx';
import type { Base } from './base.ts';
import type { City, Places } from './places.ts';
import { texts } from './texts.ts';

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function MapPicture({ places, differences, cities, chosen, onChoose }: { places: Places; differences: Map<string, Difference> | null; cities: City[]; chosen: string | null; onChoose(id: string | null): void }) {
  const { colours, t } = useApp();
  const x = useTexts(texts);
  const { value: library, failed, retry } = useLoading('map', () => import('./base.ts'));
  const [attach, width] = useWidth();
  const height = width < 500 ? 400 : 560;
  const ground = useRef<HTMLDivElement>(null);
  const base = useRef<Base | null>(null);
  const [view, setView] = useState(0);
  const [drawn, setDrawn] = useState(false);
  const [broken, setBroken] = useState(false);
  const [at, setAt] = useState<string | null>(null);
  const [inside, setInside] = useState(false);
  const ids = places.spots.map((spot) => spot.id).join();

  useEffect(() => {
    if (!library || !ground.current || !width) return;
    if (base.current) {
      base.current.resize();
      library.fit(base.current, places.spots);
      return;
    }
    try {
      base.current = library.makeBase(ground.current, colours, places.spots);
    } catch (error) {
      console.error(error);
      setBroken(true);
      return;
    }
    const made = base.current;
    library.fit(made, places.spots);
    const moved = () => setView((count) => count + 1);
    made.on('move', moved);
    moved();
    // Complete when every outline in sight is drawn.
    made.on('idle', () => setDrawn(true));
  }, [library, width, height, ids]);
  useEffect(() => () => {
    base.current?.remove();
    base.current = null;
  }, []);
  useEffect(() => void (base.current && library?.paint(base.current, colours)), [colours]);

  const points = useMemo((): Point[] => (base.current && view ? pointsOf(places.spots, (longitude, latitude) => base.current!.project([longitude, latitude])) : []), [places, view]);
  const waymarks = view ? cities.filter(([name, country]) => country === 'PL' && LANDMARKS.includes(name)).map(([name, , latitude, longitude]) => ({ id: `waymark ${name}`, name, r: 2, ...base.current!.project([longitude, latitude]) })) : [];
  const parts = useMemo(() => (view ? drawMap(places.spots, places.routes, points, { width, height }, chosen, colours, waymarks, (ids) => changeWords([...new Set(ids.flatMap((id) => differences?.get(id)?.change ?? []))], t)) : []), [places, points, chosen, colours, width, height, differences]);
  const cursor = points.find((point) => point.id === (at ?? chosen)) ?? null;
  const spoken = (id: string) => {
    const spot = places.spots.find((each) => each.id === id);
    return spot ? `${spot.name}: ${tally(spot.things).map(([kind, count]) => x.count[kind](count)).join(', ')}` : '';
  };
  const key = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      const next = markTowards(points, cursor?.id ?? null, arrow);
      if (!next) return;
      setAt(next.id);
      speak(spoken(next.id));
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor) {
      event.preventDefault();
      onChoose(cursor.id);
    } else if (event.key === 'Escape') {
      setAt(null);
      onChoose(null);
    } else if (event.key === '+' || event.key === '=') base.current?.zoomIn({ animate: false });
    else if (event.key === '-') base.current?.zoomOut({ animate: false });
  };
  const click = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const id = markAt(points, event.clientX - box.left, event.clientY - box.top);
    setAt(id);
    onChoose(id);
  };
  if (failed) return <Unloaded retry={retry} />;
  if (broken) return <p class="note" role="alert">{x.broken}</p>;
  const ready = view > 0 && base.current !== null;
  return (
    <div ref={attach} class="map">
      <div class="zoom">
        <button type="button" aria-label={x.nearer} onClick={() => base.current?.zoomIn({ animate: false })}><span aria-hidden="true">+</span></button>
        <button type="button" aria-label={x.farther} onClick={() => base.current?.zoomOut({ animate: false })}><span aria-hidden="true">−</span></button>
        <button type="button" onClick={() => base.current && library?.fit(base.current, places.spots)}>{x.whole}</button>
      </div>
      <div class="picture" role="group" tabIndex={0} aria-label={x.label} data-drawn={ready && drawn ? parts.length + 1 : undefined} style={{ height: `${height}px` }} onKeyDown={key} onClick={click} onFocus={() => setInside(true)} onBlur={() => setInside(false)}>
        <div class="ground" ref={ground} aria-hidden="true" style={{ height: `${height}px` }} />
        {ready ? <Drawing parts={parts} width={width} height={height} /> : null}
        {inside && cursor ? <div class="ring cursor" aria-hidden="true" style={{ left: `${cursor.x - cursor.r - 5}px`, top: `${cursor.y - cursor.r - 5}px`, width: `${2 * cursor.r + 10}px`, height: `${2 * cursor.r + 10}px` }} /> : null}
      </div>
    </div>
  );
}
