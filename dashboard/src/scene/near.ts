// Which ties each mark of a network has: what lies around a mark.

import type { Mark, NetworkScene, Tie } from './network.ts';
import { MARKS } from './numbers.ts';

/** What stays in full colour when a mark is chosen: itself, its neighbours, and co-signers through an agreement. */
export function litBy(scene: NetworkScene, chosen: string | null): { marks: Set<string>; ties: Set<Tie> } | null {
  if (chosen === null) return null;
  const { placeOf, tiesOf } = adjacency(scene);
  const start = placeOf(MARKS.get(chosen));
  if (start < 0) return null;
  const marks = new Set<string>();
  const ties = new Set<Tie>();
  const light = (mark: Mark, through: boolean) => {
    marks.add(mark.id);
    for (const tie of tiesOf(mark.number)) {
      ties.add(tie);
      const other = scene.marks[placeOf(tie.ends[0] === mark.number ? tie.ends[1] : tie.ends[0])]!;
      const fresh = !marks.has(other.id);
      marks.add(other.id);
      if (through && fresh && other.form === 'agreement') light(other, false);
    }
  };
  light(scene.marks[start]!, true);
  return { marks, ties };
}

/** A mark's neighbours, in the order of the marks. */
export function neighbours(scene: NetworkScene): (id: string) => Mark[] {
  return (id) => {
    const { placeOf, tiesOf } = adjacency(scene);
    const number = MARKS.get(id);
    const places = new Set(tiesOf(number).map(({ ends: [from, to] }) => placeOf(from === number ? to : from)));
    return [...places].sort((a, b) => a - b).map((place) => scene.marks[place]!);
  };
}

interface Adjacency {
  /** Where a mark is in the scene's list; -1 for one that is not in it. */
  placeOf(number: number): number;
  /** The ties at a mark, in the order of the scene. */
  tiesOf(number: number): Tie[];
}

/** Which ties each mark has: computed when it is first wanted, once for a scene. */
function adjacency(scene: NetworkScene): Adjacency {
  const known = ADJACENCIES.get(scene);
  if (known) return known;
  const places = new Int32Array(MARKS.size).fill(-1);
  scene.marks.forEach((mark, place) => (places[mark.number] = place));
  // The ties of a mark follow each other in one list; they end where those of the next number begin.
  const ends = new Int32Array(MARKS.size + 1);
  for (const { ends: [from, to] } of scene.ties) {
    ends[from]! += 1;
    if (to !== from) ends[to]! += 1;
  }
  for (let number = 1; number < ends.length; number += 1) ends[number]! += ends[number - 1]!;
  const list = new Int32Array(ends.at(-1)!);
  for (let at = scene.ties.length - 1; at >= 0; at -= 1) {
    const [from, to] = scene.ties[at]!.ends;
    list[(ends[from]! -= 1)] = at;
    if (to !== from) list[(ends[to]! -= 1)] = at;
  }
  const made: Adjacency = {
    placeOf: (number) => places[number] ?? -1,
    tiesOf: (number) => (number < places.length ? Array.from(list.subarray(ends[number], ends[number + 1]), (at) => scene.ties[at]!) : []),
  };
  ADJACENCIES.set(scene, made);
  return made;
}

const ADJACENCIES = new WeakMap<NetworkScene, Adjacency>();
