// What a mark and a tie of a large picture look like: the grammar of the small one, as far as WebGL's shapes go.

import { mix, slotColour, type Colours } from '../palette.ts';
import type { litBy, Mark, NetworkScene, Tie } from '../scene/network.ts';

export interface MarkLook {
  shape: 'circle' | 'square' | 'diamond' | 'triangle';
  size: number;
  /** Pixels of the screen that its radius has at least; 0 for what may become as small as the sheet makes it. */
  least: number;
  /** The ground inside the ring. */
  color: string;
  ring: string;
  /** Width of the ring, in pixels of the sheet; length of its dashes, 0 for a solid one. */
  ringWidth: number;
  ringDash: number;
  label: string;
  labelColor: string;
  labelShown: 'auto' | 'visible' | 'hidden';
  /** What lies on top: lit marks above others. */
  layer: 'nodes' | 'topNodes';
}

export interface TieLook {
  color: string;
  size: number;
  /** Pixels of the screen that it is wide at least. */
  least: number;
  dash: number;
  gap: number;
  layer: 'edges' | 'topEdges';
}

export interface Looking {
  chosen: string | null;
  lit: ReturnType<typeof litBy>;
  slots: Map<string, number>;
  colours: Colours;
}

const SHAPES = { cluster: 'circle', organisation: 'circle', city: 'square', agreement: 'diamond', visit: 'triangle' } as const;

/** What is chosen, and what belongs to it, is seen however small the sheet is on the screen. */
const LEAST = { cluster: 8, city: 6, agreement: 6, visit: 6, organisation: 4.5 } as const;
const LEAST_CHOSEN = 11;
const LEAST_TIE = 1.5;

export function markLook(mark: Mark, how: Looking): MarkLook {
  const { colours, lit } = how;
  const near = !lit || lit.marks.has(mark.id);
  const chosen = mark.id === how.chosen;
  const hollow = mark.certainty === 'possibly' || mark.announced;
  const dim = (colour: string) => (near ? colour : mix(colour, colours.bg, 0.35));
  const own = mark.form === 'cluster' ? slotColour(colours, how.slots.get(mark.id)) : mark.form === 'organisation' ? colours.muted : colours.ink;
  const open = hollow || mark.form === 'cluster' || mark.form === 'city';
  return {
    shape: SHAPES[mark.form], size: mark.r, least: chosen ? LEAST_CHOSEN : lit && near ? LEAST[mark.form] : 0, color: chosen ? colours.chosen : open ? colours.bg : dim(own), ring: chosen ? colours.ink : dim(own),
    ringWidth: mark.form === 'cluster' ? 5 : mark.form === 'city' ? 3 : 2, ringDash: mark.announced ? 3 : hollow ? 8 : 0,
    label: mark.label + (mark.certainty === 'possibly' ? ' ?' : ''), labelColor: near ? colours.ink : colours.muted,
    labelShown: chosen ? 'visible' : near ? 'auto' : 'hidden', layer: lit && near ? 'topNodes' : 'nodes',
  };
}

export function tieLook(tie: Tie, how: Looking): TieLook {
  const { colours, lit } = how;
  const strong = tie.kind === 'party' || tie.kind === 'visit';
  const bright = lit?.ties.has(tie) ?? false;
  const full = strong ? colours.ink : colours.muted;
  const dotted = tie.kind === 'benefit' || tie.kind === 'cited';
  const gap = dotted || tie.certainty === 'possibly' ? 5 : 0;
  return {
    color: bright ? full : mix(full, colours.bg, lit ? 0.14 : strong ? 0.5 : 0.22), size: bright ? 2.4 : strong ? 2 : 1.2, least: bright ? LEAST_TIE : 0,
    // A line without gaps is one long dash, with a gap that lies outside of any screen: what has no gap at all is not drawn.
    dash: dotted ? 2 : gap ? 6 : 10_000, gap: gap || 0.2, layer: bright ? 'topEdges' : 'edges',
  };
}

/** What is hidden today was or will be shown: it keeps its place. */
export function looks(scene: NetworkScene, how: Looking): { marks: Map<string, MarkLook>; ties: Map<string, TieLook> } {
  return {
    marks: new Map(scene.marks.map((mark) => [mark.id, markLook(mark, how)])),
    ties: new Map(scene.ties.map((tie) => [tie.id, tieLook(tie, how)])),
  };
}
