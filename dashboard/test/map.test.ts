import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../src/labels.ts';
import { PALETTE } from '../src/palette.ts';
import { drawMap } from '../src/scene/map.ts';
import { textWidth, type Shape } from '../src/scene/shapes.ts';
import type { Route, Spot } from '../src/views/map/places.ts';

type TextShape = Extract<Shape, { t: 'text' }>;

test('on the map no name covers a mark or another name: where places lie close together, only the chosen one is sure to have its name', () => {
  const things = [{ kind: 'cluster', ref: { id: 'cluster-a', names: {}, abbreviation: null }, certainty: 'yes', event: null, basis: 'itself', through: null, sources: [] }];
  const places = Array.from({ length: 60 }, (_, at) => ({ id: `p${at}`, name: `Miejscowość ${at}`, latitude: 0, longitude: 0, things })) as unknown as Spot[];
  const points = places.map(({ id }, at) => ({ id, x: 40 + (at % 10) * 31, y: 60 + Math.floor(at / 10) * 30 + (at % 3) * 7, r: 8 }));
  const routes = [{ id: 'r', kind: 'visit', from: 'p0', to: 'p59', certainty: 'yes' }] as Route[];
  const boxOf = ({ x, y, text, size, bold, anchor }: TextShape) => {
    const width = textWidth(text, size, bold);
    return { x: anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x, y: y - size * 0.6, width, height: size * 1.2 };
  };
  const meet = (a: Box, b: Box) => a.x + a.width > b.x && b.x + b.width > a.x && a.y + a.height > b.y && b.y + b.height > a.y;
  for (const size of [{ width: 390, height: 400 }, { width: 1000, height: 560 }]) {
    const namesOf = (chosen: string | null) => drawMap(places, routes, points, size, chosen, PALETTE.light).filter(({ kind }) => kind === 'label');
    const names = namesOf(null).map(({ id, shapes }) => ({ id, boxes: (shapes as TextShape[]).map(boxOf) }));
    assert.ok(names.length > 5 && names.length < places.length, String(names.length));
    for (const { id, boxes } of names) {
      for (const box of boxes) {
        for (const { id: mark, x, y, r } of points) assert.ok(!meet(box, { x: x - r, y: y - r, width: 2 * r, height: 2 * r }), `${id} over ${mark}`);
        for (const other of names) if (other.id !== id) assert.ok(!other.boxes.some((each) => meet(box, each)), `${id} over ${other.id}`);
      }
    }
    for (const { id } of places.filter(({ id }) => !names.some((name) => name.id === id)).slice(0, 5)) assert.ok(namesOf(id).some((name) => name.id === id), id);
  }
});
