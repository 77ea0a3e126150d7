// The WebGL drawing of a large network. Loaded only where such a picture is drawn.

import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { layerDashed, pathLine, sdfCircle, sdfDiamond, sdfSquare, sdfTriangle } from 'sigma/rendering';
import { FONT } from '../scene/shapes.ts';
import type { NetworkScene } from '../scene/network.ts';
import { type MarkLook, type TieLook } from './looks.ts';

export interface Settings {
  size: [number, number];
  places: Record<string, [number, number]>;
  messages: { wheel: string; appleWheel: string; touch: string };
  onChoose(id: string | null): void;
  /** The camera has moved: what lies over the drawing moves too. */
  onMove(): void;
}

export interface GraphDrawing {
  /** Shows what has a look, hides the rest, and draws at once. */
  show(marks: Map<string, MarkLook>, ties: Map<string, TieLook>): void;
  /** Where a place of the sheet is on the screen, and how many pixels of the screen a pixel of the sheet takes. */
  project(x: number, y: number): { x: number; y: number; scale: number };
  zoom(factor: number): void;
  /** Brings a place of the sheet to the middle, at least as close as `ratio`. */
  goTo(x: number, y: number, ratio: number): void;
  reset(): void;
  kill(): void;
}

// WebGL's own numbers for its types: a browser without WebGL can read this module too.
const [UNSIGNED_BYTE, FLOAT] = [5121, 5126];

// A ring along the shape's edge; dashes go around by angle, which a straight edge shows as well.
const RING = {
  name: 'ring', uniforms: [],
  attributes: [
    { name: 'ringColor', size: 4 as const, type: UNSIGNED_BYTE, normalized: true, source: 'ring' },
    { name: 'ringShare', size: 1 as const, type: FLOAT, source: 'ringShare' },
    { name: 'ringDashes', size: 1 as const, type: FLOAT, source: 'ringDashes' },
  ],
  glsl: `
vec4 layer_ring(vec4 v_ringColor, float v_ringShare, float v_ringDashes) {
  float inner = -v_ringShare * context.shapeSize;
  float on = smoothstep(inner - context.aaWidth, inner + context.aaWidth, context.sdf);
  float turn = fract(atan(context.uv.y, context.uv.x) / 6.2831853 * v_ringDashes);
  if (v_ringDashes > 0.5 && turn > 0.6) on = 0.0;
  return vec4(v_ringColor.rgb, v_ringColor.a * on);
}`,
};

const FILL = {
  name: 'ground', uniforms: [],
  attributes: [{ name: 'groundColor', size: 4 as const, type: UNSIGNED_BYTE, normalized: true, source: 'color' }],
  glsl: 'vec4 layer_ground(vec4 v_groundColor) { return v_groundColor; }',
};

/** How what is not there today is drawn: it keeps its place among the others, so that none of them is processed again. */
const CLEAR = 'rgba(0, 0, 0, 0)';
const UNSEEN = { color: CLEAR, ring: CLEAR, label: '', labelVisibility: 'hidden', depth: 'nodes' };
const UNSEEN_TIE = { color: CLEAR, depth: 'edges' };

/** Hands to `set` what looks different from before, and what is not there any more, and notes it. */
function change<Look extends object>(before: Map<string, Look>, now: Map<string, Look>, set: (id: string, look: Look | null) => void): void {
  for (const [id, look] of now) {
    if (sameLook(before.get(id), look)) continue;
    before.set(id, look);
    set(id, look);
  }
  for (const id of before.keys()) {
    if (now.has(id)) continue;
    before.delete(id);
    set(id, null);
  }
}

function sameLook<Look extends object>(one: Look | undefined, other: Look): boolean {
  if (!one) return false;
  for (const key in other) if (one[key] !== other[key]) return false;
  return true;
}

export function drawGraph(container: HTMLElement, everything: NetworkScene, how: Settings): GraphDrawing {
  const graph = new MultiDirectedGraph();
  for (const mark of everything.marks) {
    const [x, y] = how.places[mark.id]!;
    // The sheet's y runs down, the graph's up.
    graph.addNode(mark.id, { x, y: -y, size: mark.r, ...UNSEEN });
  }
  for (const tie of everything.ties) graph.addDirectedEdgeWithKey(tie.id, tie.from, tie.to, { size: 1, ...UNSEEN_TIE });
  const sigma = new Sigma(graph, container, {
    primitives: {
      nodes: {
        shapes: [sdfCircle(), sdfSquare(), sdfDiamond(), sdfTriangle()], layers: [FILL, RING],
        variables: { ring: { type: 'color', default: '#000000' }, ringShare: { type: 'number', default: 0.1 }, ringDashes: { type: 'number', default: 0 } },
        label: { font: { family: FONT, size: 13 } },
      },
      edges: {
        paths: [pathLine()], layers: [layerDashed({ dashSize: { attribute: 'dash', default: 6, mode: 'pixels' }, gapSize: { attribute: 'gap', default: 0, mode: 'pixels' } })],
        variables: { dash: { type: 'number', default: 6 }, gap: { type: 'number', default: 0 } },
      },
    },
    styles: {
      nodes: {
        x: { attribute: 'x' }, y: { attribute: 'y' }, size: { attribute: 'size' }, color: { attribute: 'color' }, shape: { attribute: 'shape' }, depth: { attribute: 'depth' },
        ring: { attribute: 'ring' }, ringShare: { attribute: 'ringShare' }, ringDashes: { attribute: 'ringDashes' },
        label: { attribute: 'label' }, labelColor: { attribute: 'labelColor' }, labelVisibility: { attribute: 'labelVisibility' }, labelSize: 13,
      },
      edges: { size: { attribute: 'size' }, color: { attribute: 'color' }, depth: { attribute: 'depth' }, dash: { attribute: 'dash' }, gap: { attribute: 'gap' } },
    },
    settings: {
      itemSizesReference: 'positions', autoRescale: true, stagePadding: 8, minEdgeThickness: 0.6, gestureTarget: 'shared', inertiaDuration: 0,
      sharedGestureWheelMessage: how.messages.wheel, sharedGestureAppleWheelMessage: how.messages.appleWheel, sharedGestureTouchMessage: how.messages.touch,
      minCameraRatio: 0.01, maxCameraRatio: 1.5, nodePickingPadding: 6, labelDensity: 0.7, labelGridCellSize: 120, labelRenderedSizeThreshold: 4, zoomToSizeRatioFunction: (ratio: number) => ratio,
    },
  });
  const [width, height] = how.size;
  sigma.setCustomBBox({ x: [0, width], y: [-height, 0] });
  sigma.on('clickNode', ({ node }) => how.onChoose(shown.marks.has(node) ? node : null));
  sigma.on('clickStage', () => how.onChoose(null));
  const camera = sigma.getCamera();
  const shown = { marks: new Map<string, MarkLook>(), ties: new Map<string, TieLook>() };

  /** Pixels of the screen that one of the sheet takes. */
  const scale = () => (sigma.graphToViewport({ x: 100, y: 0 }).x - sigma.graphToViewport({ x: 0, y: 0 }).x) / 100;
  // What changes is drawn together. Processed again are the marks when a name comes or goes, and the ties when other ones lie on top:
  // by the graph's own events it would be everything each time.
  const changed = { nodes: [] as string[], edges: [] as string[], names: false, order: false };
  const setMark = (id: string, look: MarkLook | null) => {
    const [attributes, next] = [graph.getNodeAttributes(id), look ? markAttributes(look, zoom) : UNSEEN];
    changed.nodes.push(id);
    changed.names ||= attributes.label !== next.label || attributes.labelVisibility !== next.labelVisibility || attributes.depth !== next.depth;
    Object.assign(attributes, next);
  };
  const setTie = (id: string, look: TieLook | null) => {
    const [attributes, next] = [graph.getEdgeAttributes(id), look ? tieAttributes(look, zoom) : UNSEEN_TIE];
    changed.edges.push(id);
    changed.order ||= attributes.depth !== next.depth;
    Object.assign(attributes, next);
  };
  const redraw = () => {
    if (changed.nodes.length) sigma.refresh({ partialGraph: { nodes: changed.nodes }, skipIndexation: !changed.names, schedule: true });
    if (changed.edges.length) sigma.refresh({ partialGraph: { edges: changed.edges }, skipIndexation: !changed.order, schedule: true });
    Object.assign(changed, { nodes: [], edges: [], names: false, order: false });
  };
  let zoom = scale();
  sigma.on('afterRender', () => {
    const before = zoom;
    how.onMove();
    zoom = scale();
    if (Math.abs(zoom / before - 1) < 0.01) return;
    for (const [id, look] of shown.marks) if (look.least) setMark(id, look);
    for (const [id, look] of shown.ties) if (look.least) setTie(id, look);
    redraw();
  });

  return {
    show(marks, ties) {
      zoom = scale();
      change(shown.marks, marks, setMark);
      change(shown.ties, ties, setTie);
      redraw();
    },
    project(x, y) {
      return { ...sigma.graphToViewport({ x, y: -y }), scale: scale() };
    },
    zoom: (factor) => camera.setState({ ratio: Math.min(1.5, Math.max(0.01, camera.getState().ratio / factor)) }),
    goTo(x, y, ratio) {
      const at = sigma.graphToFramedGraph({ x, y: -y });
      camera.setState({ x: at.x, y: at.y, ratio: Math.min(ratio, camera.getState().ratio) });
    },
    reset: () => camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    kill: () => sigma.kill(),
  };
}

function markAttributes(look: MarkLook, zoom: number) {
  return {
    shape: look.shape, size: Math.max(look.size, look.least / zoom), color: look.color, ring: look.ring, ringShare: look.ringWidth / look.size,
    ringDashes: look.ringDash ? Math.max(6, Math.round((2 * Math.PI * look.size) / (look.ringDash * 1.7))) : 0,
    label: look.label, labelColor: look.labelColor, labelVisibility: look.labelShown, depth: look.layer,
  };
}

function tieAttributes(look: TieLook, zoom: number) {
  return { color: look.color, size: Math.max(look.size, look.least / zoom), dash: look.dash, gap: look.gap, depth: look.layer };
}
