// Points that overlap are pushed apart, without chance: the same points always end in the same places.

export interface Disc {
  id: string;
  /** Radius kept free around the point, in pixels. */
  r: number;
  x: number;
  y: number;
}

const SPACE = 7;
const ROUNDS = 30;

/** Moves the discs apart, inside a box of `width` × `height`, for as long as any overlap (but not for ever). */
export function part(discs: Disc[], width: number, height: number): void {
  for (let round = 0; round < ROUNDS; round += 1) if (!partOnce(discs, width, height)) return;
}

function partOnce(discs: Disc[], width: number, height: number): boolean {
  let moved = false;
  for (let i = 0; i < discs.length; i += 1) {
    for (let j = i + 1; j < discs.length; j += 1) {
      const [a, b] = [discs[i]!, discs[j]!];
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const distance = Math.hypot(dx, dy);
      const lack = a.r + b.r + SPACE - distance;
      if (lack <= 0.05) continue;
      moved = true;
      // Two points in one place part sideways.
      const [ux, uy] = distance ? [dx / distance, dy / distance] : [1, 0];
      a.x -= (ux * lack) / 2;
      a.y -= (uy * lack) / 2;
      b.x += (ux * lack) / 2;
      b.y += (uy * lack) / 2;
    }
  }
  for (const disc of discs) {
    disc.x = Math.min(width - disc.r - 4, Math.max(disc.r + 4, disc.x));
    disc.y = Math.min(height - disc.r - 4, Math.max(disc.r + 4, disc.y));
  }
  return moved;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

export function placesOf(discs: Disc[]): Record<string, [number, number]> {
  return Object.fromEntries(discs.map(({ id, x, y }) => [id, [rounded(x), rounded(y)]]));
}
