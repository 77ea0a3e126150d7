// A picture's parts as inline SVG. Every part is a group of its own, keyed by kind and id:
// what a part looked like before, or which part had its place, leaves no trace in what is drawn.

import type { ComponentChild } from 'preact';
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
  // A part that is the same object gives the same element again, which is not compared.
  const [drawn] = useState(() => new WeakMap<Part, ComponentChild>());
  const paint = (fill: Fill | undefined) => (fill === undefined ? 'none' : typeof fill === 'string' ? fill : `url(#${name}-${idOf(fill.fade)})`);
  const group = (part: Part) => <g key={`${part.kind} ${part.id}`} data-part={part.kind} data-id={part.id}>{part.shapes.map((shape, at) => draw(shape, at, paint))}</g>;
  return (
    <svg class="drawing" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {fades.length ? (
        <defs>
          {fades.map((fade) => <linearGradient key={idOf(fade)} id={`${name}-${idOf(fade)}`}><stop offset="0" stop-color={fade[0]} /><stop offset="1" stop-color={fade[1]} /></linearGradient>)}
        </defs>
      ) : null}
      {parts.map((part) => drawn.get(part) ?? drawn.set(part, group(part)).get(part))}
    </svg>
  );
}

/** Drawn again only when parts or box are others: a drag over days of one answer costs nothing here. */
export const Drawing = memo(DrawingOf);

type Fade = [from: string, to: string];

/** By its colours alone, so that a part's element does not depend on the other parts. */
const idOf = (fade: Fade): string => fade.join('-').replace(/#/g, '');

function fadesOf(parts: Part[]): Fade[] {
  const fades = new Map<string, Fade>();
  for (const part of parts) {
    for (const shape of part.shapes) if ('fill' in shape && typeof shape.fill === 'object') fades.set(idOf(shape.fill.fade), shape.fill.fade);
  }
  return [...fades.values()];
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
