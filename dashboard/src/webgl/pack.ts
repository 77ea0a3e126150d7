// Marks and ties as the records of the two programs: each step and each choice puts those of all that is shown together.

import type { Mark, NetworkScene, Tie } from '../scene/network.ts';
import { markLooks, tieLooks, type Looking, type MarkLook, type TieLook } from './looks.ts';
import { strideOf, type Source } from './program.ts';
import { FORMS, MARKS, TIES } from './shaders.ts';

/** What is on the sheet now, as the programs take it. */
export interface Shown {
  marks: Records;
  ties: Records;
  spots: Spot[];
  colours: Looking['colours'];
}

/** `of`: how many lie under what is lit, and how many are lit, which begin at `under`. */
interface Records {
  buffer: ArrayBuffer;
  under: number;
  of: [number, number];
}

/** What the name of a mark and a click on it need. */
interface Spot {
  mark: Mark;
  x: number;
  y: number;
  look: MarkLook;
}

const bytes = new Map<string, number>();

/** A colour such as #1d4fb8 as the four bytes that WebGL reads. */
function bytesOf(colour: string): number {
  let known = bytes.get(colour);
  if (known === undefined) {
    const channel = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
    bytes.set(colour, (known = ((255 << 24) | (channel(5) << 16) | (channel(3) << 8) | channel(1)) >>> 0));
  }
  return known;
}

/** The records of a program: what lies under from the first one, what is lit from the one at `under`. */
function records(source: Source, count: number, lit: number) {
  const stride = strideOf(source);
  const under = count - lit;
  const buffer = new ArrayBuffer(stride * count);
  const of: [number, number] = [0, 0];
  return {
    buffer, under, of, ...viewsOf(buffer),
    /** Where the next record begins, in numbers. */
    next: (top: boolean) => ((top ? under + of[1]++ : of[0]++) * stride) / 4,
  };
}

interface Views {
  numbers: Float32Array;
  colours: Uint32Array;
}

const viewsOf = (buffer: ArrayBuffer): Views => ({ numbers: new Float32Array(buffer), colours: new Uint32Array(buffer) });

/** The records of what is not lit, by number: most of them are the same after a step and after a choice. */
class Kept<T extends { number: number }, More> {
  private readonly of: ({ thing: T; more: More } | undefined)[] = [];
  private readonly words: number;
  private views = viewsOf(new ArrayBuffer(0));

  constructor(source: Source) {
    this.words = strideOf(source) / 4;
  }

  /** What was kept with the record of a thing that still is the same, once the record is copied; null if there is none. */
  copy(thing: T, to: Views, at: number): More | null {
    const known = this.of[thing.number];
    if (known?.thing !== thing) return null;
    copyWords(this.views.colours, thing.number * this.words, to.colours, at, this.words);
    return known.more;
  }

  keep(thing: T, more: More, from: Views, at: number): void {
    const first = thing.number * this.words;
    if (first + this.words > this.views.colours.length) {
      const larger = viewsOf(new ArrayBuffer(8 * (first + this.words)));
      larger.colours.set(this.views.colours);
      this.views = larger;
    }
    copyWords(from.colours, at, this.views.colours, first, this.words);
    this.of[thing.number] = { thing, more };
  }
}

/** Faster for nine words than a part of an array. */
function copyWords(from: Uint32Array, first: number, to: Uint32Array, at: number, count: number): void {
  for (let word = 0; word < count; word += 1) to[at + word] = from[first + word]!;
}

type Places = Record<string, readonly [number, number]>;
type Ground = Pick<Looking, 'slots' | 'colours'> & { chosen: boolean; marks: Kept<Mark, Spot>; ties: Kept<Tie, true> };

/** By places; two for each, as all that is not lit is dim while something is chosen. */
const GROUNDS = new WeakMap<Places, Ground[]>();

function groundOf(places: Places, { slots, colours, lit }: Looking): Ground {
  const fits = (ground: Ground) => ground.slots === slots && ground.colours === colours;
  const all = GROUNDS.get(places)?.filter(fits) ?? [];
  GROUNDS.set(places, all);
  const known = all.find((ground) => ground.chosen === (lit !== null));
  if (known) return known;
  const made = { slots, colours, chosen: lit !== null, marks: new Kept<Mark, Spot>(MARKS), ties: new Kept<Tie, true>(TIES) };
  all.push(made);
  return made;
}

export function packed(scene: NetworkScene, places: Places, looking: Looking): Shown {
  const { lit } = looking;
  const ground = groundOf(places, looking);
  const marks = records(MARKS, scene.marks.length, lit?.marks.size ?? 0);
  const lookOf = markLooks(looking);
  const spots: Spot[] = [];
  for (const mark of scene.marks) {
    const place = places[mark.id];
    if (!place) continue;
    const top = lit !== null && lit.marks.has(mark.id);
    const at = marks.next(top);
    const kept = top ? null : ground.marks.copy(mark, marks, at);
    const spot = kept ?? { mark, x: place[0], y: place[1], look: lookOf(mark) };
    spots.push(spot);
    if (kept) continue;
    writeMark(spot, marks, at);
    if (!top) ground.marks.keep(mark, spot, marks, at);
  }
  return { marks, ties: packedTies(scene, places, looking, ground), spots, colours: looking.colours };
}

function writeMark({ mark, x, y, look }: Spot, { numbers, colours }: Views, at: number): void {
  const dashes = look.ringDash ? Math.max(6, Math.round((2 * Math.PI * mark.r) / (look.ringDash * 1.7))) : 0;
  numbers[at] = x;
  numbers[at + 1] = y;
  numbers[at + 2] = mark.r;
  numbers[at + 3] = look.least;
  numbers[at + 4] = FORMS[look.form];
  numbers[at + 5] = look.ringWidth / mark.r;
  numbers[at + 6] = dashes;
  colours[at + 7] = bytesOf(look.ground);
  colours[at + 8] = bytesOf(look.ring);
}

function packedTies(scene: NetworkScene, places: Places, looking: Looking, ground: Ground): Records {
  const { lit } = looking;
  const ties = records(TIES, scene.ties.length, lit?.ties.size ?? 0);
  const lookOf = tieLooks(looking);
  for (const tie of scene.ties) {
    const top = lit !== null && lit.ties.has(tie);
    const at = ties.next(top);
    if (!top && ground.ties.copy(tie, ties, at)) continue;
    const [from, to] = [places[tie.from], places[tie.to]];
    // A tie without places has a record of nothing.
    if (!from || !to) continue;
    writeTie(from, to, lookOf(tie), ties, at);
    if (!top) ground.ties.keep(tie, true, ties, at);
  }
  return ties;
}

function writeTie(from: readonly [number, number], to: readonly [number, number], look: TieLook, { numbers, colours }: Views, at: number): void {
  numbers[at] = from[0];
  numbers[at + 1] = from[1];
  numbers[at + 2] = to[0];
  numbers[at + 3] = to[1];
  numbers[at + 4] = look.size;
  numbers[at + 5] = look.least;
  numbers[at + 6] = look.dash;
  numbers[at + 7] = look.gap;
  colours[at + 8] = bytesOf(look.colour);
}
