import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Network, Occurrence } from '../src/answers.ts';
import { PALETTE } from '../src/palette.ts';
import { knownDays, makeAxis } from '../src/scene/axis.ts';
import { textWidth, type Shape } from '../src/scene/shapes.ts';
import { inOrder, lanesOf, planLanes, timelineBoxes, type TimelineItem } from '../src/scene/timeline.ts';
import { axisHeight, drawTimeline } from '../src/scene/timelinedraw.ts';

const read = <T>(name: string): T => (JSON.parse(readFileSync(new URL(`../test-data/${name}.json`, import.meta.url), 'utf8')) as { data: T }).data;
const network = read<Network>('network');
const timeline = read<Occurrence[]>('timeline');

test('no text of the timeline overprints another, reaches into the names or leaves the sheet', () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const day = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10);
  const dated = (fact: Occurrence, at: number): Occurrence => {
    const [from, to] = [10_000 + random(12_000), random(900)];
    const date = [{ earliest: day(from), latest: day(from) }, { earliest: day(from), latest: day(from + to) }, { earliest: null, latest: day(from) }, { earliest: day(from), latest: null }, { earliest: null, latest: null }][random(5)]!;
    return { ...fact, event: `${fact.event}-${at}`, date: { ...fact.date, ...date, edtf: '' } };
  };
  for (const width of [600, 640, 768, 1024, 1440, 1920]) {
    for (const count of [1, 7, 150]) {
      const facts = Array.from({ length: count }, (_, at) => dated(timeline[random(timeline.length)]!, at));
      const items: TimelineItem[] = facts.map((fact, at) => ({ id: fact.event, fact, certainty: 'yes', text: `${fact.what['pl']} ${'bardzo długie '.repeat(random(9))}`, date: `${at} lutego 2018 · ? możliwe`, difference: null }));
      const lanes = lanesOf([...items].sort((a, b) => inOrder(a.fact, b.fact)), planLanes(items.map(({ fact }) => fact), new Map(network.clusters.map((row, slot) => [row.ref.id, slot])), 'pl'));
      const laneWidth = width < 800 ? 130 : 200;
      const axis = makeAxis(knownDays(facts.map((fact) => fact.date)), laneWidth + 22, width - 4, true);
      const gap = (years: number) => `${years} lat bez faktów`;
      const { boxes, height } = timelineBoxes(lanes, axis, laneWidth, axisHeight(axis, gap));
      const parts = drawTimeline(boxes, axis, height, items[0]!.id, PALETTE.light, gap);
      const texts = parts.flatMap((part) => part.shapes.flatMap((shape) => (shape.t === 'text' ? [{ part, box: boxOf(shape) }] : [])));
      for (const { part, box } of texts) {
        assert.ok(box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height, `${width}: ${part.id} leaves the sheet`);
        if (part.kind !== 'lane') assert.ok(box.x >= laneWidth, `${width}: ${part.id} is among the names`);
        if (part.kind === 'lane') assert.ok(box.x + box.width <= laneWidth, `${width}: ${part.id} is wider than the names`);
      }
      texts.sort((a, b) => a.box.y - b.box.y);
      texts.forEach((one, at) => {
        for (let next = at + 1; next < texts.length && texts[next]!.box.y < one.box.y + one.box.height; next += 1) {
          const other = texts[next]!.box;
          assert.ok(one.box.x + one.box.width <= other.x || other.x + other.width <= one.box.x, `${width}: ${one.part.id} over ${texts[next]!.part.id}`);
        }
      });
      // Each part of a long picture is the same as in the complete one.
      const some = drawTimeline(boxes, axis, height, items[0]!.id, PALETTE.light, gap, [height / 3, height / 2]);
      const bars = new Map(parts.filter((part) => part.kind === 'bar').map((part) => [part.id, part.shapes]));
      for (const part of some) if (part.kind === 'bar') assert.deepEqual(part.shapes, bars.get(part.id));
      for (const box of boxes) for (const row of box.rows) if (box.y0 + row.y > height / 3 && box.y0 + row.y < height / 2) assert.ok(some.some((part) => part.kind === 'bar' && part.id === row.id));
    }
  }
});

function boxOf(shape: Extract<Shape, { t: 'text' }>) {
  const width = textWidth(shape.text, shape.size, shape.bold);
  const x = shape.anchor === 'middle' ? shape.x - width / 2 : shape.anchor === 'end' ? shape.x - width : shape.x;
  return { x, width, y: shape.y - shape.size / 2, height: shape.size };
}
