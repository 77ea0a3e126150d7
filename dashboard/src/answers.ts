// Made from services/projections/openapi.json by `make contracts`: change the types there.

/** One of several facts about the same occurrence. */
export interface Account {
  event: string;
  date: FuzzyDate;
  sources: Source[];
}

/** An activity under an agreement. */
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

/** An agreement with its parties, as its own facts state it. `indefinite`: whether it was agreed to hold without a last day; null where that is unknown. */
export interface AgreementView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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
  indefinite: boolean | null;
  ended: Ending | null;
}

/** What a cluster or a party is called too, and since when. */
export interface Alias {
  names: Text;
  abbreviation: string | null;
  since: FuzzyDate;
  event: string;
}

/** A change of an agreement's text; `valid_until` and `indefinite` where it set another term. */
export interface Amendment {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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
  indefinite: boolean | null;
}

/** An application. A refusal has `reason` and `decided`; `answer_hidden` is why there may be another answer. */
export interface Application {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  class: string | null;
  state: "pending" | "accepted" | "declined";
  reason?: string | null;
  decided?: RecordedDate | null;
  party: Reference;
  answer_hidden: Text | null;
}

/** A verdict. `rests_on_promisor` is null if the caller may not read all of its evidence. */
export interface Assessment {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  assessor: Reference | null;
  verdict: "fulfilled" | "partly-fulfilled" | "not-fulfilled" | "in-progress" | "not-verifiable";
  qualification: Text | null;
  hard_to_verify: boolean;
  rationale: Text | null;
  evidence: string[];
  rests_on_promisor: boolean | null;
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
  values: RivalValue[];
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

/** The number of certain ones, and of additional possible ones. */
export interface CertaintyCount {
  yes: number;
  possibly: number;
}

/** A day of the record (in UTC): its last position, and how many facts it added, amended (or judged) and retracted. */
export interface ChangeDay {
  day: string;
  position: number;
  recorded_at: string;
  added: number;
  amended: number;
  retracted: number;
}

/** A stated number of members. */
export interface Claim {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  class: string;
  count: number;
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  as_of: FuzzyDate;
}

/** The class of a member from an event on; `label` is the cluster's own word for it. */
export interface ClassChange {
  class: string | null;
  label: string | null;
  date: FuzzyDate;
  event: string;
}

/** A cluster with what it reaches of each number, by the fact of its founding; `meets` is that of all together. */
export interface ClusterAtThreshold {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  meets: Certainty;
  criteria: ThresholdCriterion[];
}

/** A cluster in the register, with the clusters that it continues and the organisations that lead it. */
export interface ClusterEntry {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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
  how?: "dissolved" | "merged" | "split";
  successors?: Reference[];
  members_pass?: boolean;
  agreements_pass?: boolean;
  ref: Reference;
  stage: "announced" | "founded" | "dissolved";
  predecessors: Predecessor[];
  coordinators: RoleView[];
}

/** The members of a cluster, and the numbers that were stated of them. */
export interface ClusterMembership {
  cluster: Reference;
  certainty: Certainty;
  roster: Roster;
  count: LastCount | null;
  members: Member[];
  more_members: number | null;
  claims: Claim[];
  joint_claims: JointClaim[];
  coverage: Coverage[];
  series: SeriesStep[];
  applications: Application[];
}

/** A title of a cluster. `ends`: whether it ends within the asked number of days; null bounds of its end are open. */
export interface ClusterRecognition {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  scheme: string;
  grantor: Reference | null;
  valid_from: FuzzyDate | null;
  valid_to: FuzzyDate | null;
  ends: Certainty;
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
  values: RivalValue[];
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
  how?: "dissolved" | "merged" | "split";
  successors?: Reference[];
  members_pass?: boolean;
  agreements_pass?: boolean;
  ref: Reference;
  stage: "announced" | "founded" | "dissolved";
}

/** A promise with its evidence and its assessments. */
export interface Commitment {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  ref: Reference;
  promisor: Reference | null;
  text: Text;
  evidence: Evidence[];
  assessments: Assessment[];
  promisor_supplied_evidence: boolean;
}

/** The number of each, over all pages. */
export interface Counts {
  clusters: CertaintyCount;
  agreements: CertaintyCount;
  visits: CertaintyCount;
}

/** How many of the members that a claim counts are known by name. */
export interface Coverage {
  class: string;
  known: number;
  certain: number;
  claimed: number;
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  text: string;
  event: string;
}

/** An event with its date; its id is null if the event itself is not recorded. */
export interface DatedEvent {
  event: string | null;
  date: FuzzyDate;
}

/** An outcome of a visit, with its own fact. */
export interface DatedOutcome {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  text: Text;
  leads_to: Reference | null;
}

export type Day = string;

/** The sectors in which an organisation works. */
export interface DeclaredSectors {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  sectors: SectorCode[];
}

/** A signatory or a delegate: an id and a function, never a name. */
export interface Delegate {
  side?: "visitor" | "host";
  person: string | null;
  function: Text | null;
  organisation: Reference | null;
}

/** A thing of the record, and the streams that its facts name. */
export interface Dossier {
  ref: Reference;
  facts: DossierFact[];
  named: Reference[];
}

/** A fact that names the thing, as it is now. `own` if it belongs to the thing's own stream; `fields` are its event's. */
export interface DossierFact {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  ref: Reference;
  own: boolean;
  what: Text;
  subjects: Reference[];
  fields: Record<string, unknown>;
}

/** How an agreement ended. */
export interface Ending {
  how: "terminated" | "expired" | "too-few-parties";
  event: string;
  date: FuzzyDate;
  reason: string | null;
}

/** A document submitted as evidence. `part_of` is the path from the submitter up to the promisor. */
export interface Evidence {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  submitter: Reference;
  document: Source;
  text: Text | null;
  self_submitted: boolean;
  part_of: Reference[];
}

/** A change of the record by one event; `position` is the event's. */
export interface FactChange {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  change: "added" | "ended" | "amended" | "retracted";
  position: number;
  by: string;
  by_type: string;
  reason: string | null;
  actor: string | null;
  differences: FieldChange[];
  subjects: Reference[];
  what: Text;
  ref: Reference;
  detail: Record<string, unknown>;
}

/** A fact as one event left it. */
export interface FactVersion {
  fields: Record<string, unknown>;
  date: FuzzyDate;
  sources: Source[];
  disputes: Opinion[];
  confirmations: Opinion[];
}

/** A fact with its fields and all its amendments. `named` are the streams that the fact and its history name. `same_inference` are facts of the same stream whose dates are inferred from the same: one amendment may be of them all. */
export interface FactWithHistory {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  ref: Reference;
  what: Text;
  subjects: Reference[];
  named: Reference[];
  stream: string;
  version: number;
  fields: Record<string, unknown>;
  actor: string | null;
  retracted: boolean;
  same_inference: InferredFact[];
  history: HistoryEntry[];
}

/** A field with its values before and after an amendment. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** A party that is a dissolved cluster, so that someone has to decide about the agreement. */
export interface FlaggedParty {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** One thing after an agreement, and the parties to the agreement that took part in it. `recorded`: the record names what it came of, the agreement or a visit after it; else `basis` is why it is listed. */
export interface Followed {
  agreement: Reference;
  step: "action" | "visit" | "outcome" | "agreement";
  ref: Reference;
  event: string;
  date: FuzzyDate;
  text?: Text;
  leads_to?: Reference | null;
  parties: Reference[];
  lag_days: LagDays;
  certainty: Likelihood;
  recorded: boolean;
  basis: Text | null;
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
  values: RivalValue[];
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

/** The recording of a fact, or an amendment; `after` is null where it retracted the fact. */
export interface HistoryEntry {
  event: string;
  type: string;
  position: number;
  recorded_at: string;
  actor: string | null;
  by: Reference | null;
  reason: string | null;
  date: FuzzyDate;
  sources: Source[];
  fields: Record<string, unknown>;
  changes: FieldChange[];
  after: FactVersion | null;
}

/** An identifier in a public register. */
export interface Identifier {
  scheme: string;
  value: string;
  event: string;
}

/** Another party that may be the same organisation. */
export interface IdentityLink {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** A fact whose date rests on the same inference. */
export interface InferredFact {
  event: string;
  what: Text;
  date: FuzzyDate;
}

/** The validity: the bounds of its start, and of its end if one is recorded. */
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
  values: RivalValue[];
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

/** A stated number of the members of several clusters together, which counts for none of them alone. `clusters_count`: in how many clusters, where the source says so; `clusters` may name fewer. */
export interface JointClaim {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  class: string;
  count: number;
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  as_of: FuzzyDate;
  clusters: Reference[];
  clusters_count: number | null;
}

/** The fewest and the most days from a visit to its result; null where a date is open. */
export interface LagDays {
  min: number | null;
  max: number | null;
}

/** The number of all members that was stated last. */
export interface LastCount {
  count: number;
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  as_of: FuzzyDate;
  certainty: Certainty;
  event: string;
}

export type Likelihood = "yes" | "possibly";

/** Two parties that may be the same organisation. */
export interface LinkView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** The text that matched; `field` is its role in the stream. */
export interface MatchedText {
  field: string;
  text: Text;
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

/** A member with its class in the query's time, and the cluster's own word for it; null if unknown or not certain. */
export interface Member {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  class: string | null;
  party: Reference;
  class_label: string | null;
  class_certainty: Certainty;
  classes: ClassChange[];
}

/** The number of certain members, and of additional possible ones. */
export interface MemberCount {
  yes: number;
  possibly: number;
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

/** A sum of money: an exact decimal number as text, the ISO 4217 code, and how exactly the source gives it. */
export interface MoneyView {
  value: string;
  currency: string;
  comparator: string;
}

/** The objects of one page, the ties between them, and counts over all pages. */
export interface Network {
  clusters: ClusterView[];
  parties: Reference[];
  agreements: AgreementView[];
  visits: VisitView[];
  roles: RoleView[];
  links: LinkView[];
  relations: RelatedCluster[];
  ties: Tie[];
  counts: Counts;
}

/** An occurrence: its subjects, its participants, and the fields of its event. */
export interface Occurrence {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** Another entry that may be the same organisation as `entry`, which is one of this party's. */
export interface OtherEntry {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  entry: Reference;
  other: Reference;
  certainty_of_link: string;
  evidence: string;
}

/** A party in the register. */
export interface PartyEntry {
  ref: Reference;
  part_of: Reference | null;
  identifiers: Identifier[];
  seats: Seat[];
  event: string;
}

/** A fact on a path; an outcome has a text. */
export interface PathStep {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  step: "visit" | "outcome" | "agreement" | "cluster" | "conference";
  ref: Reference;
  text?: Text;
}

/** A place: a party's, or one that has only a name. */
export interface Place {
  label: string;
  party: Reference | null;
}

/** A point on the map: decimal degrees of WGS 84, north and east. */
export interface Point {
  latitude: string;
  longitude: string;
}

/** A cluster that went into this one, by the event that ended it. */
export interface Predecessor {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  cluster: Reference;
  how: "dissolved" | "merged" | "split";
}

/** A cluster or a party with everything about it. `more` names the lists that are cut. */
export interface Profile {
  purposes: Purpose[];
  strategies: Strategy[];
  task_teams: TaskTeam[];
  recognitions: Recognition[];
  relations: RelatedCluster[];
  functions: Function[];
  organisation_types: TypeOfOrganisation[];
  seats: Seat[];
  sectors: DeclaredSectors[];
  roster?: Roster;
  count?: LastCount | null;
  members?: Member[];
  claims?: Claim[];
  joint_claims?: JointClaim[];
  coverage?: Coverage[];
  coordinators?: RoleView[];
  initiators?: RoleView[];
  founders?: RoleView[];
  ref: Reference;
  part_of: Reference | null;
  former: FormerName[];
  aliases: Alias[];
  identifiers: Identifier[];
  links: OtherEntry[];
  stages: ClusterView[];
  predecessors: Predecessor[];
  agreements: AgreementView[];
  visits: VisitView[];
  roles: RoleView[];
  specialisations: Specialisation[];
  commitments: Commitment[];
  timeline: Occurrence[];
  more: string[];
}

/** Signatures of the listed parties: certain ones, possible ones, and the number of these parties. */
export interface Progress {
  yes: number;
  possibly: number;
  listed: number;
}

/** A project under an agreement; what is unknown is null. */
export interface ProjectView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  title: Text;
  programme: string | null;
  amount: MoneyView | null;
  shares: ShareView[];
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
  values: RivalValue[];
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

/** A title of a cluster under a scheme. */
export interface Recognition {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** The event that ended a cluster, with its date as recorded, and the clusters that follow. */
export interface RecordedEnd {
  event: string;
  date: RecordedDate | null;
  how: "dissolved" | "merged" | "split";
  successors: Reference[];
}

/** The members of every fact in an answer. */
export interface RecordedFact {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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
  values: RivalValue[];
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
  indefinite: boolean | null;
  ended: Ending | null;
  states: StateOfAgreement[];
  reason: Text | null;
  progress: Progress;
  last_activity: Activity | null;
  amendments: Amendment[];
  joint_actions: JointAction[];
  projects: ProjectView[];
  flagged: FlaggedParty[];
}

/** A cluster's link to another one: `cluster` is the same as `other`, follows it or is a part of it. */
export interface RelatedCluster {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  certainty_of_link?: string;
  evidence?: string;
  reason?: string;
  cluster: Reference;
  relation: "same-as" | "successor-of" | "part-of";
  other: Reference;
}

/** One of several values of a field of a fact: the recorded one, whose `event` is the fact, or one that is given instead. `by` is null where a source alone gives it, `ranking` where nobody ranked it. The value that `decides` is the one in the fact; the others exist. */
export interface RivalValue {
  event: string;
  field: string;
  value: unknown;
  rank: "preferred" | "normal" | "deprecated";
  decides: boolean;
  by: Reference | null;
  reason: string | null;
  sources: Source[];
  ranking: ValueRanking | null;
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
  values: RivalValue[];
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
  class_label?: string;
  lead?: string;
  episode?: number;
  cluster: Reference;
  party: Reference;
  role: string;
  ended: DatedEvent | null;
}

/** The members by certainty: all, and those of each class. */
export interface Roster {
  yes: number;
  possibly: number;
  by_class: Record<string, MemberCount>;
}

/** A stream that matches, by the fact that gives the matching text. `rank` is 0 for the best. */
export interface SearchHit {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  ref: Reference;
  kind: string;
  matched: MatchedText;
  rank: number;
}

/** Where an organisation has its seat. */
export interface Seat {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  country?: string;
  region?: SeatRegion;
  address?: string;
  place?: Place;
  coordinates?: Point;
}

/** A region by its code, and the edition of the scheme. */
export interface SeatRegion {
  scheme: string;
  code: string;
  edition?: string;
}

/** A code of a classification of activities, in an edition. */
export interface SectorCode {
  scheme: string;
  edition: string;
  code: string;
  label?: Text;
  main?: boolean;
}

/** The roster from a day on; the day is null if its start is open. `possible` includes the certain members. */
export interface SeriesStep {
  day: Day | null;
  certain: number;
  possible: number;
}

/** Who takes part in a project; `amount` is null where its part of the money is unknown. */
export interface ShareView {
  party: Reference;
  amount: MoneyView | null;
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
  values: RivalValue[];
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
  values: RivalValue[];
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

/** Where the marks lie. size: width and height in pixels of a sheet on which all marks have room in the size in which they are drawn. places: by stream, the shares of the width and of the height, from 0 to 1. */
export interface Sheet {
  size: [number, number];
  places: Record<string, [number, number]>;
}

/** How many of the listed parties have signed. */
export interface Signatures {
  signed: number;
  listed: number;
}

/** A candidate. `score` is that of its best reason, 100 for the same name or a shared number. */
export interface SimilarParty {
  ref: Reference;
  score: number;
  reasons: SimilarityReason[];
  identifiers: Identifier[];
}

/** Why a party is a candidate: `text` is its name, abbreviation or number; `scheme` that of the number. */
export interface SimilarityReason {
  kind: "same-name" | "similar-name" | "former-name" | "abbreviation" | "identifier";
  text: string;
  scheme: string | null;
  score: number;
}

/** A document, and the cited place in it. */
export interface Source {
  id: string;
  locator: string | null;
  title: Text;
  language: string | null;
  url: string | null;
  published: Day | null;
  translation_of: string | null;
  source_type: "file" | "web-page" | "paper" | "letter" | "register" | "conversation" | null;
}

/** A specialisation of a cluster. */
export interface Specialisation {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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
  values: RivalValue[];
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

/** Counts of what a cluster takes part in. */
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
  values: RivalValue[];
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

/** A wanted number, and what the cluster reaches; `most` is null where it is open. */
export interface ThresholdCriterion {
  class: string | null;
  criterion: "members" | "class" | "years";
  wanted: number;
  least: number;
  most: number | null;
  meets: Certainty;
}

/** The tie of two clusters or parties: the events, their kinds, and the sum of their strengths. */
export interface Tie {
  a: Reference;
  b: Reference;
  strength: number;
  basis: string[];
  kinds: string[];
  certainty: Likelihood;
}

/** What all of the subjects took part in, and what followed. `more` names the lists that are cut. */
export interface Together {
  units: PartyEntry[];
  functions: Function[];
  recognitions: Recognition[];
  task_teams: TaskTeam[];
  subjects: Reference[];
  agreements: RegisteredAgreement[];
  visits: VisitWithPaths[];
  roles: RoleView[];
  commitments: Commitment[];
  followed: Followed[];
  more: string[];
}

/** Of which type an organisation is. */
export interface TypeOfOrganisation {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  organisation_type: "enterprise" | "sme" | "large-enterprise" | "university" | "research-institute" | "school" | "science-park" | "business-support" | "ngo" | "public-body" | "cluster-organisation" | "other";
}

/** Who gave a value its rank, by which event; `by` is null for the desk that keeps the record. */
export interface ValueRanking {
  event: string;
  by: Reference | null;
  reason: string | null;
}

/** An outcome of a visit. */
export interface VisitOutcome {
  event: string;
  text: Text;
  leads_to: Reference | null;
}

/** A result of a visit: recorded in an outcome, or inferred from the dates and the parties. */
export interface VisitPath {
  path: PathStep[];
  leads_to: Reference;
  lag_days: LagDays;
  certainty: Likelihood;
  recorded: boolean;
  inferred: boolean;
  basis: Text | null;
}

/** A visit with both sides. `outcomes_hidden` is why outcomes may be missing. */
export interface VisitView {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
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

/** A visit with its outcomes, and the paths from it. `outcomes_hidden` is why outcomes may be missing. */
export interface VisitWithPaths {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  ref: Reference;
  state: "held" | "cancelled" | "planned";
  kind: string | null;
  host: Reference;
  visitors: Reference[];
  clusters: Reference[];
  sites: Reference[];
  place: Place | null;
  delegates: Delegate[];
  purpose: Text | null;
  reason: string | null;
  outcomes: DatedOutcome[];
  outcomes_hidden: Text | null;
  paths: VisitPath[];
}

/** A page of items, and the number of items by reason. */
export interface Worklist {
  counts: Record<string, number>;
  items: WorklistItem[];
}

/** A task about a fact: `what` is the fact as a sentence, `names` the stream that the reason is about, if not its own. */
export interface WorklistItem {
  event: string;
  type: string;
  date: FuzzyDate;
  certainty: Certainty;
  sources: Source[];
  disputed: boolean;
  disputes: Opinion[];
  confirmations: Opinion[];
  values: RivalValue[];
  accounts: Account[];
  inferred: boolean;
  mode: "performed" | "reported";
  amended_by: string[];
  recorded_from: number;
  recorded_at: string | null;
  interval: Interval;
  reason: "undecided" | "disputed" | "unsourced" | "uncited-document" | "dangling" | "inferred" | "open-parties" | "without-copy" | "basis-corrected" | "thin-claim" | "member-of-dissolved-cluster" | "party-dissolved";
  do: Text;
  what: Text;
  ref: Reference;
  subjects: Reference[];
  names: Reference | null;
  detail: Record<string, unknown>;
}

/** The type of `data` by the path of the question. */
export interface Answers {
  "/v1/network": Network;
  "/v1/timeline": Occurrence[];
  "/v1/agreements": RegisteredAgreement[];
  "/v1/agreements/{id}": RegisteredAgreement;
  "/v1/matrix": Matrix;
  "/v1/clusters": ClusterEntry[];
  "/v1/clusters/{id}": Profile;
  "/v1/parties": PartyEntry[];
  "/v1/parties/{id}": Profile;
  "/v1/membership": ClusterMembership[];
  "/v1/recognitions": ClusterRecognition[];
  "/v1/thresholds": ClusterAtThreshold[];
  "/v1/visits": VisitWithPaths[];
  "/v1/together": Together;
  "/v1/visits/{id}": VisitWithPaths;
  "/v1/commitments": Commitment[];
  "/v1/commitments/{id}": Commitment;
  "/v1/bridges": Bridges;
  "/v1/changes": FactChange[];
  "/v1/changes/days": ChangeDay[];
  "/v1/worklist": Worklist;
  "/v1/search": SearchHit[];
  "/v1/similar-parties": SimilarParty[];
  "/v1/dossiers/{id}": Dossier;
  "/v1/facts/{id}": FactWithHistory;
}
