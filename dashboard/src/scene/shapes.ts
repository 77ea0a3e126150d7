// The few forms that every picture is made of. The chart module and inline SVG draw the same ones.

export type Fill = string | { fade: [string, string] };

export type Shape =
  | { t: 'circle'; x: number; y: number; r: number; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'rect'; x: number; y: number; width: number; height: number; r?: number; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'line'; x1: number; y1: number; x2: number; y2: number; stroke: string; w: number; dash?: number[] }
  | { t: 'poly'; points: [number, number][]; closed?: boolean; fill?: Fill; stroke?: string; w?: number; dash?: number[] }
  | { t: 'text'; x: number; y: number; text: string; size: number; fill: string; bold?: boolean; italic?: boolean; anchor?: 'start' | 'middle' | 'end'; halo?: string };

export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';

type Measure = (text: string, size: number, bold: boolean) => number;

let measure: Measure = estimate;

/** The page brings its own measure: the reader's font is known only there. */
export function measureWith(own: Measure): void {
  measure = own;
}

export const textWidth = (text: string, size: number, bold = false): number => measure(text, size, bold);

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

export const diamond = (x: number, y: number, r: number): [number, number][] => [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];
export const triangle = (x: number, y: number, r: number): [number, number][] => [[x, y - r], [x + r * 1.08, y + r * 0.86], [x - r * 1.08, y + r * 0.86]];
