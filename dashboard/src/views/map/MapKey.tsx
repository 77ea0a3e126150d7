import { useWords } from '../../app.ts';
import { mix } from '../../palette.ts';
import { diamond, triangle, type Shape } from '../../scene/shapes.ts';
import { useTexts } from '../../texts.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import type { Route, Spot } from './places.ts';
import { texts } from './texts.ts';

/** Only the marks that the map has. */
export function MapKey({ spots, routes }: { spots: Spot[]; routes: Route[] }) {
  const { t, colours } = useWords();
  const x = useTexts(texts);
  const { bg, ink, muted } = colours;
  const line = (dash: number[] | undefined, mark: Shape): Shape[] => [{ t: 'line', x1: 1, y1: 9, x2: 33, y2: 9, stroke: ink, w: 1.8, dash }, mark];
  const clusters = spots.flatMap((spot) => spot.things.filter((thing) => thing.kind === 'cluster'));
  const entries: [string, string, Shape[], boolean][] = [
    ['place', x.legend.place, [{ t: 'circle', x: 17, y: 9, r: 7, fill: bg, stroke: ink, w: 2.4 }], clusters.length > 0],
    ['possible', x.legend.possible, [{ t: 'circle', x: 17, y: 9, r: 7, fill: bg, stroke: ink, w: 2.4, dash: [3.4, 2] }], clusters.some((thing) => thing.certainty === 'possibly')],
    ['other', x.legend.other, [{ t: 'circle', x: 17, y: 9, r: 6, fill: mix(muted, bg, 0.35), stroke: ink, w: 1.4 }], spots.some((spot) => spot.things.every((thing) => thing.kind !== 'cluster'))],
    ['agreement', x.legend.agreement, line(undefined, { t: 'poly', points: diamond(17, 9, 6), closed: true, fill: ink }), routes.some((route) => route.kind === 'agreement')],
    ['visit', x.legend.visit, line(undefined, { t: 'poly', points: triangle(17, 9, 5.5), closed: true, fill: ink }), routes.some((route) => route.kind === 'visit')],
    ['maybe', x.legend.maybe, [{ t: 'line', x1: 1, y1: 9, x2: 33, y2: 9, stroke: ink, w: 1.8, dash: [6, 4] }], routes.some((route) => route.certainty === 'possibly')],
  ];
  return (
    <ul class="legend" aria-label={t.legend.title}>
      {entries.filter(([, , , there]) => there).map(([id, text, shapes]) => <li key={id}><Drawing parts={[{ kind: 'mark', id, shapes }]} width={34} height={18} /> {text}</li>)}
    </ul>
  );
}
