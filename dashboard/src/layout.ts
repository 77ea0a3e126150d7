// Where the points of the network lie. Computed once over the complete record and without chance,
// so that no day on the slider ever moves a point.

import { part, placesOf, type Disc } from './parting.ts';
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';

export interface Point {
  id: string;
  /** Radius kept free around the point, in pixels of the nominal box. */
  r: number;
}

export interface Link {
  from: string;
  to: string;
  /** Natural length. */
  length: number;
}

interface Node extends SimulationNodeDatum {
  id: string;
  r: number;
}

const TICKS = 300;
const SPACE = 7;

/** Places in a box of `width` × `height`, by id. The same input gives the same output. */
export function layout(points: Point[], links: Link[], width: number, height: number, pad = 34): Record<string, [number, number]> {
  const nodes: Node[] = points.map(({ id, r }) => ({ id, r })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Set(nodes.map((node) => node.id));
  const springs = links.filter((link) => known.has(link.from) && known.has(link.to)).map((link) => ({ source: link.from, target: link.to, length: link.length }));
  springs.sort((a, b) => (a.source + a.target < b.source + b.target ? -1 : 1));
  const flat = Math.min(2.2, Math.max(0.6, width / height));
  forceSimulation(nodes)
    .force('link', forceLink<Node, (typeof springs)[number]>(springs).id((node) => node.id).distance((link) => link.length).strength(0.55))
    .force('charge', forceManyBody<Node>().strength((node) => -50 - node.r * 8).distanceMax(520))
    .force('x', forceX(0).strength(0.045 / flat))
    .force('y', forceY(0).strength(0.045 * flat))
    .force('collide', forceCollide<Node>((node) => node.r + SPACE).iterations(2))
    .stop()
    .tick(nodes.length > 400 ? 120 : TICKS);
  fit(nodes, width, height, pad);
  part(nodes as Disc[], width, height);
  return placesOf(nodes as Disc[]);
}

/** Stretches the points over the box, each axis by itself. */
function fit(nodes: Node[], width: number, height: number, pad: number): void {
  for (const [axis, size] of [['x', width], ['y', height]] as const) {
    const low = Math.min(...nodes.map((node) => node[axis]! - node.r));
    const high = Math.max(...nodes.map((node) => node[axis]! + node.r));
    const scale = (size - 2 * pad) / Math.max(1, high - low);
    for (const node of nodes) node[axis] = pad + (node[axis]! - low) * scale;
  }
}
