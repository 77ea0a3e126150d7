// A picture's parts as inline SVG. Every part is a group of its own, keyed by kind and id:
// what a part looked like before, or which part had its place, leaves no trace in what is drawn.

import { memo } from './memo.ts';
import { useState } from 'preact/hooks';
import type { Fill, Part, Shape } from '../scene/shapes.ts';

interface Props {
  parts: Part[];
  width: number;
  height: number;
}

let serial = 0;

function DrawingOf({ parts, width, height }: Props) {
  const [name] = useState(() => `fade${(serial += 1)}`);
  const fades = fadesOf(parts);
  const paint = (fill: Fill | undefined) => (fill === undefined ? 'none' : typeof fill === 'string' ? fill : `url(#${name}-${fades.indexOf(fill.fade.join())})`);
  return (
    <svg class="drawing" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {fades.length ? (
        <defs>
          {fades.map((fade, at) => {
            const [from, to] = fade.split(',');
            return <linearGradient key={fade} id={`${name}-${at}`}><stop offset="0" stop-color={from} /><stop offset="1" stop-color={to} /></linearGradient>;
          })}
        </defs>
      ) : null}
      {parts.map((part) => <g key={`${part.kind} ${part.id}`} data-part={part.kind} data-id={part.id}>{part.shapes.map((shape, at) => draw(shape, at, paint))}</g>)}
    </svg>
  );
}

/** Drawn again only when parts or box are others: a drag over days of one answer costs nothing here. */
export const Drawing = memo(DrawingOf);

function fadesOf(parts: Part[]): string[] {
  const fades = new Set<string>();
  for (const part of parts) {
    for (const shape of part.shapes) if ('fill' in shape && typeof shape.fill === 'object') fades.add(shape.fill.fade.join());
  }
  return [...fades];
}

/** Within a part a shape's form belongs to its key, so that no element is made into another one. */
function draw(shape: Shape, at: number, paint: (fill: Fill | undefined) => string) {
  const key = `${shape.t} ${at}`;
  if (shape.t === 'line') return <line key={key} x1={shape.x1} y1={shape.y1} x2={shape.x2} y2={shape.y2} stroke={shape.stroke} stroke-width={shape.w} stroke-dasharray={shape.dash?.join(' ')} />;
  if (shape.t === 'text') {
    return (
      <text key={key} x={shape.x} y={shape.y} font-size={shape.size} fill={shape.fill} font-weight={shape.bold ? 700 : undefined} font-style={shape.italic ? 'italic' : undefined}
        text-anchor={shape.anchor ?? 'start'} dominant-baseline="central" stroke={shape.halo} stroke-width={shape.halo ? 4 : undefined} stroke-linejoin={shape.halo ? 'round' : undefined} paint-order="stroke">{shape.text}</text>
    );
  }
  const look = { fill: paint(shape.fill), stroke: shape.stroke, 'stroke-width': shape.stroke ? (shape.w ?? 1) : undefined, 'stroke-dasharray': shape.dash?.join(' ') };
  if (shape.t === 'circle') return <circle key={key} cx={shape.x} cy={shape.y} r={shape.r} {...look} />;
  if (shape.t === 'rect') return <rect key={key} x={shape.x} y={shape.y} width={Math.max(0, shape.width)} height={shape.height} rx={shape.r} {...look} />;
  const points = shape.points.map((point) => point.join(',')).join(' ');
  return shape.closed ? <polygon key={key} points={points} {...look} /> : <polyline key={key} points={points} {...look} />;
}
