// A picture of very many parts on a canvas: SVG would hold an element for each. Redrawn completely every time, from the same parts.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { FONT, type Fill, type Part, type Shape } from '../scene/shapes.ts';
import { memo } from './memo.ts';

interface Props {
  parts: Part[];
  width: number;
  height: number;
}

function CanvasOf({ parts, width, height }: Props) {
  const element = useRef<HTMLCanvasElement>(null);
  // Twice as many points as the screen asks for would not be seen, but paper shows them.
  const density = Math.min(3, Math.max(2, devicePixelRatio));
  useLayoutEffect(() => {
    const canvas = element.current!;
    // Setting the size also clears the canvas and its state.
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const context = canvas.getContext('2d')!;
    context.scale(density, density);
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    for (const part of parts) for (const shape of part.shapes) draw(context, shape);
  }, [parts, width, height, density]);
  return <canvas class="drawing" ref={element} aria-hidden="true" style={{ width: `${width}px`, height: `${height}px` }} />;
}

export const Canvas = memo(CanvasOf);

function draw(context: CanvasRenderingContext2D, shape: Shape): void {
  if (shape.t === 'text') return write(context, shape);
  context.beginPath();
  if (shape.t === 'line') {
    context.moveTo(shape.x1, shape.y1);
    context.lineTo(shape.x2, shape.y2);
  } else if (shape.t === 'circle') context.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
  else if (shape.t === 'rect') context.roundRect(shape.x, shape.y, Math.max(0, shape.width), shape.height, shape.r ?? 0);
  else {
    shape.points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
    if (shape.closed) context.closePath();
  }
  if (shape.t !== 'line' && shape.fill !== undefined) {
    context.fillStyle = paint(context, shape.fill, shape);
    context.fill();
  }
  if (!shape.stroke) return;
  context.strokeStyle = shape.stroke;
  context.lineWidth = shape.w ?? 1;
  context.setLineDash(shape.dash ?? []);
  context.stroke();
}

function write(context: CanvasRenderingContext2D, shape: Extract<Shape, { t: 'text' }>): void {
  context.font = `${shape.italic ? 'italic ' : ''}${shape.bold ? 'bold ' : ''}${shape.size}px ${FONT}`;
  context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor === 'end' ? 'right' : 'left';
  context.setLineDash([]);
  if (shape.halo) {
    context.strokeStyle = shape.halo;
    context.lineWidth = 4;
    context.strokeText(shape.text, shape.x, shape.y);
  }
  context.fillStyle = shape.fill;
  context.fillText(shape.text, shape.x, shape.y);
}

function paint(context: CanvasRenderingContext2D, fill: Fill, shape: Shape): string | CanvasGradient {
  if (typeof fill === 'string') return fill;
  const [from, to] = shape.t === 'rect' ? [shape.x, shape.x + shape.width] : [0, 0];
  const gradient = context.createLinearGradient(from, 0, to, 0);
  fill.fade.forEach((colour, at) => gradient.addColorStop(at, colour));
  return gradient;
}
