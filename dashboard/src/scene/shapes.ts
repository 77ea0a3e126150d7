// The few forms that every picture is made of, and the parts that a drawing is keyed by. SVG and canvas draw the same ones.

export type Fill = string | { fade: [string, string] };

export type Shape =
  | { t: 'circle'; x: number; y: number; r: number; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'rect'; x: number; y: number; width: number; height: number; r?: number; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'line'; x1: number; y1: number; x2: number; y2: number; stroke: string; w: number; dash?: number[] }
  | { t: 'poly'; points: [number, number][]; closed?: boolean; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'text'; x: number; y: number; text: string; size: number; fill: string; bold?: boolean; italic?: boolean; anchor?: 'start' | 'middle' | 'end'; halo?: string };

export type PartKind = 'axis' | 'lane' | 'tie' | 'mark' | 'label' | 'bar';

/** What one thing of a picture looks like. Kind and id name it in every drawing: nothing is identified by its place in a list. */
export interface Part {
  kind: PartKind;
  id: string;
  shapes: Shape[];
}

export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';

type Measure = (text: string, size: number, bold: boolean) => number;

let measure: Measure = estimate;

/** The page brings its own measure: the reader's font is known only there. */
export function measureWith(own: Measure): void {
  measure = own;
  widths.clear();
}

const widths = new Map<string, number>();
/** Texts whose widths are kept: measuring is the slowest part of placing thousands of words again. */
const KEPT = 50_000;

export function textWidth(text: string, size: number, bold = false): number {
  const key = `${size}${bold ? 'b' : ' '}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= KEPT) widths.clear();
    widths.set(key, (width = measure(text, size, bold)));
  }
  return width;
}

/** Width of a text in pixels, near enough to place it without a browser. */
function estimate(text: string, size: number, bold: boolean): number {
  let ems = 0;
  for (const letter of text) {
    if (/[ilIj.,:;'’|!]/.test(letter)) ems += 0.3;
    else if (/[ \-–()ftr]/.test(letter)) ems += 0.38;
    else if (/[mwMW@—]/.test(letter)) ems += 0.9;
    else if (/[A-ZĄĆĘŁŃÓŚŹŻ&]/.test(letter)) ems += 0.68;
    else ems += 0.57;
  }
  return ems * size * (bold ? 1.07 : 1);
}

/** A text that fits into `width` pixels: as it is, or its beginning and an ellipsis. */
export function fitText(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (textWidth(`${letters.slice(0, middle).join('')}…`, size, bold) <= width) low = middle;
    else high = middle;
  }
  return `${letters.slice(0, low).join('').trimEnd()}…`;
}

/** A text in at most `most` lines of `width` pixels; the last line and words that are too long are cut. */
export function wrapText(text: string, width: number, size: number, bold: boolean, most: number): string[] {
  const words = text.split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  for (let at = 0; at < words.length; ) {
    if (lines.length === most - 1) {
      lines.push(fitText(words.slice(at).join(' '), width, size, bold));
      break;
    }
    let line = fitText(words[at++]!, width, size, bold);
    while (at < words.length && textWidth(`${line} ${words[at]}`, size, bold) <= width) line += ` ${words[at++]}`;
    lines.push(line);
  }
  return lines.length ? lines : [''];
}

export const diamond = (x: number, y: number, r: number): [number, number][] => [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];
export const triangle = (x: number, y: number, r: number): [number, number][] => [[x, y - r], [x + r * 1.08, y + r * 0.86], [x - r * 1.08, y + r * 0.86]];

/** Where an axis leaves out days. */
export function zigzag(x: number, y0: number, y1: number, colour: string, step = 8): Shape {
  const points: [number, number][] = [];
  for (let y = y0, side = 1; y <= y1; y += step, side = -side) points.push([x + side * 4, y]);
  return { t: 'poly', points, stroke: colour, w: 1 };
}
