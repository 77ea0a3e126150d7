// A picture's forms as inline SVG: strip, lists, key and tables draw the same marks as the chart.

import type { Fill, Shape } from '../scene/shapes.ts';

let serial = 0;

export function Drawing({ shapes, width, height, children }: { shapes: Shape[]; width: number; height: number; children?: preact.ComponentChildren }) {
  const fades = new Map<string, { id: string; colours: [string, string] }>();
  const paint = (fill: Fill | undefined) => {
    if (fill === undefined) return 'none';
    if (typeof fill === 'string') return fill;
    const key = fill.fade.join();
    const fade = fades.get(key) ?? { id: `fade${(serial += 1)}`, colours: fill.fade };
    fades.set(key, fade);
    return `url(#${fade.id})`;
  };
  const drawn = shapes.map((shape, at) => draw(shape, at, paint));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {fades.size ? (
        <defs>
          {[...fades.values()].map(({ id, colours }) => (
            <linearGradient key={id} id={id}><stop offset="0" stop-color={colours[0]} /><stop offset="1" stop-color={colours[1]} /></linearGradient>
          ))}
        </defs>
      ) : null}
      {drawn}
      {children}
    </svg>
  );
}

function draw(shape: Shape, key: number, paint: (fill: Fill | undefined) => string) {
  if (shape.t === 'line') return <line key={key} x1={shape.x1} y1={shape.y1} x2={shape.x2} y2={shape.y2} stroke={shape.stroke} stroke-width={shape.w} stroke-dasharray={shape.dash?.join(' ')} />;
  if (shape.t === 'text') {
    return (
      <text key={key} x={shape.x} y={shape.y} font-size={shape.size} fill={shape.fill} font-weight={shape.bold ? 700 : undefined} font-style={shape.italic ? 'italic' : undefined}
        text-anchor={shape.anchor ?? 'start'} dominant-baseline="central" stroke={shape.halo} stroke-width={shape.halo ? 4 : undefined} paint-order="stroke">{shape.text}</text>
    );
  }
  const look = { fill: paint(shape.fill), stroke: shape.stroke, 'stroke-width': shape.stroke ? (shape.w ?? 1) : undefined, 'stroke-dasharray': shape.dash?.join(' ') };
  if (shape.t === 'circle') return <circle key={key} cx={shape.x} cy={shape.y} r={shape.r} {...look} />;
  if (shape.t === 'rect') return <rect key={key} x={shape.x} y={shape.y} width={Math.max(0, shape.width)} height={shape.height} rx={shape.r} {...look} />;
  const points = shape.points.map((point) => point.join(',')).join(' ');
  return shape.closed ? <polygon key={key} points={points} {...look} /> : <polyline key={key} points={points} {...look} />;
}
