// The WebGL drawing of a large network: marks and ties as instances of two programs, names on a canvas over them.

import { FONT } from '../scene/shapes.ts';
import type { NetworkScene } from '../scene/network.ts';
import { overview, scaleOf, toScreen, zoomed, type Camera, type Size } from './camera.ts';
import { listen } from './gestures.ts';
import { nameOf, type Looking } from './looks.ts';
import { placeNames, SIZE, type Wish } from './names.ts';
import { packed, type Shown } from './pack.ts';
import { compile, makeProgram, type Program } from './program.ts';
import { MARKS, TIES } from './shaders.ts';

export interface Settings {
  size: Size;
  places: Record<string, [number, number]>;
  messages: { wheel: string; appleWheel: string; touch: string };
  onChoose(id: string | null): void;
  /** The camera has moved: what lies over the drawing moves too. */
  onMove(): void;
}

export interface GraphDrawing {
  /** Shows these marks and ties, and nothing else. */
  show(scene: NetworkScene, how: Looking): void;
  /** Where a place of the sheet is on the screen, and how many pixels of the screen a pixel of the sheet takes. */
  project(x: number, y: number): { x: number; y: number; scale: number };
  zoom(factor: number): void;
  /** Brings a place of the sheet to the middle, at least as close as `ratio`. */
  goTo(x: number, y: number, ratio: number): void;
  reset(): void;
  kill(): void;
}

/** Pixels of the screen from which a mark has its name, and by which a click may miss it. */
const [NAMED, MISSED] = [4, 6];
/** Milliseconds for which a note on gestures is shown. */
const NOTE = 1_500;

export function drawGraph(container: HTMLElement, how: Settings): GraphDrawing {
  const canvas = container.appendChild(document.createElement('canvas'));
  // The picture is kept, for the printer asks for it later.
  const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false, preserveDrawingBuffer: true });
  if (!gl) {
    canvas.remove();
    throw new Error('WebGL 2 is not there');
  }
  const over = container.appendChild(document.createElement('canvas'));
  const note = container.appendChild(Object.assign(document.createElement('p'), { className: 'gesture', hidden: true }));
  const pen = over.getContext('2d')!;
  let programs: { marks: Program; ties: Program } | null = null;
  let camera = overview(how.size);
  let screen: Size = [container.clientWidth, container.clientHeight];
  let shown: Shown | null = null;
  let frame = 0;
  const scale = () => scaleOf(camera, screen, how.size);

  const prepare = () => {
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const [marks, ties] = [compile(gl, MARKS), compile(gl, TIES)];
    programs = { marks: makeProgram(gl, marks), ties: makeProgram(gl, ties) };
    load();
  };
  const load = () => {
    if (!shown || !programs) return;
    programs.marks.load(shown.marks.buffer);
    programs.ties.load(shown.ties.buffer);
  };
  let fitted = '';
  const fit = () => {
    screen = [container.clientWidth, container.clientHeight];
    const size = `${screen} ${devicePixelRatio}`;
    // An observer reports the size that was there when it began, too: a second drawing of the same.
    if (size === fitted) return;
    fitted = size;
    for (const each of [canvas, over]) {
      [each.width, each.height] = screen.map((length) => Math.max(1, Math.round(length * devicePixelRatio))) as Size;
      Object.assign(each.style, { width: `${screen[0]}px`, height: `${screen[1]}px` });
    }
    redraw();
  };
  const redraw = () => (frame ||= requestAnimationFrame(draw));
  const draw = () => {
    frame = 0;
    if (!shown || !programs || gl.isContextLost()) return;
    const at = scale();
    const uniforms = { u_screen: screen, u_centre: [camera.x, camera.y], u_scale: [at] };
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const { marks, ties } = shown;
    // What is lit lies over all the rest.
    for (const top of [0, 1] as const) {
      programs.ties.draw(uniforms, top && ties.under, ties.of[top]);
      programs.marks.draw({ ...uniforms, u_sharp: [devicePixelRatio] }, top && marks.under, marks.of[top]);
    }
    drawNames(at);
  };
  const drawNames = (at: number) => {
    const wishes: Wish[] = [];
    for (const spot of shown!.spots) {
      const { look } = spot;
      const r = Math.max(spot.mark.r * at, look.least);
      if (look.nameShown === 'never' || (look.nameShown === 'auto' && r < NAMED)) continue;
      const { x, y } = toScreen(camera, screen, at, spot.x, spot.y);
      if (x > 0 && y > 0 && x < screen[0] && y < screen[1]) wishes.push({ text: nameOf(spot.mark), x, y, r, rank: Number(look.top), always: look.nameShown === 'always', colour: look.nameColour });
    }
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, ...screen);
    Object.assign(pen, { font: `${SIZE}px ${FONT}`, textBaseline: 'middle', lineJoin: 'round', lineWidth: 3, strokeStyle: shown!.colours.bg });
    for (const { text, x, y, colour } of placeNames(wishes, screen[0])) {
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    }
  };
  const move = (next: Camera) => {
    camera = next;
    redraw();
    how.onMove();
  };
  const hit = (x: number, y: number): string | null => {
    const at = scale();
    let [nearest, least] = [null as string | null, Number.POSITIVE_INFINITY];
    for (const spot of shown?.spots ?? []) {
      const place = toScreen(camera, screen, at, spot.x, spot.y);
      const off = Math.hypot(place.x - x, place.y - y) - Math.max(spot.mark.r * at, spot.look.least);
      if (off <= MISSED && off < least) [nearest, least] = [spot.mark.id, off];
    }
    return nearest;
  };
  let noted: ReturnType<typeof setTimeout> | undefined;
  const stop = listen(container, {
    onClick: (x, y) => how.onChoose(hit(x, y)),
    onMove: (dx, dy) => move({ ...camera, x: camera.x - dx / scale(), y: camera.y - dy / scale() }),
    onZoom: (factor, x, y) => move(zoomed(camera, factor, scale(), x - screen[0] / 2, y - screen[1] / 2)),
    onScroll(by) {
      note.textContent = by === 'touch' ? how.messages.touch : /Mac|iP/.test(navigator.platform) ? how.messages.appleWheel : how.messages.wheel;
      note.hidden = false;
      clearTimeout(noted);
      noted = setTimeout(() => (note.hidden = true), NOTE);
    },
  });
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', () => (prepare(), redraw()));
  const resized = new ResizeObserver(fit);
  resized.observe(container);
  prepare();
  fit();

  return {
    show(scene, looking) {
      shown = packed(scene, how.places, looking);
      load();
      redraw();
    },
    project(x, y) {
      const at = scale();
      return { ...toScreen(camera, screen, at, x, y), scale: at };
    },
    zoom: (factor) => move(zoomed(camera, factor, scale())),
    goTo: (x, y, ratio) => move({ x, y, ratio: Math.min(ratio, camera.ratio) }),
    reset: () => move(overview(how.size)),
    kill() {
      cancelAnimationFrame(frame);
      clearTimeout(noted);
      resized.disconnect();
      stop();
      // A browser keeps only so many contexts.
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      container.replaceChildren();
    },
  };
}
