// From the network's marks, ties and places to the parts of a drawing.

import { type Label, type LabelWish, placeLabels } from '../labels.ts';
import { mix, slotColour, type Colours } from '../palette.ts';
import type { Mark, NetworkScene, Tie } from './network.ts';
import type { litBy } from './near.ts';
import { diamond, fitText, triangle, wrapText, type Part, type Shape } from './shapes.ts';

export type Places = Record<string, [number, number]>;

export interface Drawing {
  width: number;
  height: number;
  small: boolean;
  places: Places;
  chosen: string | null;
  lit: ReturnType<typeof litBy>;
  slots: Map<string, number>;
  colours: Colours;
  /** Two lines next to a chosen agreement or visit: what it is, and when. */
  caption: (mark: Mark) => string[];
  /** How another record has a mark, or a tie (by its id): sign, and sign with word. */
  change?: (id: string) => [sign: string, words: string] | null;
}

const DASH = [6, 4];
/** Long dashes with a dot between: how two clusters are related; dots alone between them where that is only possible. */
const [RELATED, MAYBE_RELATED] = [[12, 3, 2, 3], [6, 3, 2, 3, 2, 3]];

/** Ties, then marks, then names, each lot with what is lit last: it lies on top. */
export function drawNetwork(scene: NetworkScene, how: Drawing): Part[] {
  const spots = new Map<string, [number, number]>(scene.marks.map((mark) => [mark.id, how.places[mark.id] ?? [how.width / 2, how.height / 2]]));
  const order = [...scene.ties].sort((a, b) => Number(how.lit?.ties.has(a) ?? 0) - Number(how.lit?.ties.has(b) ?? 0));
  const marks = [...scene.marks].sort((a, b) => Number(how.lit?.marks.has(a.id) ?? 0) - Number(how.lit?.marks.has(b.id) ?? 0));
  return [
    ...order.map((tie): Part => ({ kind: 'tie', id: tie.id, shapes: drawTie(tie, spots.get(tie.from)!, spots.get(tie.to)!, how) })),
    ...marks.map((mark): Part => ({ kind: 'mark', id: mark.id, shapes: drawMark(mark, spots.get(mark.id)!, how) })),
    ...labelsOf(scene, spots, how).map((label): Part => ({ kind: 'label', id: label.id, shapes: drawLabel(label, how) })),
    ...scene.ties.flatMap((tie) => drawChange(tie.id, spots.get(tie.from)!, spots.get(tie.to)!, how)),
  ];
}

/** The sign of a tie that another record has otherwise, at its middle. */
function drawChange(id: string, [x1, y1]: [number, number], [x2, y2]: [number, number], how: Drawing): Part[] {
  const change = how.change?.(id);
  return change ? [{ kind: 'label', id: `${id} change`, shapes: [{ t: 'text', x: (x1 + x2) / 2, y: (y1 + y2) / 2, text: change[0], size: 14, bold: true, fill: how.colours.ink, anchor: 'middle', halo: how.colours.bg }] }] : [];
}

/** What fits into a cluster's circle of its name. */
const inside = (mark: Mark, small: boolean) => fitText(mark.text, mark.r * 2 - 2, small ? 11 : 13, true);

function drawTie(tie: Tie, [x1, y1]: [number, number], [x2, y2]: [number, number], how: Drawing): Shape[] {
  const { colours, lit } = how;
  const strong = tie.kind === 'party' || tie.kind === 'visit' || tie.kind === 'relation';
  const full = strong ? colours.ink : colours.muted;
  const bright = lit?.ties.has(tie);
  const stroke = bright ? full : mix(full, colours.bg, lit ? 0.26 : strong ? 0.62 : 0.4);
  const w = tie.kind === 'party' ? (how.small ? 2.4 : 3) : tie.kind === 'visit' || tie.kind === 'relation' ? 1.8 : bright ? 2 : 1.2;
  const dash = tie.kind === 'benefit' || tie.kind === 'cited' ? [1.5, 4] : tie.kind === 'relation' ? (tie.certainty === 'possibly' ? MAYBE_RELATED : RELATED) : tie.certainty === 'possibly' ? DASH : undefined;
  if (!tie.disputed) return [{ t: 'line', x1, y1, x2, y2, stroke, w, dash }];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ox, oy] = [((y2 - y1) / length) * 2.4, (-(x2 - x1) / length) * 2.4];
  return [
    { t: 'line', x1: x1 + ox, y1: y1 + oy, x2: x2 + ox, y2: y2 + oy, stroke, w: w / 2 + 0.4, dash },
    { t: 'line', x1: x1 - ox, y1: y1 - oy, x2: x2 - ox, y2: y2 - oy, stroke, w: w / 2 + 0.4, dash },
    { t: 'text', x: (x1 + x2) / 2, y: (y1 + y2) / 2, text: '≠', size: 15, bold: true, fill: full, anchor: 'middle', halo: colours.bg },
  ];
}

function drawMark(mark: Mark, [x, y]: [number, number], how: Drawing): Shape[] {
  const { colours, lit } = how;
  const chosen = mark.id === how.chosen;
  const near = !lit || lit.marks.has(mark.id);
  const dim = (colour: string) => (near ? colour : mix(colour, colours.bg, 0.5));
  const maybe = mark.certainty === 'possibly';
  const ground = chosen ? colours.chosen : colours.bg;
  const dash = mark.announced ? [1.5, 3.5] : maybe ? DASH : undefined;
  if (mark.form === 'cluster') {
    const w = mark.announced ? 1.5 : how.small ? 3 : 4;
    const text = chosen ? colours.inkOnChosen : near ? colours.ink : colours.muted;
    const size = how.small ? 11 : 13;
    const lift = maybe ? size * 0.48 : 0;
    const shapes: Shape[] = [
      { t: 'circle', x, y, r: mark.r, fill: ground, stroke: dim(slotColour(colours, how.slots.get(mark.id))), w, dash },
      { t: 'text', x, y: y - lift, text: inside(mark, how.small), size, bold: true, fill: text, anchor: 'middle' },
    ];
    if (maybe) shapes.push({ t: 'text', x, y: y + lift + 2, text: '?', size, bold: true, fill: text, anchor: 'middle' });
    return shapes;
  }
  const stroke = near ? colours.ink : mix(colours.ink, colours.bg, 0.5);
  const hollow = maybe || mark.announced;
  const fill = chosen ? colours.chosen : hollow ? colours.bg : stroke;
  if (mark.form === 'city') return [{ t: 'rect', x: x - mark.r, y: y - mark.r, width: mark.r * 2, height: mark.r * 2, r: 4, fill: ground, stroke, w: how.small ? 2.4 : 3, dash }];
  if (mark.form === 'agreement') return [{ t: 'poly', points: diamond(x, y, mark.r), closed: true, fill, stroke, w: chosen || hollow ? 1.8 : 0.8, dash: hollow ? [3, 2] : undefined }];
  if (mark.form === 'visit') return [{ t: 'poly', points: triangle(x, y, mark.r), closed: true, fill, stroke, w: chosen || hollow ? 1.8 : 0.8, dash: hollow ? [3, 2] : undefined }];
  const dot = lit && !lit.marks.has(mark.id) ? mix(colours.muted, colours.bg, 0.5) : lit ? colours.muted : mix(colours.muted, colours.bg, 0.75);
  return [{ t: 'circle', x, y, r: mark.r, fill: chosen ? colours.chosen : maybe ? colours.bg : dot, stroke: chosen ? colours.ink : dot, w: 1.6 }];
}

function labelsOf(scene: NetworkScene, spots: Map<string, [number, number]>, how: Drawing): Label[] {
  const size = 13;
  const wishes: LabelWish[] = [];
  const wish = (mark: Mark, lines: string[], bold: boolean, points = size) => {
    const [x, y] = spots.get(mark.id)!;
    wishes.push({ id: mark.id, x, y, r: mark.r, lines, size: points, bold });
  };
  const named = (mark: Mark, points: number, bold: boolean, sign = '') => {
    const lines = wrapText(mark.label, how.small ? 110 : 160, points, bold, 3);
    lines[lines.length - 1] += sign;
    wish(mark, lines, bold, points);
  };
  for (const mark of scene.marks) if (mark.form === 'city') named(mark, size, true, mark.certainty === 'possibly' ? ' ?' : '');
  // A name that another mark has too, or that does not fit into its circle, is written out next to it.
  for (const mark of scene.marks) if (mark.form === 'cluster' && (mark.label !== mark.text || inside(mark, how.small) !== mark.text)) named(mark, 12, false);
  for (const mark of scene.marks) {
    const near = how.lit?.marks.has(mark.id);
    if ((mark.form === 'agreement' || mark.form === 'visit') && mark.id === how.chosen) wish(mark, how.caption(mark), false, 12);
    if (mark.form === 'organisation' && near) named(mark, 12, mark.id === how.chosen);
  }
  for (const mark of scene.marks) {
    const change = how.change?.(mark.id);
    const [x, y] = spots.get(mark.id)!;
    if (change) wishes.push({ id: `${mark.id} change`, x, y, r: mark.r, lines: [change[1]], size: 12, bold: true });
  }
  // The other organisations have their names where there is room.
  for (const mark of how.lit ? [] : scene.marks) if (mark.form === 'organisation') {
    const [x, y] = spots.get(mark.id)!;
    wishes.push({ id: mark.id, x, y, r: mark.r, lines: wrapText(mark.label, how.small ? 76 : 120, how.small ? 11 : 12, false, 2), size: how.small ? 11 : 12, optional: true });
  }
  const marks = scene.marks.map((mark) => {
    const [x, y] = spots.get(mark.id)!;
    return { x: x - mark.r, y: y - mark.r, width: mark.r * 2, height: mark.r * 2 };
  });
  const ties = scene.ties.map((tie) => [...spots.get(tie.from)!, ...spots.get(tie.to)!] as [number, number, number, number]);
  return placeLabels(wishes, marks, ties, { x: 0, y: 0, width: how.width, height: how.height });
}

function drawLabel(label: Label, how: Drawing): Shape[] {
  const near = !label.optional && (!how.lit || how.lit.marks.has(label.id));
  const fill = near ? how.colours.ink : how.colours.muted;
  return label.lines.map((text, line) => ({
    t: 'text', x: label.tx, y: label.ty + line * label.size * 1.2, text, size: label.size, bold: label.bold, fill, anchor: label.anchor, halo: how.colours.bg,
  }));
}
