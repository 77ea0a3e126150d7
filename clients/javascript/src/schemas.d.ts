// Made from contracts/schemas by `make contracts`: change the types there.

/** The members that every event has: CloudEvents 1.0 and the extensions of Upland. `id` is `subject@streamversion`. */
export interface Envelope {
  specversion: "1.0";
  id: string;
  source: string;
  subject: string;
  /** When it was recorded, in UTC with six decimals. */
  time: string;
  datacontenttype: "application/json";
  dataschema: string;
  /** The position in the log, in 20 digits. */
  sequence: string;
  streamversion: string;
  correlationid: string;
  causationid?: string;
  /** Only where it is not for everybody. */
  audience?: "partners" | "participants";
  salt?: string;
}

/** An event of any type, also of one that came after this package. */
export interface AnyEvent extends Envelope {
  type: string;
  data: Record<string, unknown>;
}

/** Where a fact is reported: a registered source, and the place in it. */
export interface Citation {
  id: string;
  locator?: string;
}

/** A code in a classification such as PKD or NACE. What was recorded in version 1 may lack its scheme or edition. */
export interface Classification {
  scheme?: string;
  edition?: string;
  code: string;
}

/** A point on the map: decimal degrees of WGS 84. They are text, since there are no floats in the record. */
export interface Coordinates {
  /** Degrees north, from -90 to 90; south is negative. */
  latitude: string;
  /** Degrees east, from -180 to 180; west is negative. */
  longitude: string;
}

/** Who took part: on which side, in which function, for which organisation. */
export interface Delegate {
  side: "host" | "visitor";
  /** A text by BCP 47 language tag. */
  function?: Record<string, string>;
  person?: string;
  organisation?: string;
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

/** Which events: one dialect with its values, or one that combines expressions. */
export interface FilterExpression {
  exact?: ExactValues;
  prefix?: PartialValues;
  suffix?: PartialValues;
  all?: FilterExpression[];
  any?: FilterExpression[];
  not?: FilterExpression;
}

/** The filter of version 1; an empty list requested all that the subscriber may see. */
export interface FilterV1 {
  types: string[];
  clusters: string[];
  audiences: ("public" | "partners" | "participants" | "owner")[];
}

/** A sum of money, and how exactly its source gives it. */
export interface Money {
  value: string;
  /** ISO 4217. */
  currency: string;
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
}

/** When something was so in the world. The bounds are made from `edtf` once, when a command is accepted. `phrase` is the source's wording, `inferred_from` why `edtf` is more exact than the phrase. */
export interface Occurred {
  edtf: string;
  earliest?: string;
  latest?: string;
  phrase?: string;
  inferred_from?: string;
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

/** Who takes part in a project, and with how much of the money, where that is known. */
export interface ProjectShare {
  party: string;
  amount?: Money;
}

/** A region by its code: of NUTS with the year of the edition, or of the Polish register TERYT. */
export interface Region {
  scheme: "nuts" | "teryt";
  code: string;
  edition?: string;
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

/** Who put the signature: a person by id, the function, the organisation acted for. */
export interface Signatory {
  person?: string;
  /** A text by BCP 47 language tag. */
  function?: Record<string, string>;
  organisation?: string;
}

/** The agreement reads otherwise from then on; version 1 has no indefinite duration. */
export interface AgreementAmendedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  changes: Record<string, string>;
  document_hash: string;
  valid_until?: Occurred;
}

/** The agreement reads otherwise from then on. */
export interface AgreementAmendedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  changes: Record<string, string>;
  document_hash: string;
  valid_until?: Occurred;
  indefinite?: boolean;
}

/** The agreement stands; what was proposed and signed is public from now on. */
export interface AgreementConcludedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  document_hash?: string;
}

/** The agreement holds no longer: its time has run out. */
export interface AgreementExpiredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason?: string;
}

/** This project is carried out under the agreement, which does not sleep. */
export interface AgreementProjectRecordedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  programme?: string;
  /** The money of the whole project. */
  amount?: Money;
  shares: ProjectShare[];
}

/** These parties mean to agree on this subject; version 1 has no last day. */
export interface AgreementProposedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  kind: string;
  parties: string[];
  /** A text by BCP 47 language tag. */
  subject: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
  binding?: boolean;
  beneficiaries: string[];
  /** The source adds “among others”: there are parties that it does not name. */
  others: boolean;
  conference?: string;
}

/** These parties mean to agree on this subject; version 2 has no indefinite duration. */
export interface AgreementProposedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  kind: string;
  parties: string[];
  /** A text by BCP 47 language tag. */
  subject: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
  binding?: boolean;
  beneficiaries: string[];
  /** The source adds “among others”: there are parties that it does not name. */
  others: boolean;
  conference?: string;
  valid_until?: Occurred;
}

/** These parties mean to agree on this subject. Beneficiaries are not parties. */
export interface AgreementProposedV3 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  kind: string;
  parties: string[];
  /** A text by BCP 47 language tag. */
  subject: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
  binding?: boolean;
  beneficiaries: string[];
  /** The source adds “among others”: there are parties that it does not name. */
  others: boolean;
  conference?: string;
  valid_until?: Occurred;
  indefinite?: boolean;
}

/** The party has signed, itself or through the organisation that represents it. */
export interface AgreementSignedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  party: string;
  represented_by?: string;
  signatories: Signatory[];
  place?: Place;
}

/** The agreement holds no longer: somebody ended it. */
export interface AgreementTerminatedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason: string;
}

/** The party agrees to the text with this hash. */
export interface AmendmentApprovedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  party: string;
  document_hash: string;
}

/** The cluster is called so too from then on; its names stay as they are. */
export interface ClusterAliasAddedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** The cluster is no more; what it was party to is flagged. */
export interface ClusterDissolvedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  successors: string[];
}

/** The cluster exists. Its initiators are not thereby its founders, coordinators or members. */
export interface ClusterFoundedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names?: Record<string, string>;
  abbreviation?: string;
  initiators: string[];
  founders_count?: number;
}

/** The cluster has this number in this register from then on; no other cluster has. */
export interface ClusterIdentifiedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  scheme: string;
  value: string;
}

/** A cluster is meant to come; it does not exist yet. */
export interface ClusterInitiativeAnnouncedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  initiators: string[];
  /** A text by BCP 47 language tag. */
  focus?: Record<string, string>;
}

/** The cluster is linked to the other one from then on; no count and no roster changes by it. */
export interface ClusterLinkedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  relation: "same-as" | "successor-of" | "part-of";
  other: string;
  evidence?: string;
  certainty: "certain" | "likely" | "possible";
}

/** The cluster is no more; the other one is its successor. */
export interface ClusterMergedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** Whether its members are members of what follows by this alone; left out where that is not known. */
  members_pass?: boolean;
  /** Whether its agreements bind what follows by this alone; left out where that is not known. */
  agreements_pass?: boolean;
  /** The cluster that goes on: a new one, or one of those that merge. */
  into: string;
}

/** The cluster has these names from then on; it keeps its id, and its earlier names stay findable. */
export interface ClusterRenamedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** The cluster is no more; the others are its successors. */
export interface ClusterSplitV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** Whether its members are members of what follows by this alone; left out where that is not known. */
  members_pass?: boolean;
  /** Whether its agreements bind what follows by this alone; left out where that is not known. */
  agreements_pass?: boolean;
  into: string[];
}

/** The cluster is no longer linked to the other one. */
export interface ClusterUnlinkedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  relation: "same-as" | "successor-of" | "part-of";
  other: string;
  reason?: string;
}

/** A verdict, and the evidence on which it rests. */
export interface CommitmentAssessedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  assessor?: string;
  verdict: "fulfilled" | "partly-fulfilled" | "not-fulfilled" | "in-progress" | "not-verifiable";
  /** What limits the verdict, as “a general promise”. */
  qualification?: Record<string, string>;
  hard_to_verify: boolean;
  /** A text by BCP 47 language tag. */
  rationale?: Record<string, string>;
  /** Events of this commitment in which the evidence was submitted. */
  evidence: string[];
}

/** This was promised, by the promisor where the source names one. */
export interface CommitmentMadeV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  promisor?: string;
  /** A text by BCP 47 language tag. */
  text: Record<string, string>;
}

/** A conference took place; guests came from so many countries. */
export interface ConferenceHeldV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  place?: Place;
  organiser?: string;
  countries?: number;
  /** A text by BCP 47 language tag. */
  theme?: Record<string, string>;
}

/** The organisation leads the cluster, or helps to lead it. */
export interface CoordinatorAppointedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  organisation: string;
  role: "lead" | "co";
}

/** The organisation no longer leads the cluster, nor helps to lead it. */
export interface CoordinatorReleasedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  organisation: string;
  reason?: string;
}

/** The submitter brought this document forward; the submitter may be the promisor. */
export interface EvidenceSubmittedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  submitter: string;
  document: string;
  /** The document's words on the promise. */
  text?: Record<string, string>;
}

/** The party confirms that the fact is right. Version 1 is of one fact. */
export interface FactConfirmedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  by: string;
  reason?: string;
  target: string;
}

/** The party confirms that the fact is right. */
export interface FactConfirmedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  by: string;
  reason?: string;
}

/** The fact reads otherwise from now on; the earlier version stays readable. Version 1 is of one fact. */
export interface FactCorrectedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** The fields that were wrong, with their right values; null where there should be none. */
  fields: Record<string, unknown>;
  reason: string;
  target: string;
}

/** The fact reads otherwise from now on; the earlier version stays readable. */
export interface FactCorrectedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  /** The fields that were wrong, with their right values; null where there should be none. */
  fields: Record<string, unknown>;
  reason: string;
}

/** The party disputes the fact; fact and dispute both stay. Version 1 is of one fact. */
export interface FactDisputedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  by: string;
  reason: string;
  target: string;
}

/** The party disputes the fact; fact and dispute both stay. Version 2 has no rival values. */
export interface FactDisputedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  by: string;
  reason: string;
}

/** The party, or a source, disputes the fact; fact, dispute and rival values all stay. */
export interface FactDisputedV3 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  /** Who disputes it; left out where a source alone does. */
  by?: string;
  reason?: string;
  /** The rival values: what the party or the source gives instead, by field; null where there should be none. */
  fields?: Record<string, unknown>;
}

/** The fact's date is known better than before. Version 1 is of one fact. */
export interface FactRefinedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason?: string;
  target: string;
  date: Occurred;
}

/** The fact's date is known better than before. */
export interface FactRefinedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  reason?: string;
  date: Occurred;
}

/** The fact no longer counts; the earlier version stays readable. Version 1 is of one fact. */
export interface FactRetractedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason: string;
  target: string;
}

/** The fact no longer counts; the earlier version stays readable. */
export interface FactRetractedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  reason: string;
}

/** The person acts for the organisation under this title. */
export interface FunctionAssumedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  organisation: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
}

/** The person no longer acts for the organisation under this title. */
export interface FunctionEndedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  organisation: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
}

/** The proposed link is certain; the two entries are one party until they are unlinked. */
export interface IdentityAcceptedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  other: string;
  evidence?: string;
}

/** Both entries stay; each refers its readers to the other. */
export interface IdentityLinkedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  other: string;
  evidence: string;
  certainty: "certain" | "likely" | "possible";
}

/** The entries speak of two bodies; a link that was proposed is declined. */
export interface IdentityRejectedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  other: string;
  reason?: string;
}

/** The entries are no longer linked. */
export interface IdentityUnlinkedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  other: string;
  reason: string;
}

/** This was done together: the agreement does not sleep. */
export interface JointActionRecordedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  kind: string;
  participants: string[];
  /** A text by BCP 47 language tag. */
  text?: Record<string, string>;
}

/** The member is of another class from then on; version 1 has no word of the cluster's own. */
export interface MemberClassChangedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  from?: "full" | "founder" | "supporting" | "partner";
  to: "full" | "founder" | "supporting" | "partner";
}

/** The member is of another class from then on. */
export interface MemberClassChangedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  from?: "full" | "founder" | "supporting" | "partner";
  to: "full" | "founder" | "supporting" | "partner";
  to_label?: string;
}

/** The party is a member from then on; version 1 has no word of the cluster's own. */
export interface MemberJoinedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  class?: "full" | "founder" | "supporting" | "partner";
}

/** The party is a member from then on. */
export interface MemberJoinedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  class?: "full" | "founder" | "supporting" | "partner";
  class_label?: string;
}

/** The membership ended; joining again opens a new one. */
export interface MemberLeftV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason?: string;
}

/** The party wants to be a member. */
export interface MembershipAppliedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  class?: "full" | "founder" | "supporting" | "partner";
}

/** A claim about how many members of which class there were; version 1 has no “almost”. */
export interface MembershipCountReportedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  count: number;
  class: "all" | "supporting" | "founders" | "partners";
  comparator: "exactly" | "over" | "about" | "at-least";
  as_of?: Occurred;
}

/** A claim about how many members of which class there were; version 2 is of one cluster, and has fewer classes. */
export interface MembershipCountReportedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  count: number;
  class: "all" | "supporting" | "founders" | "partners";
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  as_of?: Occurred;
}

/** A claim about how many members of which class there were, in this cluster or in several together. */
export interface MembershipCountReportedV3 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  count: number;
  class: "all" | "supporting" | "founders" | "partners" | "firms" | "paying";
  comparator: "exactly" | "over" | "about" | "at-least" | "almost";
  /** Other clusters whose members the number counts together with those of this one. */
  also_in: string[];
  /** In how many clusters together, where the source says so. */
  clusters_count?: number;
  as_of?: Occurred;
}

/** The application was turned down; the party may apply again. */
export interface MembershipDeclinedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  class?: "full" | "founder" | "supporting" | "partner";
  reason?: string;
}

/** The organisation is of this type from then on. */
export interface OrganisationTypeDeclaredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  organisation_type: "enterprise" | "sme" | "large-enterprise" | "university" | "research-institute" | "school" | "science-park" | "business-support" | "ngo" | "public-body" | "cluster-organisation" | "other";
}

/** The agreement has one party more from then on. */
export interface PartyAccededV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  party: string;
  represented_by?: string;
  signatories: Signatory[];
  place?: Place;
}

/** The party is called so too; its names stay as they are. */
export interface PartyAliasAddedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** The party has this number in this register; no other party has. */
export interface PartyIdentifiedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  scheme: string;
  value: string;
}

/** A party is known under these names; its kind never changes. */
export interface PartyRegisteredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  kind: "organisation" | "unit" | "city" | "region";
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
  part_of?: string;
}

/** The party has these names from then on; it keeps its id, and its earlier names stay findable. */
export interface PartyRenamedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  names: Record<string, string>;
  abbreviation?: string;
}

/** The agreement has one party fewer from then on. */
export interface PartyWithdrewV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  party: string;
  reason?: string;
}

/** What was sealed for this person cannot be opened any more, and nothing can be sealed for it again. */
export interface PersonErasedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** Why the name has to go, such as a provision of law. Never the name itself: this text stays. */
  legal_basis: string;
}

/** There is a person with this id. */
export interface PersonRegisteredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
}

/** There is a person with this id. Each digest stands for a field that was sealed. */
export interface PersonRegisteredV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** RFC 9901: base64url of the SHA-256 of each disclosure, in their order. */
  _sd: string[];
}

/** The cluster's mission and goals. */
export interface PurposeDeclaredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  mission: Record<string, string>;
  goals: Record<string, string>[];
}

/** The cluster bears the title for this time. */
export interface RecognitionGrantedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  scheme: string;
  grantor?: string;
  valid_from?: Occurred;
  valid_to?: Occurred;
}

/** The cluster bears the title no longer. */
export interface RecognitionWithdrawnV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  scheme: string;
  reason?: string;
}

/** The organisation has its seat here from then on; version 1 has no coordinates. */
export interface SeatDeclaredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** ISO 3166-1. */
  country?: string;
  region?: Region;
  address?: string;
  place?: Place;
}

/** The organisation has its seat here from then on. */
export interface SeatDeclaredV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** ISO 3166-1. */
  country?: string;
  region?: Region;
  address?: string;
  place?: Place;
  coordinates?: Coordinates;
}

/** The organisation works in these sectors from then on. */
export interface SectorsDeclaredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  sectors: Sector[];
}

/** There is a document with this hash; version 1 always has one. */
export interface SourceRegisteredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  publisher?: string;
  language: string;
  url?: string;
  published?: string;
  translation_of?: string;
  /** SHA-256 of the document's bytes, in hex. */
  hash: string;
}

/** There is a document; its bytes were not at hand where the hash is left out; version 2 has no type. */
export interface SourceRegisteredV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  publisher?: string;
  language: string;
  url?: string;
  published?: string;
  translation_of?: string;
  /** SHA-256 of the document's bytes, in hex. */
  hash?: string;
}

/** There is a source: a document, or what somebody said; its bytes were not at hand where the hash is left out. */
export interface SourceRegisteredV3 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  publisher?: string;
  language: string;
  url?: string;
  published?: string;
  translation_of?: string;
  /** What the source is: a file, a page on the web, a document on paper, a letter, a public register, or a conversation. */
  source_type?: "file" | "web-page" | "paper" | "letter" | "register" | "conversation";
  /** SHA-256 of the document's bytes, in hex. */
  hash?: string;
}

/** The cluster specialises in this. A code could stand without its scheme and edition. */
export interface SpecialisationDeclaredV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  label: Record<string, string>;
  scheme?: string;
  edition?: string;
  code?: string;
}

/** The cluster specialises in this. */
export interface SpecialisationDeclaredV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  label: Record<string, string>;
  classification?: Classification;
}

/** The cluster no longer specialises in this. */
export interface SpecialisationDroppedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** As it was declared; one language is enough. */
  label: Record<string, string>;
}

/** The cluster's strategy from then on. */
export interface StrategyAdoptedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  title: Record<string, string>;
  period?: Occurred;
}

/** The subscriber gets these events from now on. */
export interface SubscriptionApprovedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
}

/** The subscriber requests these events, for this purpose; the filter was three lists. */
export interface SubscriptionRequestedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  subscriber: string;
  filter: FilterV1;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
}

/** The subscriber asks for these events, for this purpose. */
export interface SubscriptionRequestedV2 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  subscriber: string;
  /** Which events, of those that the subscriber may see; when left out, all of them. */
  filter?: FilterExpression;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
}

/** The subscriber gets no more events; it may request them again. */
export interface SubscriptionRevokedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason?: string;
}

/** The team is no more; another may take its name. */
export interface TaskTeamDissolvedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** As it was formed; one language is enough. */
  name: Record<string, string>;
}

/** The team works from then on. */
export interface TaskTeamFormedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  name: Record<string, string>;
  lead?: string;
}

/** One of the values of the fact has this rank from then on. */
export interface ValueRankedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  target: string;
  /** Further events of the same stream that it amends in the same way. */
  also: string[];
  /** The dispute that gives the rival values; left out for the value that was recorded. */
  value?: string;
  rank: "preferred" | "normal" | "deprecated";
  /** The field that is ranked; left out for all of them. */
  field?: string;
  /** In whose name it is ranked. */
  by?: string;
  reason?: string;
}

/** The visit does not take place. */
export interface VisitCancelledV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  reason?: string;
}

/** A visit took place. A site that was shown is not thereby a partner. */
export interface VisitHeldV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  host: string;
  visitors: string[];
  kind: string;
  delegates: Delegate[];
  sites: string[];
  place?: Place;
  /** Clusters that were spoken of. */
  clusters: string[];
  /** A text by BCP 47 language tag. */
  purpose?: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
}

/** What came of the visit, and which agreement or cluster it led to where that is known. */
export interface VisitOutcomeRecordedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  /** A text by BCP 47 language tag. */
  text: Record<string, string>;
  leads_to?: string;
}

/** A visit is meant to take place; it has not yet. */
export interface VisitPlannedV1 {
  occurred?: Occurred;
  sources: Citation[];
  mode: "performed" | "reported";
  /** The key under which it was recorded, by an opaque id. */
  actor: string;
  host: string;
  visitors: string[];
  kind: string;
  /** A text by BCP 47 language tag. */
  purpose?: Record<string, string>;
  /** A short title by language. */
  names?: Record<string, string>;
}

/** The type of `data` by the type of the event. */
export interface Data {
  "upland.AgreementAmended.v1": AgreementAmendedV1;
  "upland.AgreementAmended.v2": AgreementAmendedV2;
  "upland.AgreementConcluded.v1": AgreementConcludedV1;
  "upland.AgreementExpired.v1": AgreementExpiredV1;
  "upland.AgreementProjectRecorded.v1": AgreementProjectRecordedV1;
  "upland.AgreementProposed.v1": AgreementProposedV1;
  "upland.AgreementProposed.v2": AgreementProposedV2;
  "upland.AgreementProposed.v3": AgreementProposedV3;
  "upland.AgreementSigned.v1": AgreementSignedV1;
  "upland.AgreementTerminated.v1": AgreementTerminatedV1;
  "upland.AmendmentApproved.v1": AmendmentApprovedV1;
  "upland.ClusterAliasAdded.v1": ClusterAliasAddedV1;
  "upland.ClusterDissolved.v1": ClusterDissolvedV1;
  "upland.ClusterFounded.v1": ClusterFoundedV1;
  "upland.ClusterIdentified.v1": ClusterIdentifiedV1;
  "upland.ClusterInitiativeAnnounced.v1": ClusterInitiativeAnnouncedV1;
  "upland.ClusterLinked.v1": ClusterLinkedV1;
  "upland.ClusterMerged.v1": ClusterMergedV1;
  "upland.ClusterRenamed.v1": ClusterRenamedV1;
  "upland.ClusterSplit.v1": ClusterSplitV1;
  "upland.ClusterUnlinked.v1": ClusterUnlinkedV1;
  "upland.CommitmentAssessed.v1": CommitmentAssessedV1;
  "upland.CommitmentMade.v1": CommitmentMadeV1;
  "upland.ConferenceHeld.v1": ConferenceHeldV1;
  "upland.CoordinatorAppointed.v1": CoordinatorAppointedV1;
  "upland.CoordinatorReleased.v1": CoordinatorReleasedV1;
  "upland.EvidenceSubmitted.v1": EvidenceSubmittedV1;
  "upland.FactConfirmed.v1": FactConfirmedV1;
  "upland.FactConfirmed.v2": FactConfirmedV2;
  "upland.FactCorrected.v1": FactCorrectedV1;
  "upland.FactCorrected.v2": FactCorrectedV2;
  "upland.FactDisputed.v1": FactDisputedV1;
  "upland.FactDisputed.v2": FactDisputedV2;
  "upland.FactDisputed.v3": FactDisputedV3;
  "upland.FactRefined.v1": FactRefinedV1;
  "upland.FactRefined.v2": FactRefinedV2;
  "upland.FactRetracted.v1": FactRetractedV1;
  "upland.FactRetracted.v2": FactRetractedV2;
  "upland.FunctionAssumed.v1": FunctionAssumedV1;
  "upland.FunctionEnded.v1": FunctionEndedV1;
  "upland.IdentityAccepted.v1": IdentityAcceptedV1;
  "upland.IdentityLinked.v1": IdentityLinkedV1;
  "upland.IdentityRejected.v1": IdentityRejectedV1;
  "upland.IdentityUnlinked.v1": IdentityUnlinkedV1;
  "upland.JointActionRecorded.v1": JointActionRecordedV1;
  "upland.MemberClassChanged.v1": MemberClassChangedV1;
  "upland.MemberClassChanged.v2": MemberClassChangedV2;
  "upland.MemberJoined.v1": MemberJoinedV1;
  "upland.MemberJoined.v2": MemberJoinedV2;
  "upland.MemberLeft.v1": MemberLeftV1;
  "upland.MembershipApplied.v1": MembershipAppliedV1;
  "upland.MembershipCountReported.v1": MembershipCountReportedV1;
  "upland.MembershipCountReported.v2": MembershipCountReportedV2;
  "upland.MembershipCountReported.v3": MembershipCountReportedV3;
  "upland.MembershipDeclined.v1": MembershipDeclinedV1;
  "upland.OrganisationTypeDeclared.v1": OrganisationTypeDeclaredV1;
  "upland.PartyAcceded.v1": PartyAccededV1;
  "upland.PartyAliasAdded.v1": PartyAliasAddedV1;
  "upland.PartyIdentified.v1": PartyIdentifiedV1;
  "upland.PartyRegistered.v1": PartyRegisteredV1;
  "upland.PartyRenamed.v1": PartyRenamedV1;
  "upland.PartyWithdrew.v1": PartyWithdrewV1;
  "upland.PersonErased.v1": PersonErasedV1;
  "upland.PersonRegistered.v1": PersonRegisteredV1;
  "upland.PersonRegistered.v2": PersonRegisteredV2;
  "upland.PurposeDeclared.v1": PurposeDeclaredV1;
  "upland.RecognitionGranted.v1": RecognitionGrantedV1;
  "upland.RecognitionWithdrawn.v1": RecognitionWithdrawnV1;
  "upland.SeatDeclared.v1": SeatDeclaredV1;
  "upland.SeatDeclared.v2": SeatDeclaredV2;
  "upland.SectorsDeclared.v1": SectorsDeclaredV1;
  "upland.SourceRegistered.v1": SourceRegisteredV1;
  "upland.SourceRegistered.v2": SourceRegisteredV2;
  "upland.SourceRegistered.v3": SourceRegisteredV3;
  "upland.SpecialisationDeclared.v1": SpecialisationDeclaredV1;
  "upland.SpecialisationDeclared.v2": SpecialisationDeclaredV2;
  "upland.SpecialisationDropped.v1": SpecialisationDroppedV1;
  "upland.StrategyAdopted.v1": StrategyAdoptedV1;
  "upland.SubscriptionApproved.v1": SubscriptionApprovedV1;
  "upland.SubscriptionRequested.v1": SubscriptionRequestedV1;
  "upland.SubscriptionRequested.v2": SubscriptionRequestedV2;
  "upland.SubscriptionRevoked.v1": SubscriptionRevokedV1;
  "upland.TaskTeamDissolved.v1": TaskTeamDissolvedV1;
  "upland.TaskTeamFormed.v1": TaskTeamFormedV1;
  "upland.ValueRanked.v1": ValueRankedV1;
  "upland.VisitCancelled.v1": VisitCancelledV1;
  "upland.VisitHeld.v1": VisitHeldV1;
  "upland.VisitOutcomeRecorded.v1": VisitOutcomeRecordedV1;
  "upland.VisitPlanned.v1": VisitPlannedV1;
}

/** An event of a type that this package knows. */
export type KnownEvent = { [T in keyof Data]: Envelope & { type: T; data: Data[T] } }[keyof Data];
