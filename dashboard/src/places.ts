// The network's places, found once per record and box.

import { useEffect, useState } from 'preact/hooks';
import type { Link, Point } from './layout.ts';
import type { Lang, Network } from './record.ts';
import { itemsOf, networkScene } from './scene/network.ts';
import type { Places } from './scene/networkdraw.ts';

const found = new Map<string, Places>();
const WORKER_ABOVE = 200;
const LENGTH: Record<string, number> = { party: 92, visit: 86, benefit: 86, cited: 90, role: 78, represents: 58 };

/** The points and springs of the whole record: no day moves any of them. */
export function springs(network: Network, lang: Lang, small: boolean): { points: Point[]; links: Link[] } {
  const scene = networkScene(itemsOf(network).map((item) => ({ ...item, certainty: 'yes' as const })), lang, small);
  const scale = small ? 0.62 : 1;
  return {
    points: scene.marks.map((mark) => ({ id: mark.id, r: mark.form === 'city' ? mark.r + (small ? 14 : 10) : mark.r })),
    links: scene.ties.map((tie) => ({ from: tie.from, to: tie.to, length: (LENGTH[tie.kind] ?? 80) * scale })),
  };
}

export function usePlaces(network: Network | null, position: number, width: number, height: number, small: boolean): Places | null {
  // Radii follow the abbreviations, which no language changes: one layout for both.
  const key = `${position} ${width}x${height}`;
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!network || found.has(key)) return;
    let asked = true;
    const keep = (places: Places) => {
      found.set(key, places);
      if (asked) redraw((count) => count + 1);
    };
    const { points, links } = springs(network, 'pl', small);
    if (points.length > WORKER_ABOVE) {
      const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<Places>) => (keep(data), worker.terminate());
      worker.postMessage({ points, links, width, height });
    } else void import('./layout.ts').then(({ layout }) => keep(layout(points, links, width, height)));
    return () => void (asked = false);
  }, [network, key]);
  return found.get(key) ?? null;
}
