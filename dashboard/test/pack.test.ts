import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Network } from '../src/answers.ts';
import { PALETTE } from '../src/palette.ts';
import { itemsAt, itemsOf, networkScene, touching } from '../src/scene/network.ts';
import { litBy } from '../src/scene/near.ts';
import { MARKS } from '../src/scene/numbers.ts';
import { packed, type Shown } from '../src/webgl/pack.ts';

const { data: network } = JSON.parse(readFileSync(new URL('../test-data/network.json', import.meta.url), 'utf8')) as { data: Network };
const DAYS = ['2018-03-19', '2016-06-01', '2023-05-09', '2018-03-19'];
const scenes = DAYS.map((day) => networkScene(itemsAt(network, [day, day], false), 'pl', false));
const ids = [...new Set(itemsOf(network).flatMap((item) => [item.ref.id, ...item.refs.map((ref) => ref.id)]))];
const places = () => Object.fromEntries(ids.map((id, at) => [id, [at * 7, at * 13] as [number, number]]));

const bytesOf = ({ marks, ties, spots }: Shown) => [marks, ties].map(({ buffer, under, of }) => ({ bytes: new Uint8Array(buffer), under, of })).concat(spots as never);

test('records that are kept from other days and choices are those that would be made', () => {
  const slots = new Map([['cluster-lkb', 0]]);
  const kept = places();
  for (const colours of [PALETTE.light, PALETTE.dark]) {
    for (const scene of scenes) {
      for (const chosen of [null, 'cluster-lkb', 'party-lublin', null]) {
        const looking = { chosen, lit: litBy(scene, chosen), slots, colours };
        assert.deepEqual(bytesOf(packed(scene, kept, looking)), bytesOf(packed(scene, places(), looking)));
      }
    }
  }
});

test('a mark without a place has no record', () => {
  const scene = scenes[0]!;
  const { marks, spots } = packed(scene, {}, { chosen: null, lit: null, slots: new Map(), colours: PALETTE.light });
  assert.deepEqual([marks.of, spots], [[0, 0], []]);
});

test('what names a mark is found by its number', () => {
  for (const { items } of scenes) {
    for (const id of ids) {
      const names = (item: (typeof items)[number]) => [...(item.kind === 'visit' ? item.source.clusters : item.kind === 'agreement' ? [...item.source.beneficiaries, ...item.source.parties.map((each) => each.represented_by)] : []), ...item.refs].some((ref) => ref?.id === id);
      assert.deepEqual(touching(items, MARKS.get(id)).map((item) => item.id), items.filter(names).map((item) => item.id), id);
    }
  }
});
