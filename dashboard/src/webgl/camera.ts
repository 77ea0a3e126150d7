// Which part of a sheet is on the screen: pure numbers, with the sheet's middle in sight and all of it fitted at the ratio 1.

export interface Camera {
  /** The place of the sheet, in its pixels, that is in the middle of the screen. */
  x: number;
  y: number;
  /** How much of the sheet is in sight: 1 for all of it, less when it is nearer. */
  ratio: number;
}

export type Size = [width: number, height: number];

/** Pixels of the screen around the sheet when all of it is in sight. */
const AROUND = 8;
const [NEAREST, FARTHEST] = [0.01, 1.5];

export const overview = ([width, height]: Size): Camera => ({ x: width / 2, y: height / 2, ratio: 1 });

/** Pixels of the screen that one of the sheet takes. */
export function scaleOf(camera: Camera, screen: Size, sheet: Size): number {
  return Math.max(1e-6, Math.min((screen[0] - 2 * AROUND) / sheet[0], (screen[1] - 2 * AROUND) / sheet[1])) / camera.ratio;
}

export function toScreen(camera: Camera, screen: Size, scale: number, x: number, y: number): { x: number; y: number } {
  return { x: screen[0] / 2 + (x - camera.x) * scale, y: screen[1] / 2 + (y - camera.y) * scale };
}

/** Nearer by a factor (farther by one below 1); the place of the screen at `x`, `y` from its middle stays where it is. */
export function zoomed(camera: Camera, factor: number, scale: number, x = 0, y = 0): Camera {
  const ratio = Math.min(FARTHEST, Math.max(NEAREST, camera.ratio / factor));
  const stays = (1 - ratio / camera.ratio) / scale;
  return { x: camera.x + x * stays, y: camera.y + y * stays, ratio };
}
