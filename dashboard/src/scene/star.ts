// Places for the neighbourhood of one thing: itself in the middle, its neighbours round it, theirs outside.

import type { NetworkScene } from './network.ts';
import type { Places } from './networkdraw.ts';

/** The same scene has the same places. What has no path to the middle is left out. */
export function starPlaces(scene: NetworkScene, middle: string, width: number, height: number): Places {
  const rings = ringsOf(scene, middle);
  const angles = new Map<string, number>([[middle, 0]]);
  const places: Places = { [middle]: [width / 2, height / 2] };
  const reach = Math.max(1, rings.length - 1);
  rings.slice(1).forEach((ring, at) => {
    const share = (at + 1) / reach;
    // In the order of those they hang on, so that ties cross as little as they can.
    const order = at === 0 ? ring : [...ring].sort((a, b) => a.angle(angles) - b.angle(angles));
    order.forEach(({ id }, place) => {
      const angle = (2 * Math.PI * (place + (at % 2 ? 0.5 : 0))) / order.length - Math.PI / 2;
      angles.set(id, angle);
      places[id] = [width / 2 + Math.cos(angle) * share * (width / 2 - 70), height / 2 + Math.sin(angle) * share * (height / 2 - 34)];
    });
  });
  return places;
}

interface Node {
  id: string;
  /** The mean angle of the neighbours nearer to the middle. */
  angle(known: Map<string, number>): number;
}

function ringsOf(scene: NetworkScene, middle: string): Node[][] {
  const near = new Map<string, Set<string>>();
  const link = (a: string, b: string) => near.set(a, (near.get(a) ?? new Set()).add(b));
  for (const { from, to } of scene.ties) (link(from, to), link(to, from));
  const seen = new Set([middle]);
  const rings: Node[][] = [[{ id: middle, angle: () => 0 }]];
  for (;;) {
    const inner = rings.at(-1)!;
    const next = new Map<string, string[]>();
    for (const { id } of inner) for (const other of near.get(id) ?? []) if (!seen.has(other)) next.set(other, [...(next.get(other) ?? []), id]);
    if (!next.size) return rings;
    for (const id of next.keys()) seen.add(id);
    rings.push([...next].map(([id, parents]) => ({ id, angle: (known) => parents.reduce((sum, parent) => sum + (known.get(parent) ?? 0), 0) / parents.length })));
  }
}
