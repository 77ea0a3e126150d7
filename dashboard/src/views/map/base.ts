// The outlines under the marks: MapLibre GL with borders of our own, no tiles, no fonts, no request to anyone else.

import type { FeatureCollection } from 'geojson';
import { Map as Base, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Colours } from '../../palette.ts';
import outlines from './outlines.json';
import type { Spot } from './places.ts';

export type { Base };

// The page's policy admits workers of our own origin only.
setWorkerUrl(workerUrl);

/** Poland: what is shown when nothing is known to be anywhere. */
const POLAND: [[number, number], [number, number]] = [[14.1, 49], [24.2, 54.9]];

export function makeBase(container: HTMLElement, colours: Colours, spots: Spot[]): Base {
  const base = new Base({
    container,
    style: { version: 8, sources: sources(), layers: layers(colours) },
    bounds: boundsOf(spots),
    fitBoundsOptions: fitting(container),
    attributionControl: false,
    keyboard: false,
    scrollZoom: false,
    dragRotate: false,
    touchPitch: false,
    // A finger that is over the picture scrolls the page.
    dragPan: !matchMedia('(pointer: coarse)').matches,
    fadeDuration: 0,
    maxZoom: 11,
    minZoom: 3,
    maxBounds: [[9, 46], [30, 58]],
    // So that the picture can be printed.
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  base.touchZoomRotate.disableRotation();
  // The frame around it is the one stop for the keyboard.
  base.getCanvas().tabIndex = -1;
  return base;
}

export function paint(base: Base, colours: Colours): void {
  base.setStyle({ version: 8, sources: sources(), layers: layers(colours) });
}

export function fit(base: Base, spots: Spot[]): void {
  base.fitBounds(boundsOf(spots), { ...fitting(base.getContainer()), animate: false });
}

const fitting = (container: HTMLElement) => ({ padding: container.clientWidth < 500 ? { top: 40, bottom: 40, left: 50, right: 70 } : 90, maxZoom: 8 });

function boundsOf(spots: Spot[]): [[number, number], [number, number]] {
  if (!spots.length) return POLAND;
  const [x, y] = [spots.map((spot) => spot.longitude), spots.map((spot) => spot.latitude)];
  return [[Math.min(...x), Math.min(...y)], [Math.max(...x), Math.max(...y)]];
}

const sources = () => ({
  countries: { type: 'geojson' as const, data: outlines.countries as FeatureCollection },
  regions: { type: 'geojson' as const, data: outlines.regions as FeatureCollection },
});

const layers = (colours: Colours) => [
  { id: 'sea', type: 'background' as const, paint: { 'background-color': colours.surface } },
  { id: 'land', type: 'fill' as const, source: 'countries', paint: { 'fill-color': colours.bg } },
  { id: 'regions', type: 'line' as const, source: 'regions', paint: { 'line-color': colours.line, 'line-width': 1 } },
  { id: 'borders', type: 'line' as const, source: 'countries', paint: { 'line-color': colours.muted, 'line-width': 1.4 } },
];
