// Made from services/registry/openapi.json by `make contracts`: change the types there.

/** Join an agreement that stands. */
export interface AccedeToAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  party: string;
  represented_by?: string;
  signatories?: Signatory[];
  place?: Place;
}

/** Accept a proposed link: the two entries are one party from now on. The other entry's key may, or an administrator's. */
export interface AcceptIdentity {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  other: string;
  evidence?: string;
}

/** Record how a cluster is called too, besides its names. */
export interface AddClusterAlias {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** Record how a party is called too, besides its names. */
export interface AddPartyAlias {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** Record that a cluster has a strategy; it replaces the one before. */
export interface AdoptStrategy {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  /** The years for which it is meant. */
  period?: string | DateInput;
}

/** Change an agreement to the text that every party has approved. */
export interface AmendAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  changes: Record<string, string>;
  document_hash: string;
  /** The new last day, where the amendment changes it. */
  valid_until?: string | DateInput;
  /** `true` where it has no last day any more, `false` where its last day is no longer known to be none. */
  indefinite?: boolean;
}

/** Announce the plan to set up a cluster. */
export interface AnnounceClusterInitiative {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  initiators?: string[];
  /** A text by BCP 47 language tag. */
  focus?: Record<string, string>;
}

/** What a command has added to the log. */
export interface Appended {
  stream: string;
  /** The stream's version now: the next If-Match. */
  version: number;
  /** The last of these events in the log; null in a dry run. */
  position: number | null;
  events: AppendedEvent[];
}

/** One event of the answer. */
export interface AppendedEvent {
  id: string;
  type: string;
  /** The event's version in its stream. */
  version: number;
  position: number | null;
}

/** Ask a cluster to be taken in. */
export interface ApplyForMembership {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  class?: "full" | "founder" | "supporting" | "partner";
}

/** Record who coordinates a cluster. */
export interface AppointCoordinator {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  organisation: string;
  role?: "lead" | "co";
}

/** Approve the text to which an agreement is to be changed, by the hash of its document. */
export interface ApproveAmendment {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  party: string;
  document_hash: string;
}

/** Let the subscriber have what it requested. */
export interface ApproveSubscription {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
}

/** Judge a promise by the evidence for it. */
export interface AssessCommitment {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  assessor?: string;
  verdict: "fulfilled" | "partly-fulfilled" | "not-fulfilled" | "in-progress" | "not-verifiable";
  /** What limits the verdict, as “a general promise”. */
  qualification?: Record<string, string>;
  hard_to_verify?: boolean;
  /** A text by BCP 47 language tag. */
  rationale?: Record<string, string>;
  /** Events of this commitment in which the evidence was submitted. */
  evidence: string[];
}

/** Record that a person has a function; `occurred` is its beginning or its time. */
export interface AssumeFunction {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  organisation: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
}

/** Call a planned visit off. */
export interface CancelVisit {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  reason?: string;
}

/** Record that a member is of another class from then on; `from` may be left out. */
export interface ChangeMemberClass {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  from?: "full" | "founder" | "supporting" | "partner";
  to: "full" | "founder" | "supporting" | "partner";
  /** The class in the cluster's own word, where it has another than ours. */
  to_label?: string;
}

/** A channel that pushes events to a partner, in a list. */
export interface ChannelLine {
  id: string;
  subscription: string;
  subscriber: string | null;
  kind: string;
  state: string;
  reason: string | null;
  /** Positions of the record behind its cursor. */
  lag: number;
  /** Deliveries that wait for their next attempt. */
  undelivered: number;
  /** Deliveries that were given up. */
  failed: number;
  failing_since: string | null;
}

/** Where a fact is reported: a registered source, and the place in it. */
export interface Citation {
  id: string;
  locator?: string;
}

/** What became of one line: the status and the body that the single call would have had. */
export interface CommandAnswer {
  line: number;
  status: number;
  /** The key was used before with the same body. */
  replayed: boolean;
  body: Appended | Problem;
}

/** One command among many. */
export interface CommandLine {
  collection: "agreements" | "clusters" | "commitments" | "conferences" | "memberships" | "parties" | "persons" | "sources" | "subscriptions" | "visits";
  id: string;
  verb: string;
  /** Its Idempotency-Key, the same as in the header of a single call. */
  key: string;
  /** What the single call would take. */
  body?: Record<string, unknown>;
  /** How many lines, from this one on, are stored together or not at all; 0 for each further line of such a unit. */
  unit?: number;
}

/** Record that the agreement is concluded: every listed party has signed. */
export interface ConcludeAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  document_hash?: string;
}

/** Confirm in a party's name that a fact is right. It ends that party's dispute of it. */
export interface ConfirmFact {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  by: string;
  reason?: string;
}

/** A point on the map: decimal degrees of WGS 84. They are text, since there are no floats in the record. */
export interface Coordinates {
  /** Degrees north, from -90 to 90; south is negative. */
  latitude: string;
  /** Degrees east, from -180 to 180; west is negative. */
  longitude: string;
}

/** Correct a fact that was recorded wrongly, and cite the source. */
export interface CorrectFact {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  /** The fields that were wrong, with their right values; null where there should be none. */
  fields: Record<string, unknown>;
  reason: string;
}

/** A date with the source's wording, and why the date is more exact than that. */
export interface DateInput {
  edtf: string;
  phrase?: string;
  inferred_from?: string;
}

/** Record of which type an organisation is from then on; it replaces the earlier type. */
export interface DeclareOrganisationType {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  organisation_type: "enterprise" | "sme" | "large-enterprise" | "university" | "research-institute" | "school" | "science-park" | "business-support" | "ngo" | "public-body" | "cluster-organisation" | "other";
}

/** Record what a cluster is for; it replaces the earlier purpose. */
export interface DeclarePurpose {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  mission: Record<string, string>;
  goals?: Record<string, string>[];
}

/** Record where an organisation has its seat from then on: at least one of the fields. It replaces the earlier seat. */
export interface DeclareSeat {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** ISO 3166-1. */
  country?: string;
  region?: Region;
  address?: string;
  place?: Place;
  coordinates?: Coordinates;
}

/** Record in which sectors an organisation works from then on; the list replaces the earlier one. */
export interface DeclareSectors {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  sectors: Sector[];
}

/** Record what a cluster specialises in. A code (PKD, NACE) goes with its scheme and edition. */
export interface DeclareSpecialisation {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  label: Record<string, string>;
  scheme?: string;
  edition?: string;
  code?: string;
}

/** Turn an application down. */
export interface DeclineMembership {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  class?: "full" | "founder" | "supporting" | "partner";
  reason?: string;
}

/** Who took part: on which side, in which function, for which organisation. */
export interface Delegate {
  side: "host" | "visitor";
  /** A text by BCP 47 language tag. */
  function?: Record<string, string>;
  person?: string;
  organisation?: string;
}

/** Dispute a fact in a party's name, or by a source, and give the rival values. The fact stays, and is shown as disputed. */
export interface DisputeFact {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  /** Who disputes it; left out where a source alone does. */
  by?: string;
  reason?: string;
  /** The rival values: what the party or the source gives instead, by field; null where there should be none. */
  fields?: Record<string, unknown>;
}

/** Record that a cluster is no more. Nothing follows but amendments. */
export interface DissolveCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  successors?: string[];
}

/** Record that a task team has ended its work. */
export interface DissolveTaskTeam {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** As it was formed; one language is enough. */
  name: Record<string, string>;
}

/** Record that a cluster no longer specialises in something. */
export interface DropSpecialisation {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** As it was declared; one language is enough. */
  label: Record<string, string>;
}

/** Record the end of a person's function; `occurred` is when it ended, the title is the recorded one. */
export interface EndFunction {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  organisation: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
}

/** Destroy the key to a person's name, for good. The id and the functions stay. */
export interface ErasePerson {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** Why the name has to go, such as a provision of law. Never the name itself: this text stays. */
  legal_basis: string;
}

/** Values that the event's attributes have; `type` with or without `upland.` and version. All of them must be so. */
export interface ExactValues {
  type?: string;
  stream?: string;
  /** A cluster that the event names or is about. */
  cluster?: string;
  /** A party that the event names or is about. */
  party?: string;
  /** The event's own audience; `public` where it has none. */
  audience?: "public" | "partners" | "participants" | "owner";
}

/** Record that an agreement's time has run out. */
export interface ExpireAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  reason?: string;
}

/** What one kind of error has stopped. */
export interface FailureGroup {
  id: string;
  /** How many are at fault. */
  events: number;
  /** How many wait for them. */
  waiting: number;
  streams: number;
  since: string;
  reason: string;
}

/** Which events: one dialect with its values, or one that combines expressions. */
export interface FilterExpression {
  exact?: ExactValues;
  prefix?: PartialValues;
  suffix?: PartialValues;
  all?: FilterExpression[];
  any?: FilterExpression[];
  not?: FilterExpression;
}

/** Record that a cluster has a task team. */
export interface FormTaskTeam {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  name: Record<string, string>;
  lead?: string;
}

/** Record that a cluster exists. Names may be left out where an announcement gave them. */
export interface FoundCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names?: Record<string, string>;
  abbreviation?: string;
  initiators?: string[];
  founders_count?: number;
}

/** Record that a cluster was recognised under a scheme, such as that of the national key clusters. */
export interface GrantRecognition {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  scheme: string;
  grantor?: string;
  /** `occurred` when left out. */
  valid_from?: string | DateInput;
  /** The last day; without one it holds until it is withdrawn. */
  valid_to?: string | DateInput;
}

/** Whether the service can do its work, and if not, why. Each service adds its numbers. */
export interface Health {
  live?: boolean;
  ready?: boolean;
  reasons?: string[];
}

/** Record that a conference took place; `occurred` is the interval from its first to its last day. */
export interface HoldConference {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  place?: Place;
  organiser?: string;
  countries?: number;
  /** A text by BCP 47 language tag. */
  theme?: Record<string, string>;
}

/** Record that a visit took place. */
export interface HoldVisit {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  host: string;
  visitors: string[];
  kind?: string;
  delegates?: Delegate[];
  sites?: string[];
  place?: Place;
  /** Clusters that were spoken of. */
  clusters?: string[];
  /** A text by BCP 47 language tag. */
  purpose?: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
}

/** Give a cluster's number in a public register, or its website. Spaces and hyphens do not count. */
export interface IdentifyCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  scheme: string;
  value: string;
}

/** Give a party's number in a public register. Spaces and hyphens do not count. */
export interface IdentifyParty {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  scheme: string;
  value: string;
}

/** An uploaded file on its way into the record. */
export interface Import {
  id: string;
  name: string;
  /** The key that uploaded, as events name it. */
  by: string;
  state: "checking" | "checked" | "importing" | "imported" | "undoing" | "undone" | "failed";
  /** Why it failed. */
  reason: string | null;
  progress: { done: number; of: number; } | null;
  options: Record<string, string>;
  created_at: string;
  changed_at: string;
  dry_run: { totals: ImportCounts; rows: ImportCounts; warnings: number; } | null;
  result: { totals: ImportCounts; rows: ImportCounts; warnings: number; } | null;
  undo: { totals: ImportCounts; rows: ImportCounts; warnings: number; } | null;
}

/** How a column is read. */
export interface ImportColumn {
  header: string;
  /** Empty where it is not read. */
  column: string;
  /** False for what is only proposed: the table is refused then. */
  sure: boolean;
  example: string;
}

export type ImportCounts = Record<string, number>;

/** Something in the file, and what would be right. */
export interface ImportFault {
  file: string;
  line: number;
  message: string;
  /** The field or column; empty where it is none. */
  pointer: string;
  rule: string;
  expected: string | null;
  suggestion: string | null;
}

/** What became of one fact; in an undo `do` is the event. */
export interface ImportLine {
  file: string;
  line: number;
  do: string;
  outcome: "stored" | "already there" | "refused" | "unanswered";
  stream?: string;
  event?: string;
  reason?: string;
  pointer?: string;
  rule?: string;
  expected?: string;
  suggestion?: string;
  position?: number;
  row?: number;
  more?: ImportFault[];
}

export type ImportMapping = Record<string, Record<string, string>>;

/** The report of one phase. */
export interface ImportReport {
  phase: "dry_run" | "result" | "undo";
  dry_run: boolean;
  lines: ImportLine[];
  warnings: ImportFault[];
  tables: ImportTable[];
  totals: ImportCounts;
  rows: ImportCounts;
}

/** How a table of the file is read: a mapping changes it. */
export interface ImportTable {
  file: string;
  /** Empty where no kind is known. */
  kind: "" | "facts" | "parties" | "clusters" | "members" | "agreements" | "visits" | "counts" | "coordinators" | "recognitions" | "successions" | "sources";
  columns: ImportColumn[];
  /** Words for classes of members, with the one of the four that each means; empty for none. */
  classes: Record<string, string>;
}

/** Record that a party became a member. */
export interface JoinCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  class?: "full" | "founder" | "supporting" | "partner";
  /** The class in the cluster's own word, where it has another than ours. */
  class_label?: string;
}

/** Record that a party is no longer a member. */
export interface LeaveCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  reason?: string;
}

/** Record that a cluster is the same as another entry, follows it, or is a part of it. Both entries stay. */
export interface LinkCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  relation: "same-as" | "successor-of" | "part-of";
  other: string;
  evidence?: string;
  certainty?: "certain" | "likely" | "possible";
}

/** Record that two entries of the record speak of one body, and how that is known. A certain link says that they are one party; one that is likely or possible is a proposal. */
export interface LinkIdentity {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  other: string;
  evidence: string;
  certainty?: "certain" | "likely" | "possible";
}

/** Record a promise. Its text never changes. */
export interface MakeCommitment {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  promisor?: string;
  /** A text by BCP 47 language tag. */
  text: Record<string, string>;
}

/** Record that a cluster went into another one. Nothing follows here but amendments. */
export interface MergeCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** Whether its members are members of what follows by this alone; left out where that is not known. */
  members_pass?: boolean;
  /** Whether its agreements bind what follows by this alone; left out where that is not known. */
  agreements_pass?: boolean;
  /** The cluster that goes on: a new one, or one of those that merge. */
  into: string;
}

/** A read model, or the feed. */
export interface ModelState {
  name: string;
  /** As PostgreSQL estimates them. */
  rows: number;
  /** When it was last built from the log. */
  built_at: string | null;
  /** Whether the rows before the last rebuild are there. */
  undoable: boolean;
}

/** A sum of money, and how exactly its source gives it. */
export interface Money {
  value: string;
  /** ISO 4217. */
  currency: string;
  comparator?: "exactly" | "over" | "about" | "at-least" | "almost";
}

/** A person's name as it was sealed. Do not store it or pass it on beyond the purpose of the request. */
export interface Name {
  name: string;
  /** RFC 9901: the base64url of its SHA-256 stands in `_sd` of the event. */
  disclosure: string;
  event: string;
}

/** A part of the instance, and how far it is behind the log. */
export interface OperatedPart {
  name: string;
  ready: boolean;
  reasons: string[];
  position: number | null;
  /** Events that it has not applied or published. */
  lag: number;
  /** For how long the oldest of them has waited. */
  seconds: number;
  /** Events a second by which that grew over the last minute. */
  trend: number | null;
  /** Seconds until nothing is missing; null while it does not shrink. */
  drain: number | null;
}

/** How a service is doing, for operators. */
export interface Operations {
  /** Whose answer it is: a proxy may have sent it to another service. */
  service: string;
  parts: OperatedPart[];
  models: ModelState[];
  channels: ChannelLine[];
  rebuilds: RebuildRun[];
  failures: FailureGroup[];
  actions: OperatorAction[];
}

/** What an operator did. */
export interface OperatorAction {
  id: number;
  at: string;
  /** A key or a token's subject; `command-line`. */
  actor: string;
  action: string;
  target: string;
  why: string | null;
  count: number;
}

/** Beginnings or endings of the event's attributes. All of them must be so. */
export interface PartialValues {
  type?: string;
  stream?: string;
  cluster?: string;
  party?: string;
  audience?: string;
}

/** Where it happened: a registered city or region, or just a name. */
export interface Place {
  party?: string;
  name?: string;
}

/** Plan a visit; `occurred` is when it is meant to take place. */
export interface PlanVisit {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  host: string;
  visitors: string[];
  kind?: string;
  /** A text by BCP 47 language tag. */
  purpose?: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
}

/** What went wrong and what to do about it (RFC 9457). Members such as `rule`, `expected`, `actual`, `scope` or `limit` give the numbers of the case. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { pointer: string; message: string; }[];
}

/** Who takes part in a project, and with how much of the money, where that is known. */
export interface ProjectShare {
  party: string;
  amount?: Money;
}

/** Put an agreement to its parties. */
export interface ProposeAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  kind: string;
  parties: string[];
  /** A text by BCP 47 language tag. */
  subject: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
  binding?: boolean;
  beneficiaries?: string[];
  /** The source adds “among others”: there are parties that it does not name. */
  others?: boolean;
  conference?: string;
  /** The last day on which it is meant to hold. */
  valid_until?: string | DateInput;
  /** It is meant to hold without a last day: `true` is not the same as an unknown last day. */
  indefinite?: boolean;
}

/** Rank one of the values of a disputed fact. The only preferred one decides; a deprecated one is history. */
export interface RankValue {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  /** The dispute that gives the rival values; left out for the value that was recorded. */
  value?: string;
  rank: "preferred" | "normal" | "deprecated";
  /** The field that is ranked; left out for all of them. */
  field?: string;
  /** In whose name it is ranked. */
  by?: string;
  reason?: string;
}

/** A rebuild that somebody requested. */
export interface RebuildRun {
  id: number;
  action: "rebuild" | "compare" | "undo";
  models: string[];
  state: "requested" | "running" | "done" | "failed" | "cancelled" | "lost";
  requested_by: string;
  requested_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** How many were read. */
  events: number;
  /** At most so many are to be read. */
  head: number;
  cancelled_by: string | null;
  /** What came of it. */
  message: string | null;
}

/** Record a project that is carried out under an agreement, once by its title. */
export interface RecordAgreementProject {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  programme?: string;
  /** The money of the whole project. */
  amount?: Money;
  shares?: ProjectShare[];
}

/** Record what was done together under an agreement. */
export interface RecordJointAction {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  kind: string;
  participants: string[];
  /** A text by BCP 47 language tag. */
  text?: Record<string, string>;
}

/** Record an outcome of a visit. */
export interface RecordVisitOutcome {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  text: Record<string, string>;
  leads_to?: string;
}

/** Give the date of a fact more exactly; the new bounds lie inside the old ones. */
export interface RefineFact {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  reason?: string;
  date: string | DateInput;
}

/** A region by its code: of NUTS with the year of the edition, or of the Polish register TERYT. */
export interface Region {
  scheme: "nuts" | "teryt";
  code: string;
  edition?: string;
}

/** Enter a party into the record. */
export interface RegisterParty {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  kind: "organisation" | "unit" | "city" | "region";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  part_of?: string;
}

/** Make an id for a person. Only the server chooses it. A name is sealed, and opened only for who may read it. */
export interface RegisterPerson {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** How the person is called. It stands in no event, no log and no view. */
  name?: string;
}

/** Enter a document into the record. One document is one source; a translation is another. */
export interface RegisterSource {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  publisher?: string;
  language: string;
  url?: string;
  published?: string;
  translation_of?: string;
  /** What the source is: a file, a page on the web, a document on paper, a letter, a public register, or a conversation. A page has an address. Paper and a conversation have no hash: a scan is a file. */
  source_type?: "file" | "web-page" | "paper" | "letter" | "register" | "conversation";
  /** SHA-256 of the document's bytes, in hex. Left out where they are not at hand. */
  hash?: string;
}

/** Record that two entries that look alike speak of two bodies, so that nobody is asked again. */
export interface RejectIdentity {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  other: string;
  reason?: string;
}

/** Record that an organisation no longer coordinates a cluster. */
export interface ReleaseCoordinator {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  organisation: string;
  reason?: string;
}

/** Record how a cluster is called from now on. */
export interface RenameCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** Record how a party is called from now on. */
export interface RenameParty {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** Pass on a number that somebody gave; it never changes the roster. */
export interface ReportMembershipCount {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  count: number;
  class?: "all" | "supporting" | "founders" | "partners" | "firms" | "paying";
  comparator?: "exactly" | "over" | "about" | "at-least" | "almost";
  /** Other clusters whose members the number counts together with those of this one. */
  also_in?: string[];
  /** In how many clusters together, where the source says so. */
  clusters_count?: number;
  /** The day for which the number was given; `occurred` when left out. */
  as_of?: string | DateInput;
}

/** Request events. */
export interface RequestSubscription {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  subscriber: string;
  /** Which events, of those that the subscriber may see; when left out, all of them. */
  filter?: FilterExpression;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
}

/** Take a fact back: it should not have been recorded. */
export interface RetractFact {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also?: string[];
  reason: string;
}

/** End a subscription. */
export interface RevokeSubscription {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  reason?: string;
}

/** The schemas of all events. */
export interface SchemaList {
  schemas: { type: string; version: number; url: string; }[];
}

/** A code of a classification of activities, which always has an edition. */
export interface Sector {
  scheme: "PKD" | "NACE";
  edition: string;
  code: string;
  /** A text by BCP 47 language tag. */
  label?: Record<string, string>;
  /** Whether it is the main activity. */
  main?: boolean;
}

/** Sign for one of the listed parties. */
export interface SignAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  party: string;
  represented_by?: string;
  signatories?: Signatory[];
  place?: Place;
}

/** Who put the signature: a person by id, the function, the organisation acted for. */
export interface Signatory {
  person?: string;
  /** A text by BCP 47 language tag. */
  function?: Record<string, string>;
  organisation?: string;
}

/** Record that a cluster was divided into others. Nothing follows here but amendments. */
export interface SplitCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  /** Whether its members are members of what follows by this alone; left out where that is not known. */
  members_pass?: boolean;
  /** Whether its agreements bind what follows by this alone; left out where that is not known. */
  agreements_pass?: boolean;
  into: string[];
}

/** An event as a CloudEvent in RFC 8785 form: these bytes never change. `audience` and `salt` stand in restricted events only. `data` follows the schema that `dataschema` names. */
export interface Statement {
  specversion: "1.0";
  id: string;
  source: "urn:upland:registry";
  type: string;
  subject: string;
  time: string;
  datacontenttype: "application/json";
  dataschema: string;
  /** The position in the log, in 20 digits. */
  sequence: string;
  streamversion: string;
  correlationid: string;
  causationid?: string;
  audience?: "partners" | "participants" | "owner";
  /** 16 random bytes, base64url. */
  salt?: string;
  data: Record<string, unknown>;
}

/** Bring a document forward that speaks of a promise. */
export interface SubmitEvidence {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  submitter: string;
  document: string;
  /** The document's words on the promise. */
  text?: Record<string, string>;
}

/** Record that an agreement was ended. */
export interface TerminateAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  reason: string;
}

/** Record that a cluster is no longer linked to another one, such as the part of a cluster that left it. */
export interface UnlinkCluster {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  relation: "same-as" | "successor-of" | "part-of";
  other: string;
  reason?: string;
}

/** Record that two entries that were linked speak of two bodies after all. */
export interface UnlinkIdentity {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  other: string;
  reason: string;
}

/** Leave an agreement that stands. It ends when fewer than two parties are left. */
export interface WithdrawFromAgreement {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  party: string;
  reason?: string;
}

/** Record that a cluster's recognition ended before its time. */
export interface WithdrawRecognition {
  /** When it was so: an EDTF string, or {edtf, phrase, inferred_from}. */
  occurred?: string | DateInput;
  sources?: Citation[];
  mode?: "performed" | "reported";
  /** Who may read it; when left out, the event's own, and public for what a source has reported. */
  audience?: "public" | "partners" | "participants" | "owner";
  scheme: string;
  reason?: string;
}

/** The type of a command's body by its collection and verb. */
export interface Commands {
  "parties/register": RegisterParty;
  "parties/rename": RenameParty;
  "parties/add-alias": AddPartyAlias;
  "parties/identify": IdentifyParty;
  "parties/link": LinkIdentity;
  "parties/accept-link": AcceptIdentity;
  "parties/reject-link": RejectIdentity;
  "parties/unlink": UnlinkIdentity;
  "parties/declare-type": DeclareOrganisationType;
  "parties/declare-seat": DeclareSeat;
  "parties/declare-sectors": DeclareSectors;
  "persons/register": RegisterPerson;
  "persons/assume-function": AssumeFunction;
  "persons/end-function": EndFunction;
  "persons/erase": ErasePerson;
  "clusters/announce": AnnounceClusterInitiative;
  "clusters/found": FoundCluster;
  "clusters/appoint-coordinator": AppointCoordinator;
  "clusters/release-coordinator": ReleaseCoordinator;
  "clusters/declare-specialisation": DeclareSpecialisation;
  "clusters/drop-specialisation": DropSpecialisation;
  "clusters/declare-purpose": DeclarePurpose;
  "clusters/adopt-strategy": AdoptStrategy;
  "clusters/form-task-team": FormTaskTeam;
  "clusters/dissolve-task-team": DissolveTaskTeam;
  "clusters/dissolve": DissolveCluster;
  "clusters/rename": RenameCluster;
  "clusters/merge": MergeCluster;
  "clusters/split": SplitCluster;
  "clusters/add-alias": AddClusterAlias;
  "clusters/identify": IdentifyCluster;
  "clusters/link": LinkCluster;
  "clusters/unlink": UnlinkCluster;
  "clusters/report-membership-count": ReportMembershipCount;
  "clusters/grant-recognition": GrantRecognition;
  "clusters/withdraw-recognition": WithdrawRecognition;
  "memberships/apply": ApplyForMembership;
  "memberships/decline": DeclineMembership;
  "memberships/join": JoinCluster;
  "memberships/change-class": ChangeMemberClass;
  "memberships/leave": LeaveCluster;
  "agreements/propose": ProposeAgreement;
  "agreements/sign": SignAgreement;
  "agreements/conclude": ConcludeAgreement;
  "agreements/accede": AccedeToAgreement;
  "agreements/withdraw": WithdrawFromAgreement;
  "agreements/approve-amendment": ApproveAmendment;
  "agreements/amend": AmendAgreement;
  "agreements/terminate": TerminateAgreement;
  "agreements/expire": ExpireAgreement;
  "agreements/record-joint-action": RecordJointAction;
  "agreements/record-project": RecordAgreementProject;
  "visits/plan": PlanVisit;
  "visits/cancel": CancelVisit;
  "visits/hold": HoldVisit;
  "visits/record-outcome": RecordVisitOutcome;
  "conferences/hold": HoldConference;
  "commitments/make": MakeCommitment;
  "commitments/submit-evidence": SubmitEvidence;
  "commitments/assess": AssessCommitment;
  "sources/register": RegisterSource;
  "subscriptions/request": RequestSubscription;
  "subscriptions/approve": ApproveSubscription;
  "subscriptions/revoke": RevokeSubscription;
  "parties/confirm": ConfirmFact;
  "parties/dispute": DisputeFact;
  "parties/refine": RefineFact;
  "parties/correct": CorrectFact;
  "parties/retract": RetractFact;
  "parties/rank": RankValue;
  "persons/confirm": ConfirmFact;
  "persons/dispute": DisputeFact;
  "persons/refine": RefineFact;
  "persons/correct": CorrectFact;
  "persons/retract": RetractFact;
  "persons/rank": RankValue;
  "clusters/confirm": ConfirmFact;
  "clusters/dispute": DisputeFact;
  "clusters/refine": RefineFact;
  "clusters/correct": CorrectFact;
  "clusters/retract": RetractFact;
  "clusters/rank": RankValue;
  "memberships/confirm": ConfirmFact;
  "memberships/dispute": DisputeFact;
  "memberships/refine": RefineFact;
  "memberships/correct": CorrectFact;
  "memberships/retract": RetractFact;
  "memberships/rank": RankValue;
  "agreements/confirm": ConfirmFact;
  "agreements/dispute": DisputeFact;
  "agreements/refine": RefineFact;
  "agreements/correct": CorrectFact;
  "agreements/retract": RetractFact;
  "agreements/rank": RankValue;
  "visits/confirm": ConfirmFact;
  "visits/dispute": DisputeFact;
  "visits/refine": RefineFact;
  "visits/correct": CorrectFact;
  "visits/retract": RetractFact;
  "visits/rank": RankValue;
  "conferences/confirm": ConfirmFact;
  "conferences/dispute": DisputeFact;
  "conferences/refine": RefineFact;
  "conferences/correct": CorrectFact;
  "conferences/retract": RetractFact;
  "conferences/rank": RankValue;
  "commitments/confirm": ConfirmFact;
  "commitments/dispute": DisputeFact;
  "commitments/refine": RefineFact;
  "commitments/correct": CorrectFact;
  "commitments/retract": RetractFact;
  "commitments/rank": RankValue;
  "sources/confirm": ConfirmFact;
  "sources/dispute": DisputeFact;
  "sources/refine": RefineFact;
  "sources/correct": CorrectFact;
  "sources/retract": RetractFact;
  "sources/rank": RankValue;
  "subscriptions/confirm": ConfirmFact;
  "subscriptions/dispute": DisputeFact;
  "subscriptions/refine": RefineFact;
  "subscriptions/correct": CorrectFact;
  "subscriptions/retract": RetractFact;
  "subscriptions/rank": RankValue;
}
