// Made from services/projections/openapi.json by `make contracts`: change the types there.

/** One of several facts about the same occurrence. */
export interface Account {
  event: string;
  date: FuzzyDate;
  sources: Source[];
}

/** Something that was done under an agreement. */
export interface Activity {
  event: string | null;
  date: FuzzyDate;
  type: string;
}

/** A party to an agreement; `current` in the time of the query. */
export interface AgreementParty {
  party: Reference;
  represented_by: Reference | null;
  signatories: Delegate[];
  signed: FuzzyDate | null;
  event: string;
  acceded: DatedEvent | null;
  withdrew: DatedEvent | null;
  current: boolean;
}

/** An agreement with its parties, as its own facts state it. */
export interface AgreementView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  basis: string;
  basis_name: string;
  strength: number;
  ref: Reference;
  kind: string;
  kind_name: string;
  subject: Text;
  binding: boolean | null;
  state: string;
  parties: AgreementParty[];
  beneficiaries: Reference[];
  place: Place | null;
  conference: Reference | null;
  others: boolean;
  signatures: Signatures;
  proposed: DatedEvent | null;
  concluded: DatedEvent | null;
  valid_until: FuzzyDate | null;
  ended: Ending | null;
}

/** A change of an agreement's text; `valid_until` where it set another last day. */
export interface Amendment {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  changes: Text;
  document_hash: string;
  valid_until: FuzzyDate | null;
}

export type Bounds = [Day | null, Day | null];

/** A party with ties to several clusters. */
export interface Bridge {
  party: Reference;
  strength: number;
  clusters: BridgedCluster[];
  identities: IdentityLink[];
}

/** A party's role in a cluster, or its signature for one under an agreement. */
export interface BridgeTie {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  class: string | null;
  agreement?: Reference;
  role: string;
}

/** A cluster and a party's ties to it. */
export interface BridgedCluster {
  cluster: Reference;
  certainty: Likelihood;
  ties: BridgeTie[];
}

/** Parties with ties to several clusters, and these clusters by name. */
export interface Bridges {
  clusters: Reference[];
  parties: Bridge[];
}

export type Certainty = "yes" | "possibly" | "no";

/** How many for certain, and how many more possibly. */
export interface CertaintyCount {
  yes: number;
  possibly: number;
}

/** A cluster by its announcement, its founding or its dissolution. */
export interface ClusterView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  focus?: Text;
  founders_count?: number;
  dissolved?: RecordedEnd;
  successors?: Reference[];
  ref: Reference;
  stage: "announced" | "founded" | "dissolved";
}

/** How many there were of each, over all pages. */
export interface Counts {
  clusters: CertaintyCount;
  agreements: CertaintyCount;
  visits: CertaintyCount;
}

/** An event with its date; its id is null where the event itself is not recorded. */
export interface DatedEvent {
  event: string | null;
  date: FuzzyDate;
}

export type Day = string;

/** A signatory or a delegate: an id and a function, never a name. */
export interface Delegate {
  side?: "visitor" | "host";
  person: string | null;
  function: Text | null;
  organisation: Reference | null;
}

/** How an agreement ended. */
export interface Ending {
  how: "terminated" | "expired" | "too-few-parties";
  event: string;
  date: FuzzyDate;
  reason: string | null;
}

/** A party that is a dissolved cluster, so somebody has to decide what becomes of the agreement. */
export interface FlaggedParty {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  party: Reference;
  reason: string;
}

/** A name that a party had, and until when. */
export interface FormerName {
  names: Text;
  abbreviation: string | null;
  until: FuzzyDate;
  event: string;
}

/** A function in an organisation, and the id of the person who has it. */
export interface Function {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  organisation: Reference;
  title: Text;
  person: string;
}

/** A date as its source gives it, with its bounds; all members are null where no date is known. */
export interface FuzzyDate {
  edtf: string | null;
  earliest: Day | null;
  latest: Day | null;
  phrase: string | null;
  inferred_from: string | null;
}

/** An identifier in a public register. */
export interface Identifier {
  scheme: string;
  value: string;
  event: string;
}

/** Another party that may be the same body. */
export interface IdentityLink {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  other: Reference;
  likelihood: string | null;
  evidence: string;
}

/** When it was so: the bounds of its start, and of its end if one is recorded. */
export interface Interval {
  start: Bounds;
  end: Bounds | null;
}

/** Something that parties did together under an agreement. */
export interface JointAction {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  text?: Text;
  kind: string;
  participants: Reference[];
  valid_until: null;
}

export type Likelihood = "yes" | "possibly";

/** Two parties that may be the same body. */
export interface LinkView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  a: Reference;
  b: Reference;
  certainty_of_link: string;
  evidence: string;
}

/** Clusters, and a cell for each pair that has something in common. */
export interface Matrix {
  clusters: MatrixCluster[];
  cells: MatrixCell[];
}

/** What two clusters have in common. */
export interface MatrixCell {
  a: string;
  b: string;
  agreements: SharedStream[];
  visits: SharedStream[];
  members: SharedStream[];
  specialisations: SharedSpecialisation[];
  initiators: SharedStream[];
}

/** A cluster of the matrix, and whether it existed. */
export interface MatrixCluster {
  ref: Reference;
  certainty: Certainty;
  own: Tally;
}

/** The clocks of an answer, and where its next page begins. */
export interface Meta {
  as_of: string;
  /** The position of the query, or up to which there is anything. */
  known_at: number;
  /** How far the views are. */
  position: number;
  /** The cursor of the next page. */
  next: string | null;
  /** Only where an event at or before `position` is set aside: up to where nothing is missing. */
  complete?: number;
}

/** The objects of one page, the ties that they make, and counts over all pages. */
export interface Network {
  clusters: ClusterView[];
  parties: Reference[];
  agreements: AgreementView[];
  visits: VisitView[];
  roles: RoleView[];
  links: LinkView[];
  ties: Tie[];
  counts: Counts;
}

/** Something that happened: whom it concerns, who took part, and the fields of its event. */
export interface Occurrence {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  subjects: Reference[];
  parties: Reference[];
  what: Text;
  ref: Reference;
  detail: Record<string, unknown>;
}

/** A party disputes or confirms a fact. */
export interface Opinion {
  event: string;
  by: Reference;
  reason: string | null;
  sources: Source[];
}

/** Another party that may be the same body. */
export interface OtherEntry {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  other: Reference;
  certainty_of_link: string;
  evidence: string;
}

/** A party in the register. */
export interface PartyEntry {
  ref: Reference;
  part_of: Reference | null;
  identifiers: Identifier[];
  event: string;
}

/** A place: a party's, or one that has only a name. */
export interface Place {
  label: string;
  party: Reference | null;
}

/** A cluster or a party with everything about it. `more` names the lists of which only the first are here. */
export interface Profile {
  purposes: Purpose[];
  strategies: Strategy[];
  task_teams: TaskTeam[];
  recognitions: Recognition[];
  functions: Function[];
  roster?: Record<string, unknown>;
  count?: Record<string, unknown> | null;
  members?: Record<string, unknown>[];
  claims?: Record<string, unknown>[];
  coverage?: Record<string, unknown>[];
  coordinators?: RoleView[];
  initiators?: RoleView[];
  founders?: RoleView[];
  ref: Reference;
  part_of: Reference | null;
  former: FormerName[];
  identifiers: Identifier[];
  links: OtherEntry[];
  stages: ClusterView[];
  agreements: AgreementView[];
  visits: VisitView[];
  roles: RoleView[];
  specialisations: Specialisation[];
  commitments: Record<string, unknown>[];
  timeline: Occurrence[];
  more: string[];
}

/** Signatures of the listed parties: certain ones, possible ones, and the number of these parties. */
export interface Progress {
  yes: number;
  possibly: number;
  listed: number;
}

/** A cluster's mission and goals. */
export interface Purpose {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  mission: Text;
  goals?: Text[];
}

/** A title that a cluster bears under a scheme. */
export interface Recognition {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  scheme: string;
  grantor?: Reference;
  valid_from?: RecordedDate;
  valid_to?: RecordedDate;
}

/** A date as an event has it: what is unknown is left out. */
export interface RecordedDate {
  edtf: string;
  earliest?: Day | null;
  latest?: Day | null;
  phrase?: string | null;
  inferred_from?: string | null;
}

/** The event that ended a cluster, with its date as recorded. */
export interface RecordedEnd {
  event: string;
  date: RecordedDate | null;
}

/** What every fact has in an answer. */
export interface RecordedFact {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
}

/** A stream with its names in the time of the query. */
export interface Reference {
  id: string;
  kind: string;
  names: Text;
  abbreviation: string | null;
  label: string;
  short: string;
}

/** An agreement in the register, in the time of the query. */
export interface RegisteredAgreement {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  basis: string;
  basis_name: string;
  strength: number;
  ref: Reference;
  kind: string;
  kind_name: string;
  subject: Text;
  binding: boolean | null;
  state: string;
  parties: AgreementParty[];
  beneficiaries: Reference[];
  place: Place | null;
  conference: Reference | null;
  others: boolean;
  signatures: Signatures;
  proposed: DatedEvent | null;
  concluded: DatedEvent | null;
  valid_until: FuzzyDate | null;
  ended: Ending | null;
  states: StateOfAgreement[];
  reason: Text | null;
  progress: Progress;
  last_activity: Activity | null;
  amendments: Amendment[];
  joint_actions: JointAction[];
  flagged: FlaggedParty[];
}

/** A party's role in a cluster. */
export interface RoleView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  basis: string;
  basis_name: string;
  strength: number;
  class?: string;
  lead?: string;
  episode?: number;
  cluster: Reference;
  party: Reference;
  role: string;
  ended: DatedEvent | null;
}

/** A specialisation of both clusters. */
export interface SharedSpecialisation {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  events: string[];
  label: Text;
}

/** An agreement, a visit, a member or an initiator of both clusters. */
export interface SharedStream {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  events: string[];
  ref: Reference;
}

/** How many of the listed parties have signed. */
export interface Signatures {
  signed: number;
  listed: number;
}

/** A document, and the place in it that is cited. */
export interface Source {
  id: string;
  locator: string | null;
  title: Text;
  language: string | null;
  url: string | null;
  published: Day | null;
  translation_of: string | null;
}

/** What a cluster specialises in. */
export interface Specialisation {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  label: Text;
}

/** A state of an agreement; `reason` is why it is not certain, where the caller may not read everything. */
export interface StateOfAgreement {
  state: string;
  certainty: Likelihood;
  reason: Text | null;
}

/** A cluster's strategy. */
export interface Strategy {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  title: Text;
  period?: RecordedDate;
}

/** How much a cluster has by itself. */
export interface Tally {
  agreements: number;
  visits: number;
  members: number;
  specialisations: number;
}

/** A team of a cluster. */
export interface TaskTeam {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  name: Text;
  lead?: Reference;
}

export type Text = Record<string, string>;

/** All that ties two clusters or parties: the events, their kinds, and the sum of their strengths. */
export interface Tie {
  a: Reference;
  b: Reference;
  strength: number;
  basis: string[];
  kinds: string[];
  certainty: Likelihood;
}

/** What came of a visit. */
export interface VisitOutcome {
  event: string;
  text: Text;
  leads_to: Reference | null;
}

/** A visit with both sides. `outcomes_hidden` is why the outcomes may not be all. */
export interface VisitView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  basis: string;
  basis_name: string;
  strength: number;
  ref: Reference;
  kind: string | null;
  kind_name: string;
  host: Reference;
  visitors: Reference[];
  clusters: Reference[];
  sites: Reference[];
  place: Place | null;
  delegates: Delegate[];
  purpose: Text | null;
  outcomes: VisitOutcome[];
  outcomes_hidden: Text | null;
}

/** The type of `data` by the path of the question. */
export interface Answers {
  "/v1/network": Network;
  "/v1/timeline": Occurrence[];
  "/v1/agreements": RegisteredAgreement[];
  "/v1/agreements/{id}": RegisteredAgreement;
  "/v1/matrix": Matrix;
  "/v1/clusters": ClusterView[];
  "/v1/clusters/{id}": Profile;
  "/v1/parties": PartyEntry[];
  "/v1/parties/{id}": Profile;
  "/v1/membership": Record<string, unknown>[];
  "/v1/visits": Record<string, unknown>[];
  "/v1/commitments": Record<string, unknown>[];
  "/v1/bridges": Bridges;
  "/v1/changes": Record<string, unknown>[];
  "/v1/worklist": Record<string, unknown>;
  "/v1/search": Record<string, unknown>[];
  "/v1/facts/{id}": Record<string, unknown>;
}
