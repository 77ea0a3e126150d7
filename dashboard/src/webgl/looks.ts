// What a mark and a tie of a large picture look like: the grammar of the small one, as far as WebGL's forms go.

import { mix, slotColour, type Colours } from '../palette.ts';
import type { Mark, Tie } from '../scene/network.ts';
import type { litBy } from '../scene/near.ts';

export interface MarkLook {
  form: 'circle' | 'square' | 'diamond' | 'triangle';
  /** Pixels of the screen that its radius has at least; 0 for what may become as small as the sheet makes it. */
  least: number;
  /** The ground inside the ring. */
  ground: string;
  ring: string;
  /** Width of the ring and length of its dashes, in pixels of the sheet; no dashes for a solid one. */
  ringWidth: number;
  ringDash: number;
  nameColour: string;
  nameShown: 'auto' | 'always' | 'never';
  /** Whether it lies over what is not lit. */
  top: boolean;
}

export interface TieLook {
  colour: string;
  size: number;
  /** Pixels of the screen that it is wide at least. */
  least: number;
  /** In pixels of the screen; 0 and 0 for a solid line. */
  dash: number;
  gap: number;
  top: boolean;
}

export interface Looking {
  chosen: string | null;
  lit: ReturnType<typeof litBy>;
  slots: Map<string, number>;
  colours: Colours;
}

const FORM = { cluster: 'circle', organisation: 'circle', city: 'square', agreement: 'diamond', visit: 'triangle' } as const;
const FORMS = Object.keys(FORM);

/** What is chosen, and what belongs to it, is seen however small the sheet is on the screen. */
const LEAST = { cluster: 8, city: 6, agreement: 6, visit: 6, organisation: 4.5 } as const;
const LEAST_CHOSEN = 11;
const LEAST_TIE = 1.5;

/** The look of any mark under the same choice: marks that look the same share it. */
export function markLooks({ chosen, lit, slots, colours }: Looking): (mark: Mark) => MarkLook {
  const known = new Map<number, MarkLook>();
  return (mark) => {
    const near = !lit || lit.marks.has(mark.id);
    const here = mark.id === chosen;
    const hollow = mark.certainty === 'possibly' || mark.announced;
    const slot = mark.form === 'cluster' ? slots.get(mark.id) : undefined;
    const key = FORMS.indexOf(mark.form) + 8 * (Number(near) + 2 * Number(here) + 4 * Number(hollow) + 8 * Number(mark.announced) + 16 * ((slot ?? -1) + 1));
    const shared = known.get(key);
    if (shared) return shared;
    const own = mark.form === 'cluster' ? slotColour(colours, slot) : mark.form === 'organisation' ? colours.muted : colours.ink;
    const shade = near ? own : mix(own, colours.bg, 0.35);
    const look: MarkLook = {
      form: FORM[mark.form], least: here ? LEAST_CHOSEN : lit && near ? LEAST[mark.form] : 0,
      ground: here ? colours.chosen : hollow || mark.form === 'cluster' || mark.form === 'city' ? colours.bg : shade, ring: here ? colours.ink : shade,
      ringWidth: mark.form === 'cluster' ? 5 : mark.form === 'city' ? 3 : 2, ringDash: mark.announced ? 3 : hollow ? 8 : 0,
      nameColour: near ? colours.ink : colours.muted, nameShown: here ? 'always' : near ? 'auto' : 'never', top: !!lit && near,
    };
    known.set(key, look);
    return look;
  };
}

/** What is written at a mark. */
export const nameOf = (mark: Mark): string => (mark.certainty === 'possibly' ? `${mark.label} ?` : mark.label);

/** The look of any tie under the same choice: ties that look the same share it. */
export function tieLooks({ lit, colours }: Looking): (tie: Tie) => TieLook {
  const shade = (full: string, share: number) => ({ bright: full, dim: mix(full, colours.bg, lit ? 0.14 : share) });
  const [strong, weak] = [shade(colours.ink, 0.5), shade(colours.muted, 0.22)];
  const known: TieLook[] = [];
  return (tie) => {
    const related = tie.kind === 'relation';
    const main = tie.kind === 'party' || tie.kind === 'visit' || related;
    const bright = lit?.ties.has(tie) ?? false;
    const dotted = tie.kind === 'benefit' || tie.kind === 'cited';
    const possibly = tie.certainty === 'possibly';
    return (known[Number(main) + 2 * Number(bright) + 4 * Number(dotted) + 8 * Number(possibly) + 16 * Number(related)] ??= {
      colour: (main ? strong : weak)[bright ? 'bright' : 'dim'], size: bright ? 2.4 : main ? 2 : 1.2, least: bright ? LEAST_TIE : 0,
      dash: dotted ? 2 : related ? 14 : possibly ? 6 : 0, gap: related ? (possibly ? 8 : 3) : dotted || possibly ? 5 : 0, top: bright,
    });
  };
}
