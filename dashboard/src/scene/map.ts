// The marks of the map over its outlines: a place is a circle with what is there written beside it, a visit or an agreement
// a line between places.

import { placeLabels, type Segment } from '../labels.ts';
import { mix, type Colours } from '../palette.ts';
import type { Placed, Route, Spot } from '../views/map/places.ts';
import { diamond, triangle, type Part, type Shape } from './shapes.ts';

const KINDS: Placed['kind'][] = ['cluster', 'party', 'agreement', 'visit'];
/** Cities by which a reader finds the way. */
export const LANDMARKS = ['Warszawa', 'Kraków', 'Łódź', 'Wrocław', 'Poznań', 'Gdańsk', 'Szczecin', 'Katowice', 'Rzeszów', 'Białystok', 'Lublin', 'Kielce', 'Olsztyn', 'Bydgoszcz'];

export interface Point {
  id: string;
  x: number;
  y: number;
  r: number;
}

/** How many things of each kind are at a place, in the order of the marks. */
export function tally(things: Placed[]): [kind: Placed['kind'], count: number][] {
  return KINDS.map((kind): [Placed['kind'], number] => [kind, things.filter((thing) => thing.kind === kind).length]).filter(([, count]) => count);
}

export const SIGNS: Record<Placed['kind'], string> = { cluster: '○', party: '■', agreement: '◆', visit: '▲' };

/** `at`: where a place is in the picture, in pixels. */
export function pointsOf(spots: Spot[], at: (longitude: number, latitude: number) => { x: number; y: number }): Point[] {
  return spots.map((spot) => ({ id: spot.id, ...at(spot.longitude, spot.latitude), r: Math.min(16, 6 + Math.sqrt(spot.things.length) * 2) }));
}

/** `change`: how another record has some of these things, in words; empty where it has all of them so. */
export function drawMap(spots: Spot[], routes: Route[], points: Point[], size: { width: number; height: number }, chosen: string | null, colours: Colours, landmarks: (Point & { name: string })[] = [], change: (ids: string[]) => string = () => ''): Part[] {
  const byId = new Map(points.map((point) => [point.id, point]));
  const lines = routes.flatMap((route, at): { route: Route; segment: Segment; curve: [number, number][] }[] => {
    const [from, to] = [byId.get(route.from), byId.get(route.to)];
    if (!from || !to) return [];
    const segment: Segment = [from.x, from.y, to.x, to.y];
    return [{ route, segment, curve: curveOf(route, segment, at) }];
  });
  const parts = lines.map(({ route, curve }): Part => ({ kind: 'tie', id: route.id, shapes: drawRoute(route, curve, colours) }));
  const inside = points.filter((point) => point.x > -20 && point.x < size.width + 20 && point.y > -20 && point.y < size.height + 20);
  const spotOf = new Map(spots.map((spot) => [spot.id, spot]));
  for (const point of inside) {
    const spot = spotOf.get(point.id)!;
    const possible = spot.things.filter((thing) => thing.kind === 'cluster').length > 0 && spot.things.every((thing) => thing.kind !== 'cluster' || thing.certainty === 'possibly');
    const clusters = spot.things.some((thing) => thing.kind === 'cluster');
    const shapes: Shape[] = [
      { t: 'circle', x: point.x, y: point.y, r: point.r + 2, fill: colours.bg },
      { t: 'circle', x: point.x, y: point.y, r: point.r, fill: clusters ? colours.bg : mix(colours.muted, colours.bg, 0.35), stroke: colours.ink, w: clusters ? 2.4 : 1.4, dash: possible ? [3.4, 2] : undefined },
    ];
    if (clusters) shapes.push({ t: 'text', x: point.x, y: point.y, text: String(spot.things.filter((thing) => thing.kind === 'cluster').length), size: 12, bold: true, fill: colours.ink, anchor: 'middle' });
    if (point.id === chosen) shapes.unshift({ t: 'circle', x: point.x, y: point.y, r: point.r + 7, fill: colours.chosen });
    parts.push({ kind: 'mark', id: point.id, shapes });
  }
  const wishes = inside.map((point) => {
    const spot = spotOf.get(point.id)!;
    const counts = tally(spot.things).map(([kind, count]) => `${SIGNS[kind]} ${count}`).join('  ');
    return { id: point.id, x: point.x, y: point.y, r: point.r, lines: [spot.name, counts, change(spot.things.map((thing) => thing.ref.id))].filter(Boolean), size: 13, bold: true, optional: point.id !== chosen, overTies: true };
  });
  const near = landmarks.filter((mark) => mark.x > 0 && mark.x < size.width && mark.y > 0 && mark.y < size.height && !inside.some((point) => Math.hypot(point.x - mark.x, point.y - mark.y) < 26));
  for (const mark of near) parts.push({ kind: 'axis', id: mark.id, shapes: [{ t: 'circle', x: mark.x, y: mark.y, r: 2, fill: colours.muted }] });
  const hints = near.map((mark) => ({ id: mark.id, x: mark.x, y: mark.y, r: 2, lines: [mark.name], size: 12, optional: true, overTies: true }));
  const signs = lines.map(({ curve }) => ({ x: curve[MIDDLE]![0], y: curve[MIDDLE]![1], r: SIGN }));
  const marks = [...inside, ...near, ...signs].map(({ x, y, r }) => ({ x: x - r, y: y - r, width: r * 2, height: r * 2 }));
  // A name covers no mark. Where a place's neighbours leave it no room, it is written when the place is chosen: then it comes first.
  wishes.sort((one, other) => Number(one.optional) - Number(other.optional));
  for (const label of placeLabels([...wishes, ...hints], marks, lines.map(({ segment }) => segment), { x: 0, y: 0, ...size })) {
    parts.push({ kind: 'label', id: label.id, shapes: label.lines.map((text, line): Shape => ({ t: 'text', x: label.tx, y: label.ty + line * 15.6, text, size: line ? 12 : label.size, bold: line === 0 && label.bold, fill: line || !label.bold ? colours.muted : colours.ink, anchor: label.anchor, halo: colours.bg })) });
  }
  return parts;
}

/** Steps of a route's line, the one in its middle, and half the size of the sign that is there. */
const [STEPS, MIDDLE, SIGN] = [16, 8, 7];

/** Two lines between the same places bend to different sides. */
function curveOf(route: Route, [x1, y1, x2, y2]: Segment, at: number): [number, number][] {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy) || 1;
  // Whichever end comes first, a visit bends to one side and an agreement to the other.
  const side = (route.kind === 'visit') === route.from < route.to ? -1 : 1;
  const bend = side * Math.min(26, length * 0.16) * (1 + (at % 3) * 0.2);
  const [mx, my] = [(x1 + x2) / 2 - (dy / length) * bend, (y1 + y2) / 2 + (dx / length) * bend];
  return Array.from({ length: STEPS + 1 }, (_, step): [number, number] => {
    const t = step / STEPS;
    return [(1 - t) ** 2 * x1 + 2 * t * (1 - t) * mx + t ** 2 * x2, (1 - t) ** 2 * y1 + 2 * t * (1 - t) * my + t ** 2 * y2];
  });
}

function drawRoute(route: Route, points: [number, number][], colours: Colours): Shape[] {
  const [cx, cy] = points[MIDDLE]!;
  return [
    { t: 'poly', points, stroke: colours.ink, w: route.kind === 'agreement' ? 2 : 1.4, dash: route.certainty === 'possibly' ? [6, 4] : undefined },
    { t: 'poly', points: route.kind === 'agreement' ? diamond(cx, cy, 6) : triangle(cx, cy, 5.5), closed: true, fill: colours.ink, stroke: colours.bg, w: 1.6 },
  ];
}
