// The drawing of a picture's forms: ECharts with its `custom` series alone, loaded when a picture is in sight.
// Keys, clicks and words belong to the page; the drawing itself takes no events, so pages scroll over it.

import { init, use, type EChartsType } from 'echarts/core';
// The public `echarts/charts` brings every chart along; these entries bring one.
import { install as CustomChart } from 'echarts/lib/chart/custom/install.js';
import { install as CanvasRenderer } from 'echarts/lib/renderer/installCanvasRenderer.js';
import { install as SVGRenderer } from 'echarts/lib/renderer/installSVGRenderer.js';
import { FONT, type Fill, type Shape } from './scene/shapes.ts';

use([CustomChart, SVGRenderer, CanvasRenderer]);

/** Above this many forms SVG is slower than canvas. */
const SVG_FORMS = 1200;

export interface Chart {
  draw(shapes: Shape[], width: number, height: number): void;
  dispose(): void;
}

export function openChart(element: HTMLElement, forms: number): Chart {
  const chart: EChartsType = init(element, null, { renderer: forms > SVG_FORMS ? 'canvas' : 'svg', width: 10, height: 10 });
  let box = [0, 0];
  const fitSheet = () => {
    const svg = element.querySelector('svg');
    if (svg && box[0]) svg.setAttribute('viewBox', `0 0 ${box[0]} ${box[1]}`);
  };
  addEventListener('beforeprint', fitSheet);
  return {
    draw(shapes, width, height) {
      if (box[0] !== width || box[1] !== height) chart.resize({ width, height, silent: true });
      box = [width, height];
      chart.setOption(
        {
          animation: false,
          textStyle: { fontFamily: FONT },
          // One item holds all forms: an item for each would cost more than its drawing.
          series: [{ type: 'custom', coordinateSystem: 'none', silent: true, data: [0], renderItem: () => ({ type: 'group', silent: true, children: shapes.map(formOf) }) }],
        } as never,
        { notMerge: true },
      );
    },
    dispose() {
      removeEventListener('beforeprint', fitSheet);
      chart.dispose();
    },
  };
}

const paint = (fill: Fill | undefined) =>
  fill === undefined ? 'none' : typeof fill === 'string' ? fill : { type: 'linear', x: 0, y: 0, x2: 1, y2: 0, colorStops: fill.fade.map((color, offset) => ({ offset, color })) };

function formOf(shape: Shape): unknown {
  const silent = { silent: true };
  if (shape.t === 'text') {
    return { ...silent, type: 'text', x: shape.x, y: shape.y, style: {
      text: shape.text, fill: shape.fill, font: `${shape.italic ? 'italic ' : ''}${shape.bold ? 'bold ' : ''}${shape.size}px ${FONT}`,
      align: shape.anchor === 'middle' ? 'center' : shape.anchor === 'end' ? 'right' : 'left', verticalAlign: 'middle', stroke: shape.halo ?? 'none', lineWidth: shape.halo ? 4 : 0 } };
  }
  if (shape.t === 'line') {
    return { ...silent, type: 'line', shape: { x1: shape.x1, y1: shape.y1, x2: shape.x2, y2: shape.y2 }, style: { stroke: shape.stroke, lineWidth: shape.w, lineDash: shape.dash ?? false, fill: 'none' } };
  }
  const style = { fill: paint(shape.fill), stroke: shape.stroke ?? 'none', lineWidth: shape.stroke ? (shape.w ?? 1) : 0, lineDash: shape.dash ?? false };
  if (shape.t === 'circle') return { ...silent, type: 'circle', shape: { cx: shape.x, cy: shape.y, r: shape.r }, style };
  if (shape.t === 'rect') return { ...silent, type: 'rect', shape: { x: shape.x, y: shape.y, width: shape.width, height: shape.height, r: shape.r ?? 0 }, style };
  return { ...silent, type: shape.closed ? 'polygon' : 'polyline', shape: { points: shape.points }, style };
}
