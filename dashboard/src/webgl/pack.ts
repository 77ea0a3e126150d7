// Marks and ties as the records of the two programs: each step and each choice makes those of all that is shown.

import type { Mark, NetworkScene } from '../scene/network.ts';
import { markLooks, tieLooks, type Looking, type MarkLook } from './looks.ts';
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
function records(source: Source, looks: { top: boolean }[]) {
  const stride = strideOf(source);
  const under = looks.reduce((count, look) => count + Number(!look.top), 0);
  const buffer = new ArrayBuffer(stride * looks.length);
  const of: [number, number] = [0, 0];
  return {
    buffer, under, of, numbers: new Float32Array(buffer), colours: new Uint32Array(buffer),
    /** Where the next record begins, in numbers. */
    next: (top: boolean) => ((top ? under + of[1]++ : of[0]++) * stride) / 4,
  };
}

export function packed(scene: NetworkScene, places: Record<string, readonly [number, number]>, looking: Looking): Shown {
  const looks = scene.marks.map(markLooks(looking));
  const marks = records(MARKS, looks);
  const { numbers, colours } = marks;
  const spots: Spot[] = [];
  // By the numbers of marks: ties look their ends up here.
  const at: (readonly [number, number] | undefined)[] = [];
  scene.marks.forEach((mark, index) => {
    const [look, place] = [looks[index]!, places[mark.id]];
    if (!place) return;
    at[mark.number] = place;
    const dashes = look.ringDash ? Math.max(6, Math.round((2 * Math.PI * mark.r) / (look.ringDash * 1.7))) : 0;
    let next = marks.next(look.top);
    numbers[next++] = place[0];
    numbers[next++] = place[1];
    numbers[next++] = mark.r;
    numbers[next++] = look.least;
    numbers[next++] = FORMS[look.form];
    numbers[next++] = look.ringWidth / mark.r;
    numbers[next++] = dashes;
    colours[next++] = bytesOf(look.ground);
    colours[next++] = bytesOf(look.ring);
    spots.push({ mark, x: place[0], y: place[1], look });
  });
  return { marks, ties: packedTies(scene, at, looking), spots, colours: looking.colours };
}

function packedTies(scene: NetworkScene, at: (readonly [number, number] | undefined)[], looking: Looking): Records {
  const looks = scene.ties.map(tieLooks(looking));
  const ties = records(TIES, looks);
  const { numbers, colours } = ties;
  let [before, colour] = ['', 0];
  scene.ties.forEach((tie, index) => {
    const look = looks[index]!;
    const [from, to] = [at[tie.ends[0]], at[tie.ends[1]]];
    if (!from || !to) return;
    // Most ties have the colour of the one before.
    if (look.colour !== before) [before, colour] = [look.colour, bytesOf(look.colour)];
    let next = ties.next(look.top);
    numbers[next++] = from[0];
    numbers[next++] = from[1];
    numbers[next++] = to[0];
    numbers[next++] = to[1];
    numbers[next++] = look.size;
    numbers[next++] = look.least;
    numbers[next++] = look.dash;
    numbers[next++] = look.gap;
    colours[next++] = colour;
  });
  return ties;
}
