// The key: only marks that the picture has, drawn by the same hand.

import { useWords } from '../app.ts';
import { drawBar, type BarForm } from '../scene/bars.ts';
import { diamond, triangle, type Shape } from '../scene/shapes.ts';
import { Drawing } from './Drawing.tsx';

export type Sign = 'cluster' | 'maybeCluster' | 'announced' | 'city' | 'organisation' | 'agreement' | 'visit' | 'party' | 'maybe' | 'benefit' | 'role' | 'relation';
export type BarSign = BarForm | 'inferred' | 'life';

export function useSigns(): (sign: Sign) => { shapes: Shape[]; width: number } {
  const { colours } = useWords();
  const { bg, muted } = colours;
  const line = (w: number, dash?: number[]): Shape[] => [{ t: 'line', x1: 1, y1: 9, x2: 29, y2: 9, stroke: muted, w, dash }];
  return (sign) => {
    const shapes: Record<Sign, Shape[]> = {
      cluster: [{ t: 'circle', x: 9, y: 9, r: 6.6, fill: bg, stroke: muted, w: 2.4 }],
      maybeCluster: [{ t: 'circle', x: 9, y: 9, r: 6.6, fill: bg, stroke: muted, w: 2.4, dash: [3.4, 2] }],
      announced: [{ t: 'circle', x: 9, y: 9, r: 5.4, fill: bg, stroke: muted, w: 1.3, dash: [1.5, 2] }],
      city: [{ t: 'rect', x: 3, y: 3, width: 12, height: 12, r: 2.5, fill: bg, stroke: muted, w: 2.2 }],
      organisation: [{ t: 'circle', x: 9, y: 9, r: 4.6, fill: muted }],
      agreement: [{ t: 'poly', points: diamond(9, 9, 7), closed: true, fill: muted }],
      visit: [{ t: 'poly', points: triangle(9, 10, 7), closed: true, fill: muted }],
      party: line(2.6), maybe: line(1.8, [6, 4]), benefit: line(1.6, [1.5, 3.5]), role: line(1.2), relation: line(1.8, [12, 3, 2, 3]),
    };
    return { shapes: shapes[sign], width: ['party', 'maybe', 'benefit', 'role', 'relation'].includes(sign) ? 30 : 18 };
  };
}

/** Bars for the key. */
export function useBarSigns(): (sign: BarSign) => Shape[] {
  const { colours } = useWords();
  return (sign) => {
    if (sign === 'life') return [{ t: 'line', x1: 2, y1: 9, x2: 18, y2: 9, stroke: colours.muted, w: 1.8, dash: [1.8, 4] }, { t: 'line', x1: 18, y1: 9, x2: 42, y2: 9, stroke: colours.muted, w: 2 }];
    const form: BarForm = sign === 'inferred' ? 'day' : sign;
    const [x0, x1] = form === 'day' ? [22, 22] : form === 'month' ? [17, 27] : [6, 38];
    return drawBar({ form, x0, x1, inferred: sign === 'inferred', disputed: false, unsourced: false }, 9, 11, colours.muted, colours.bg);
  };
}

export function Legend({ signs, bars, folded, title }: { signs: Sign[]; bars: BarSign[]; folded: boolean; title?: string }) {
  const { t } = useWords();
  const sign = useSigns();
  const bar = useBarSigns();
  const words: Record<string, string> = { ...t.legend, unknown: t.dates.unknown };
  const entries = (
    <ul class="legend" aria-label={t.legend.title}>
      {signs.map((each) => <li key={each}><Drawing parts={[{ kind: 'mark', id: each, shapes: sign(each).shapes }]} width={sign(each).width} height={18} /> {words[each]}</li>)}
      {bars.map((each) => <li key={each}><Drawing parts={[{ kind: 'bar', id: each, shapes: bar(each) }]} width={44} height={18} /> {words[each]}</li>)}
    </ul>
  );
  if (!folded) return entries;
  return <details class="key"><summary>{title ?? t.legend.title}</summary>{entries}</details>;
}
