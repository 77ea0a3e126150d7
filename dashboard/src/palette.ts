// Colours of marks. Twelve are not enough to distinguish clusters, so the abbreviation is written at every mark.

export type Theme = 'light' | 'dark';

export interface Colours {
  bg: string;
  surface: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  focus: string;
  chosen: string;
  inkOnChosen: string;
  slots: string[];
}

export const PALETTE: Record<Theme, Colours> = {
  light: {
    bg: '#ffffff', surface: '#f5f6f8', ink: '#171b22', muted: '#525a68', line: '#c6ccd5', accent: '#1d4fb8', focus: '#0b57d0', chosen: '#ffdd57', inkOnChosen: '#171b22',
    slots: ['#592d6b', '#1f4900', '#8587c0', '#a49153', '#007548', '#8b6904', '#d4626c', '#436ad4', '#008a83', '#883a2c', '#2f38a0', '#004e4a'],
  },
  dark: {
    bg: '#12161d', surface: '#1a2029', ink: '#e8ebf0', muted: '#a7b0be', line: '#3c4654', accent: '#8fb4ff', focus: '#8fb4ff', chosen: '#b98900', inkOnChosen: '#171b22',
    slots: ['#daadef', '#ade992', '#6564b3', '#88783e', '#72ae8b', '#e9b834', '#a7696b', '#749bfd', '#00867f', '#ffd2c8', '#d3ddff', '#00cfc5'],
  },
};

/** A colour between two, `share` of the first. Mixed, not transparent: lines would shine through. */
export function mix(one: string, other: string, share: number): string {
  const key = `${one}${other}${share}`;
  const known = MIXED.get(key);
  if (known) return known;
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const hex = [1, 3, 5].map((at) => Math.round(channel(one, at) * share + channel(other, at) * (1 - share)).toString(16).padStart(2, '0'));
  const mixed = `#${hex.join('')}`;
  MIXED.set(key, mixed);
  return mixed;
}

/** The few mixtures there are: each is asked for thousands of times. */
const MIXED = new Map<string, string>();

/**
 * Which colour each cluster has. `chosen` (the address's `c`) come first, in their order; with at most twelve
 * clusters the others follow, beyond that they have none (and are muted).
 */
export function slotsOf(clusters: string[], chosen: string[]): Map<string, number> {
  const first = chosen.map((id) => `cluster-${id}`).filter((id) => clusters.includes(id));
  const rest = clusters.length <= 12 ? clusters.filter((id) => !first.includes(id)) : [];
  return new Map([...first, ...rest].slice(0, 12).map((id, slot) => [id, slot]));
}

/** A slot's colour; clusters without one are muted. */
export function slotColour(colours: Colours, slot: number | undefined): string {
  return (slot === undefined ? undefined : colours.slots[slot]) ?? colours.muted;
}
