// The network's places, computed once per record and size of screen, then stretched to the width there is.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Link, Point } from './layout.ts';
import { stretched } from './parting.ts';
import type { Network } from './answers.ts';
import type { Lang } from './names.ts';
import { itemsOf, networkScene } from './scene/network.ts';
import type { Places } from './scene/networkdraw.ts';

interface Layout {
  points: Point[];
  places: Places;
}

export interface Placing {
  /** The record whose places are known, with them: the requested one, or the previous one while that is computed. */
  placed: { network: Network; places: Places } | null;
  failed: boolean;
  retry(): void;
}

/** By the answer itself: a position alone does not identify the record ("known at" another one has the same). */
const computed = new WeakMap<Network, Map<string, Layout>>();
const WORKER_ABOVE = 200;
const LENGTH: Record<string, number> = { party: 92, visit: 86, benefit: 86, cited: 90, role: 78, represents: 58 };

/** The points and springs of the complete record: no day moves any of them. */
export function springs(network: Network, lang: Lang, small: boolean): { points: Point[]; links: Link[] } {
  const scene = networkScene(itemsOf(network).map((item) => ({ ...item, certainty: 'yes' as const })), lang, small);
  const scale = small ? 0.62 : 1;
  return {
    points: scene.marks.map((mark) => ({ id: mark.id, r: mark.form === 'city' ? mark.r + (small ? 14 : 10) : mark.r })),
    links: scene.ties.map((tie) => ({ from: tie.from, to: tie.to, length: (LENGTH[tie.kind] ?? 80) * scale })),
  };
}

export function usePlaces(network: Network | null, width: number, height: number, small: boolean): Placing {
  const nominal = small ? 350 : 980;
  const key = `${nominal}x${height}`;
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!network || computed.get(network)?.has(key)) return;
    // Radii follow the abbreviations, which no language changes: one layout for both.
    const { points, links } = springs(network, 'pl', small);
    return lay(points, links, nominal, height, (places) => {
      const layouts = computed.get(network) ?? new Map<string, Layout>();
      computed.set(network, layouts.set(key, { points, places }));
      setFailed(false);
      setRound((count) => count + 1);
    }, () => setFailed(true));
  }, [network, key, failed]);

  const last = useRef<Network | null>(null);
  if (network && computed.get(network)?.has(key)) last.current = network;
  const shown = last.current;
  const layout = shown ? computed.get(shown)?.get(key) : undefined;
  const placed = useMemo(
    () => (shown && layout && width ? { network: shown, places: stretched(layout.points, layout.places, width / nominal, width, height) } : null),
    [shown, layout, width, height, round],
  );
  return { placed, failed, retry: () => setFailed(false) };
}

/** Computes the places, off the page's thread when they are many; gives a way to stop. */
function lay(points: Point[], links: Link[], width: number, height: number, done: (places: Places) => void, failed: () => void): () => void {
  let wanted = true;
  if (points.length > WORKER_ABOVE) {
    const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Places>) => (worker.terminate(), done(data));
    worker.onerror = () => (worker.terminate(), failed());
    worker.postMessage({ points, links, width, height });
    return () => worker.terminate();
  }
  import('./layout.ts').then(({ layout }) => wanted && done(layout(points, links, width, height)), () => wanted && failed());
  return () => void (wanted = false);
}
