// Where the marks of the network lie: laid out on the server once for the whole record, stretched here to the width there is.

import { useMemo, useRef } from 'preact/hooks';
import { useAnswer } from './answer.ts';
import type { Answer, Problem } from './api.ts';
import type { Network, Sheet as Places } from './answers.ts';
import { part, placesOf, type Disc } from './parting.ts';
import { dated, itemsOf, networkScene, type Item, type NetworkScene } from './scene/network.ts';

export interface Placing {
  /** The record whose places are known, with them: the requested one, or the previous one while its places are on their way. */
  placed: { network: Network; places: Places } | null;
  problem: Problem | null;
  reload(): void;
}

/** The places of an answer's record, of exactly its position. `network`: what is drawn, with what another record has besides. */
export function usePlaces(answer: Answer<Network> | null, network: Network | null): Placing {
  const { answer: places, outdated, problem, reload } = useAnswer<Places>(answer ? `/v1/places?known_at=${answer.meta.known_at}` : null, false);
  const last = useRef<Placing['placed']>(null);
  if (network && places && !outdated && (last.current?.network !== network || last.current.places !== places.data)) {
    last.current = { network, places: places.data };
  }
  return { placed: last.current, problem, reload };
}

/** Everything that some clusters ever took part in, or everything at all: no day moves any of it. */
export function ever(network: Network, small: boolean, narrowed: (items: Item[]) => Item[]): NetworkScene {
  // Radii follow the abbreviations, which no language changes: one layout for both.
  return networkScene(narrowed(itemsOf(network).map((item) => dated(item, 'yes'))), 'pl', small);
}

export interface Sheet {
  width: number;
  height: number;
  small: boolean;
  /** Whether the marks are a part of the record only: they get the whole sheet. */
  close: boolean;
}

const EDGE = 8;
/** Every pair is compared, so more discs than this stay as they are. */
const PARTED = 400;

/** Places in pixels of a sheet, by id. Where it is narrower than the marks need, those that would overlap are parted. */
export function onSheet(scene: NetworkScene, { size, places }: Places, sheet: Sheet): Record<string, [number, number]> {
  const shares = scene.marks.map((mark) => places[mark.id] ?? near(scene, places, mark.id));
  const [left, right] = range(shares.map(([x]) => x), sheet.close);
  const [top, bottom] = range(shares.map(([, y]) => y), sheet.close);
  const discs = scene.marks.map((mark, place): Disc => {
    const r = mark.form === 'city' ? mark.r + (sheet.small ? 14 : 10) : mark.r;
    const [x, y] = shares[place]!;
    const at = (share: number, from: number, to: number, length: number) => (sheet.close ? r + EDGE + ((share - from) / (to - from)) * (length - 2 * (r + EDGE)) : share * length);
    return { id: mark.id, r, x: at(x, left, right, sheet.width), y: at(y, top, bottom, sheet.height) };
  });
  const tight = sheet.close || sheet.width < size[0] - 1 || sheet.height < size[1] - 1;
  if (tight && discs.length <= PARTED) {
    discs.sort((a, b) => (a.id < b.id ? -1 : 1));
    part(discs, sheet.width, sheet.height);
  }
  return placesOf(discs);
}

function range(values: number[], close: boolean): [number, number] {
  if (!close || !values.length) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high - low < 1e-6 ? [low - 0.5, low + 0.5] : [low, high];
}

/** What came too late for the layout lies between its neighbours. */
function near(scene: NetworkScene, places: Places['places'], id: string): [number, number] {
  const known = scene.ties.flatMap((tie) => (tie.from === id ? [places[tie.to]] : tie.to === id ? [places[tie.from]] : [])).filter((place) => place !== undefined);
  const mean = (axis: 0 | 1) => known.reduce((sum, place) => sum + place[axis], 0) / known.length;
  return known.length ? [mean(0), mean(1)] : [0.5, 0.5];
}

export function useSheet(scene: NetworkScene | null, places: Places | null, sheet: Sheet): Record<string, [number, number]> | null {
  return useMemo(() => (scene && places && sheet.width ? onSheet(scene, places, sheet) : null), [scene, places, sheet.width, sheet.height, sheet.small, sheet.close]);
}
