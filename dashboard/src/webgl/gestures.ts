// What hands do with a large picture: a drag and two fingers move it, Ctrl with the wheel and two fingers zoom it.
// The wheel alone and one finger scroll the page, and a note says how to zoom.

export interface Gestures {
  /** A click at a place of the picture, which no movement came before. */
  onClick(x: number, y: number): void;
  onMove(dx: number, dy: number): void;
  onZoom(factor: number, x: number, y: number): void;
  /** Somebody scrolls over the picture, perhaps to zoom it. */
  onScroll(how: 'wheel' | 'touch'): void;
}

/** Pixels by which the pointer moves before it drags. */
const STILL = 4;
/** How much a step of the wheel zooms. */
const WHEEL = 0.0022;

export function listen(element: HTMLElement, to: Gestures): () => void {
  const stopping = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void, options: AddEventListenerOptions = {}) => element.addEventListener(type, act, { ...options, signal: stopping.signal });
  const at = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const box = element.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };
  let from: { x: number; y: number; dragging: boolean } | null = null;
  let dragged = false;
  on('pointerdown', (event) => {
    if (event.button || event.pointerType === 'touch') return;
    [from, dragged] = [{ x: event.clientX, y: event.clientY, dragging: false }, false];
  });
  on('pointermove', (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.dragging && Math.hypot(dx, dy) < STILL) return;
    if (!from.dragging) element.setPointerCapture(event.pointerId);
    dragged = true;
    from = { x: event.clientX, y: event.clientY, dragging: true };
    to.onMove(dx, dy);
  });
  on('pointerup', () => (from = null));
  on('pointercancel', () => (from = null));
  on('click', (event) => {
    if (!dragged) to.onClick(...at(event));
    dragged = false;
  });
  on('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return to.onScroll('wheel');
    event.preventDefault();
    // Lines and pages of old wheels, as pixels.
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode]!;
    to.onZoom(Math.exp(-Math.max(-400, Math.min(400, pixels)) * WHEEL), ...at(event));
  }, { passive: false });

  let fingers: { x: number; y: number; apart: number } | null = null;
  const two = ({ touches: [one, other] }: TouchEvent) => {
    const [a, b] = [at(one!), at(other!)];
    return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart: Math.hypot(a[0] - b[0], a[1] - b[1]) };
  };
  on('touchstart', (event) => (fingers = event.touches.length === 2 ? two(event) : null), { passive: true });
  on('touchmove', (event) => {
    if (event.touches.length !== 2 || !fingers) return event.touches.length === 1 ? to.onScroll('touch') : undefined;
    event.preventDefault();
    const now = two(event);
    to.onMove(now.x - fingers.x, now.y - fingers.y);
    if (fingers.apart) to.onZoom(now.apart / fingers.apart, now.x, now.y);
    fingers = now;
  }, { passive: false });
  on('touchend', () => (fingers = null));
  return () => stopping.abort();
}
