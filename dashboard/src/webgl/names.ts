// Which names of a large picture have room: those of what is chosen, then of what belongs to it, then of the largest marks.

import { textWidth } from '../scene/shapes.ts';

export interface Wish {
  text: string;
  /** Where its mark is on the screen, and how large. */
  x: number;
  y: number;
  r: number;
  /** Higher comes first; `always` needs no room. */
  rank: number;
  always: boolean;
  colour: string;
}

export interface PlacedName {
  text: string;
  x: number;
  y: number;
  colour: string;
}

export const SIZE = 13;
const [APART, HEIGHT, MOST] = [4, 18, 160];

/** The names that have room on a screen `width` pixels wide, each next to its mark. */
export function placeNames(wishes: Wish[], width: number): PlacedName[] {
  const ordered = wishes.map((wish, at) => ({ wish, at })).sort((a, b) => Number(b.wish.always) - Number(a.wish.always) || b.wish.rank - a.wish.rank || b.wish.r - a.wish.r || a.at - b.at);
  // By strips as high as a name: only names of the same strip or the next ones can meet.
  const strips = new Map<number, [x0: number, x1: number, y: number][]>();
  const placed: PlacedName[] = [];
  for (const { wish } of ordered) {
    if (placed.length >= MOST) break;
    const long = textWidth(wish.text, SIZE);
    const after = wish.x + wish.r + APART;
    const x = after + long > width ? wish.x - wish.r - APART - long : after;
    const meets = ([x0, x1, y]: [number, number, number]) => x < x1 + 2 * APART && x + long > x0 - 2 * APART && Math.abs(y - wish.y) < HEIGHT;
    const strip = Math.floor(wish.y / HEIGHT);
    if (!wish.always && [strip - 1, strip, strip + 1].some((each) => strips.get(each)?.some(meets))) continue;
    const boxes = strips.get(strip) ?? [];
    boxes.push([x, x + long, wish.y]);
    strips.set(strip, boxes);
    placed.push({ text: wish.text, x, y: wish.y, colour: wish.colour });
  }
  return placed;
}
