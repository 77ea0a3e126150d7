// A picture as a file: what is drawn, and over and under it the question, the sentence, both clocks and the address.

import { h, render } from 'preact';
import { type Words, WordsContext } from '../app.ts';
import { FONT, wrapText, type Part } from '../scene/shapes.ts';
import type { Shown } from '../shown.ts';
import { Drawing } from '../ui/Drawing.tsx';

export interface Caption {
  question: string;
  sentence: string;
  clocks: string;
  address: string;
}

interface Inside {
  /** The elements of the picture, as SVG. */
  content: string;
  width: number;
  height: number;
}

const MARGIN = 24;
/** Narrower than this the sentence would be a column of words. */
const NARROWEST = 480;

/** What the page draws: its picture's parts if it gives them, else its drawing as it is in the document; null where there is none. */
export function insideOf(shown: Shown | null, words: Words): Inside | null {
  if (shown?.picture) return { content: drawn(shown.picture.parts(), shown.picture.width, shown.picture.height, words), width: shown.picture.width, height: shown.picture.height };
  const drawing = document.querySelector<SVGSVGElement | HTMLCanvasElement>('main figure svg.drawing, main figure canvas, main figure svg');
  if (!drawing) return null;
  const { width, height } = drawing.getBoundingClientRect();
  if (!(drawing instanceof HTMLCanvasElement)) return { content: drawing.innerHTML, width, height };
  return { content: `<image href="${drawing.toDataURL('image/png')}" width="${width}" height="${height}"/>`, width, height };
}

/** Drawn by the hand that draws on the page. */
function drawn(parts: Part[], width: number, height: number, words: Words): string {
  const sheet = document.createElement('div');
  render(h(WordsContext.Provider, { value: words }, h(Drawing, { parts, width, height })), sheet);
  return sheet.querySelector('svg')?.innerHTML ?? '';
}

/** The file's text, and its size in pixels. */
export function svgFile(inside: Inside, caption: Caption, words: Words): { text: string; width: number; height: number } {
  const { colours, lang } = words;
  const width = Math.max(NARROWEST, inside.width) + 2 * MARGIN;
  const room = width - 2 * MARGIN;
  let y = MARGIN;
  const lines: string[] = [];
  const write = (text: string, size: number, fill: string, bold = false) => {
    for (const line of wrapText(text, room, size, bold, 6)) {
      y += size * 1.35;
      lines.push(`<text x="${MARGIN}" y="${y.toFixed(1)}" font-size="${size}" fill="${fill}"${bold ? ' font-weight="700"' : ''}>${escaped(line)}</text>`);
    }
  };
  write(caption.question, 20, colours.ink, true);
  write(caption.sentence, 15, colours.ink);
  write(caption.clocks, 13, colours.muted);
  const top = y + 12;
  y = top + inside.height + 6;
  // An address has no spaces to break it at.
  for (const part of broken(caption.address, room)) write(part, 12, colours.muted);
  const height = Math.ceil(y + MARGIN);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" xml:lang="${lang}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}" role="img">`
    + `<title>${escaped(`${caption.question} ${caption.sentence}`)}</title><desc>${escaped(`${caption.clocks} ${caption.address}`)}</desc>`
    + `<rect width="100%" height="100%" fill="${colours.bg}"/>${lines.join('')}<g transform="translate(${MARGIN} ${top.toFixed(1)})">${inside.content}</g></svg>`;
  return { text: wellFormed(text), width, height };
}

function broken(address: string, room: number): string[] {
  const most = Math.max(20, Math.floor(room / 7));
  return address.match(new RegExp(`.{1,${most}}`, 'g')) ?? [];
}

/** HTML writes some elements without an end; a file for other programs is XML. */
function wellFormed(text: string): string {
  const holder = document.createElement('template');
  holder.innerHTML = text;
  return new XMLSerializer().serializeToString(holder.content.firstElementChild!);
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The same file in pixels, twice as dense. */
export async function pngFile(file: { text: string; width: number; height: number }): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([file.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image(file.width, file.height);
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: file.width * 2, height: file.height * 2 });
    const context = canvas.getContext('2d')!;
    context.scale(2, 2);
    context.drawImage(image, 0, 0);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture')))));
  } finally {
    URL.revokeObjectURL(url);
  }
}
