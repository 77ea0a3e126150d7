// The WebGL drawing of a large network. Loaded only where such a picture is drawn.

import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { layerDashed, pathLine, sdfCircle, sdfDiamond, sdfSquare, sdfTriangle } from 'sigma/rendering';
import { FONT } from '../scene/shapes.ts';
import type { NetworkScene } from '../scene/network.ts';
import { tieKey, type MarkLook, type TieLook } from './looks.ts';

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

export function drawGraph(container: HTMLElement, everything: NetworkScene, how: Settings): GraphDrawing {
  const graph = new MultiDirectedGraph();
  for (const mark of everything.marks) {
    const [x, y] = how.places[mark.id]!;
    // The sheet's y runs down, the graph's up.
    graph.addNode(mark.id, { x, y: -y, size: mark.r, color: '#000000', visibility: 'hidden' });
  }
  for (const tie of everything.ties) graph.addDirectedEdgeWithKey(tieKey(tie), tie.from, tie.to, { size: 1, color: '#000000', visibility: 'hidden' });
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
        x: { attribute: 'x' }, y: { attribute: 'y' }, size: { attribute: 'size' }, color: { attribute: 'color' }, shape: { attribute: 'shape' }, visibility: { attribute: 'visibility' }, depth: { attribute: 'depth' },
        ring: { attribute: 'ring' }, ringShare: { attribute: 'ringShare' }, ringDashes: { attribute: 'ringDashes' },
        label: { attribute: 'label' }, labelColor: { attribute: 'labelColor' }, labelVisibility: { attribute: 'labelVisibility' }, labelSize: 13,
      },
      edges: { size: { attribute: 'size' }, color: { attribute: 'color' }, visibility: { attribute: 'visibility' }, depth: { attribute: 'depth' }, dash: { attribute: 'dash' }, gap: { attribute: 'gap' } },
    },
    settings: {
      itemSizesReference: 'positions', autoRescale: true, stagePadding: 8, minEdgeThickness: 0.6, gestureTarget: 'shared', inertiaDuration: 0,
      sharedGestureWheelMessage: how.messages.wheel, sharedGestureAppleWheelMessage: how.messages.appleWheel, sharedGestureTouchMessage: how.messages.touch,
      minCameraRatio: 0.01, maxCameraRatio: 1.5, nodePickingPadding: 6, labelDensity: 0.7, labelGridCellSize: 120, labelRenderedSizeThreshold: 4, zoomToSizeRatioFunction: (ratio: number) => ratio,
    },
  });
  const [width, height] = how.size;
  sigma.setCustomBBox({ x: [0, width], y: [-height, 0] });
  sigma.on('clickNode', ({ node }) => how.onChoose(node));
  sigma.on('clickStage', () => how.onChoose(null));
  sigma.on('afterRender', how.onMove);
  const camera = sigma.getCamera();
  const shown = { marks: new Map<string, string>(), ties: new Map<string, string>() };

  /** Only what looks different is handed to WebGL again. */
  const change = <Look extends object>(before: Map<string, string>, now: Map<string, Look>, set: (id: string, look: Look | null) => void): string[] => {
    const changed: string[] = [];
    for (const [id, look] of now) {
      const key = JSON.stringify(look);
      if (before.get(id) === key) continue;
      before.set(id, key);
      set(id, look);
      changed.push(id);
    }
    for (const id of [...before.keys()]) {
      if (now.has(id)) continue;
      before.delete(id);
      set(id, null);
      changed.push(id);
    }
    return changed;
  };

  return {
    show(marks, ties) {
      change(shown.marks, marks, (id, look) => graph.mergeNodeAttributes(id, look ? markAttributes(look) : { visibility: 'hidden' }));
      change(shown.ties, ties, (id, look) => graph.mergeEdgeAttributes(id, look ? { color: look.color, size: look.size, dash: look.dash, gap: look.gap, depth: look.layer, visibility: 'visible' } : { visibility: 'hidden' }));
    },
    project(x, y) {
      const at = sigma.graphToViewport({ x, y: -y });
      const beside = sigma.graphToViewport({ x: x + 100, y: -y });
      return { ...at, scale: (beside.x - at.x) / 100 };
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

function markAttributes(look: MarkLook) {
  return {
    shape: look.shape, size: look.size, color: look.color, ring: look.ring, ringShare: look.ringWidth / look.size / 1,
    ringDashes: look.ringDash ? Math.max(6, Math.round((2 * Math.PI * look.size) / (look.ringDash * 1.7))) : 0,
    label: look.label, labelColor: look.labelColor, labelVisibility: look.labelShown, depth: look.layer, visibility: 'visible',
  };
}
