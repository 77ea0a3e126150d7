// The shapes of the read API (projections, base + 2), as the page uses them.

export type Lang = 'pl' | 'en';
/** A text by language tag. */
export type Text = Record<string, string>;
export type Day = string;
export type Certainty = 'yes' | 'possibly';
/** Earliest and latest day; null is open or unknown. */
export type Bounds = [Day | null, Day | null];

export interface FuzzyDate {
  edtf: string | null;
  earliest: Day | null;
  latest: Day | null;
  phrase?: string | null;
  inferred_from?: string | null;
}

export interface Source {
  id: string;
  locator?: string | null;
  title: Text;
  language?: string | null;
  url?: string | null;
  published?: Day | null;
  translation_of?: string | null;
}

export interface Ref {
  id: string;
  kind: string;
  names: Text;
  abbreviation?: string | null;
  label: string;
}

export interface Interval {
  start: Bounds;
  end: Bounds | null;
}

export interface Opinion {
  event: string;
  by: Ref;
  reason: string | null;
  sources: Source[];
}

export interface Fact {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  /** Who says that it is wrong, and who that it is right. */
  disputes?: Opinion[];
  confirmations?: Opinion[];
  inferred: boolean;
  mode?: string;
  recorded_from: number;
  recorded_at: string;
  interval: Interval;
}

export interface Place {
  label: string;
  party: Ref | null;
}

export interface Delegate {
  side?: 'visitor' | 'host';
  person: string | null;
  function: Text | null;
  organisation: Ref | null;
}

export interface AgreementParty {
  party: Ref;
  represented_by: Ref | null;
  signatories: Delegate[];
  signed: FuzzyDate | null;
  event: string;
}

export interface ClusterRow extends Fact {
  ref: Ref;
  stage: 'announced' | 'founded';
}

export interface Agreement extends Fact {
  ref: Ref;
  kind: string;
  subject: Text;
  binding: boolean | null;
  state: 'proposed' | 'concluded';
  parties: AgreementParty[];
  beneficiaries: Ref[];
  place: Place | null;
  conference: Ref | null;
  others: boolean;
  signatures: { signed: number; listed: number };
}

/** An agreement as the register has it on a day. */
export interface RegisterEntry {
  ref: Ref;
  states: { state: string; certainty: Certainty }[];
}

export interface Visit extends Fact {
  ref: Ref;
  kind: string;
  host: Ref;
  visitors: Ref[];
  clusters: Ref[];
  sites: Ref[];
  place: Place | null;
  delegates: Delegate[];
  purpose: Text | null;
  outcomes: { event: string; text: Text; leads_to: Ref | null }[];
}

export interface Role extends Fact {
  cluster: Ref;
  party: Ref;
  role: string;
}

export interface Network {
  clusters: ClusterRow[];
  parties: Ref[];
  agreements: Agreement[];
  visits: Visit[];
  roles: Role[];
}

export interface Occurrence extends Fact {
  subjects: Ref[];
  what: Text;
  ref: Ref;
  detail: Record<string, unknown>;
}

export interface Tally {
  members: number;
  agreements: number;
  specialisations: number;
  visits: number;
}

export interface MatrixCell {
  a: string;
  b: string;
  agreements: (Fact & { ref: Ref })[];
  visits: (Fact & { ref: Ref })[];
  members: (Partial<Fact> & { ref: Ref })[];
  specialisations: (Fact & { label: Text })[];
  initiators: (Partial<Fact> & { ref: Ref })[];
}

export interface Matrix {
  clusters: { ref: Ref; certainty: Certainty | null; own: Tally }[];
  cells: MatrixCell[];
}

export interface Meta {
  as_of: string | null;
  known_at: string | number | null;
  position: number;
  next: string | null;
}

/** A text in the asked language, or in another one that it then names. */
export function say(text: Text | null | undefined, lang: Lang): { text: string; lang: string | null } {
  if (!text) return { text: '', lang: null };
  const own = text[lang];
  if (own !== undefined) return { text: own, lang: null };
  const [other, value] = Object.entries(text)[0] ?? [null, ''];
  return { text: value, lang: other };
}

/** What a mark is called: its abbreviation, else its name. */
export function shortName(ref: Ref, lang: Lang): string {
  return ref.abbreviation ?? fullName(ref, lang);
}

export function fullName(ref: Ref, lang: Lang): string {
  return say(ref.names, lang).text || ref.label || ref.id;
}

/** What links two clusters, whichever is named first. */
export function cellOf(matrix: Matrix | null, a: string, b: string): MatrixCell | undefined {
  return matrix?.cells.find((cell) => (cell.a === a && cell.b === b) || (cell.a === b && cell.b === a));
}
