// Made from services/notifications/openapi.json by `make contracts`: change the types there.

/** The language of the sentences, where the address does not name another. */
export interface AtomRequest {
  kind: "atom";
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since?: string | number;
  lang?: "pl" | "en";
}

/** The language of the sentences, where the address does not name another. */
export interface CalendarRequest {
  kind: "calendar";
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since?: string | number;
  lang?: "pl" | "en";
}

/** A channel: a cursor over the feed of its subscription's subscriber, and how it is pushed. */
export interface Channel {
  id: string;
  subscription: string;
  kind: "atom" | "calendar" | "digest" | "kafka" | "webhook";
  state: "pending" | "active" | "paused" | "disabled" | "closing" | "closed";
  /** Why it is in that state. */
  reason: string | null;
  /** Everything up to it is delivered, or among the deliveries. */
  cursor: string;
  /** Positions of the record behind the cursor. */
  lag: number | null;
  /** When the first event after the cursor was recorded; null at the end of the feed. */
  behind_since?: string | null;
  /** How many deliveries have each status. */
  undelivered?: { pending: number; waiting: number; failed: number; };
  /** As they were chosen. */
  settings: Record<string, unknown>;
  created: string;
  changed: string;
  /** Shown this once. */
  secret?: string;
  /** Of a new key pair. Shown this once. */
  public_key?: string;
  /** The secrets that sign now, the newest first: until when. */
  secrets?: ({ until: string | null; })[];
  public_keys?: string[];
  /** Where the public keys are. */
  jwks?: string;
  failing_since?: string | null;
  last_success?: string | null;
  notice?: { state: "sending" | "sent" | "refused" | "unknown"; at: string; } | null;
  /** How to read the topic; the password is `secret`. */
  kafka?: { bootstrap: string | null; security: "SASL_PLAINTEXT" | "SASL_SSL"; mechanism: "SCRAM-SHA-256"; username: string; topic: string; groups: string; };
  /** The address that an Atom feed or a calendar is read by. Shown this once. */
  url?: string;
  /** Until when digests were composed. */
  composed?: string | null;
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

export type ChannelRequest = WebhookRequest | KafkaRequest | DigestRequest | AtomRequest | CalendarRequest;

/** The channels of a subscription. */
export interface Channels {
  items: Channel[];
}

/** How many it was done to. */
export interface DecisionMade {
  count: number;
}

/** Deliveries, the latest change first. */
export interface Deliveries {
  items: Delivery[];
}

/** The delivery of one event. */
export interface Delivery {
  id: string;
  event: string;
  type: string;
  cursor: string;
  status: "pending" | "waiting" | "delivered" | "failed";
  attempts: number;
  first_at: string | null;
  last_at: string | null;
  next_at: string | null;
  changed_at: string;
  answer: ReceiverAnswer;
}

/** When a digest comes, to whom, and in which language. */
export interface DigestRequest {
  kind: "digest";
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since?: string | number;
  /** Where it goes. Its reader confirms it before the first digest. */
  address: string;
  every?: "day" | "week";
  /** Of a weekly digest: 1 is Monday. */
  weekday?: number;
  /** The hour of the local time. */
  hour?: number;
  /** Of the IANA list. */
  time_zone?: string;
  lang?: "pl" | "en";
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

/** What an owner chooses for a Kafka channel. */
export interface KafkaRequest {
  kind: "kafka";
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since?: string | number;
  /** For a further topic of the same subscriber, upland.partner.dkm.NAME. */
  name?: string | null;
}

/** A record that was set aside, with its bytes as they came. */
export interface LetterContent {
  id: string;
  status: "poison" | "waiting" | "foreign" | "replayed" | "discarded";
  stream: string | null;
  event: string | null;
  position: number | null;
  partition: number;
  offset: number | null;
  reason: string;
  attempts: number;
  next_retry: string | null;
  noted_at: string;
  /** Why it was discarded. */
  why: string | null;
  /** Events of its stream that wait for it. */
  behind: number;
  headers: Record<string, string>;
  key: string | null;
  /** Base64 after `base64:` where it is no text. */
  value: string | null;
}

/** One by its `id`, or all that one `failure` has stopped. */
export interface LetterDecision {
  id?: string;
  failure?: string;
}

/** One by its `id`, or all that one `failure` has stopped, and why. */
export interface LetterDiscard {
  id?: string;
  failure?: string;
  why: string;
}

/** A record that was set aside. */
export interface LetterItem {
  id: string;
  status: "poison" | "waiting" | "foreign" | "replayed" | "discarded";
  stream: string | null;
  event: string | null;
  position: number | null;
  partition: number;
  offset: number | null;
  reason: string;
  attempts: number;
  next_retry: string | null;
  noted_at: string;
  /** Why it was discarded. */
  why: string | null;
  /** Events of its stream that wait for it. */
  behind: number;
}

/** What is set aside. */
export interface LetterList {
  items: LetterItem[];
  count: number;
}

/** The holder of a key. */
export interface Me {
  name: string;
  /** The key's id. */
  key: string | null;
  subject: string | null;
  scopes: string[];
  /** What the key reads of the feed. */
  reads: { sentence: string; groups: string[] | null; };
  /** The cursor after everything that can be read now. */
  end: string;
  subscriptions: OwnSubscription[];
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

/** A subscription, and the channels that it has. */
export interface OwnSubscription {
  id: string;
  subscriber: string;
  stage: "requested" | "approved" | "revoked";
  filter: FilterExpression | null;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
  /** Of its latest event. */
  position: number;
  changed: string;
  channels: Channel[];
}

/** Beginnings or endings of the event's attributes. All of them must be so. */
export interface PartialValues {
  type?: string;
  stream?: string;
  cluster?: string;
  party?: string;
  audience?: string;
}

/** What went wrong and what to do about it (RFC 9457). Members such as `rule`, `expected`, `actual`, `scope` or `limit` give the numbers of the case. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { pointer: string; message: string; }[];
}

/** What to rebuild, all when left out; to compare only; or to switch back. */
export interface RebuildOrder {
  model?: string | null;
  action?: "rebuild" | "compare" | "undo";
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

/** What a receiver answered. */
export interface ReceiverAnswer {
  /** The HTTP status; null where there was no answer. */
  status: number | null;
  /** The beginning of the body, secrets masked. */
  body: string | null;
  /** Why there was no answer. */
  error: string | null;
  took_ms: number | null;
}

/** From where to read again. */
export interface ReplayRequest {
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since: string | number;
}

/** A subscription. */
export interface Subscription {
  id: string;
  subscriber: string;
  stage: "requested" | "approved" | "revoked";
  filter: FilterExpression | null;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
  /** Of its latest event. */
  position: number;
  changed: string;
}

/** What is asked for. Without a filter it is all that the subscriber may read. */
export interface SubscriptionRequest {
  /** Made by the server when left out. */
  id?: string;
  /** The key's subject when left out. */
  subscriber?: string;
  filter?: FilterExpression;
  /** A text by BCP 47 language tag. */
  purpose: Record<string, string>;
}

/** Subscriptions by id. */
export interface Subscriptions {
  items: Subscription[];
}

/** What became of a test or a challenge; of a challenge with the channel as it is then. */
export interface Tried {
  ok: boolean;
  answer: ReceiverAnswer;
}

/** Where events are posted, and how. */
export interface WebhookRequest {
  kind: "webhook";
  /** A time with an offset, a position, a cursor, or `beginning`. */
  since?: string | number;
  /** The receiver's address: HTTPS, port 443 or above 1023, a public address. */
  url: string;
  /** By a shared secret (`v1`, HMAC-SHA256) or by a key pair (`v1a`, ed25519). */
  signature?: "v1" | "v1a";
  /** One event in a request, or several. */
  content?: "event" | "batch";
  /** Events in a request at most, where there are several. */
  batch_size?: number;
  /** Requests under way at once at most; those of one stream come one after another. */
  streams_at_once?: number;
  /** Who gets a mail when the webhook is disabled. */
  contact?: string | null;
  /** The language of that mail. */
  lang?: "pl" | "en";
  /** For its owner. */
  label?: string | null;
}

/** The settings of each kind of channel, as JSON Schema. */
export const CHANNEL_FORMS = {
  "webhook": {
    "properties": {
      "since": {
        "type": [
          "string",
          "integer"
        ],
        "description": "A time with an offset, a position, a cursor, or `beginning`.",
        "examples": [
          "2026-11-01T00:00:00Z"
        ]
      },
      "url": {
        "description": "The receiver's address: HTTPS, port 443 or above 1023, a public address.",
        "examples": [
          "https://partner.example/hooks/upland"
        ],
        "maxLength": 2000,
        "title": "Url",
        "type": "string"
      },
      "signature": {
        "default": "v1",
        "description": "By a shared secret (`v1`, HMAC-SHA256) or by a key pair (`v1a`, ed25519).",
        "enum": [
          "v1",
          "v1a"
        ],
        "title": "Signature",
        "type": "string"
      },
      "content": {
        "default": "event",
        "description": "One event in a request, or several.",
        "enum": [
          "event",
          "batch"
        ],
        "title": "Content",
        "type": "string"
      },
      "batch_size": {
        "default": 100,
        "description": "Events in a request at most, where there are several.",
        "maximum": 500,
        "minimum": 1,
        "title": "Batch Size",
        "type": "integer"
      },
      "streams_at_once": {
        "default": 10,
        "description": "Requests under way at once at most; those of one stream come one after another.",
        "maximum": 50,
        "minimum": 1,
        "title": "Streams At Once",
        "type": "integer"
      },
      "contact": {
        "anyOf": [
          {
            "maxLength": 254,
            "pattern": "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$",
            "type": "string"
          },
          {
            "type": "null"
          }
        ],
        "default": null,
        "description": "Who gets a mail when the webhook is disabled.",
        "examples": [
          "integration@dkm.example"
        ],
        "title": "Contact"
      },
      "lang": {
        "default": "pl",
        "description": "The language of that mail.",
        "enum": [
          "pl",
          "en"
        ],
        "title": "Lang",
        "type": "string"
      },
      "label": {
        "anyOf": [
          {
            "maxLength": 100,
            "type": "string"
          },
          {
            "type": "null"
          }
        ],
        "default": null,
        "description": "For its owner.",
        "title": "Label"
      }
    },
    "required": [
      "url"
    ]
  },
  "kafka": {
    "properties": {
      "since": {
        "type": [
          "string",
          "integer"
        ],
        "description": "A time with an offset, a position, a cursor, or `beginning`.",
        "examples": [
          "2026-11-01T00:00:00Z"
        ]
      },
      "name": {
        "anyOf": [
          {
            "pattern": "^[a-z0-9][a-z0-9-]{0,30}$",
            "type": "string"
          },
          {
            "type": "null"
          }
        ],
        "default": null,
        "description": "For a further topic of the same subscriber, upland.partner.dkm.NAME.",
        "title": "Name"
      }
    },
    "required": []
  },
  "digest": {
    "properties": {
      "since": {
        "type": [
          "string",
          "integer"
        ],
        "description": "A time with an offset, a position, a cursor, or `beginning`.",
        "examples": [
          "2026-11-01T00:00:00Z"
        ]
      },
      "address": {
        "description": "Where it goes. Its reader confirms it before the first digest.",
        "examples": [
          "office@dkm.example"
        ],
        "maxLength": 254,
        "pattern": "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$",
        "title": "Address",
        "type": "string"
      },
      "every": {
        "default": "day",
        "enum": [
          "day",
          "week"
        ],
        "title": "Every",
        "type": "string"
      },
      "weekday": {
        "default": 1,
        "description": "Of a weekly digest: 1 is Monday.",
        "maximum": 7,
        "minimum": 1,
        "title": "Weekday",
        "type": "integer"
      },
      "hour": {
        "default": 7,
        "description": "The hour of the local time.",
        "maximum": 23,
        "minimum": 0,
        "title": "Hour",
        "type": "integer"
      },
      "time_zone": {
        "default": "Europe/Warsaw",
        "description": "Of the IANA list.",
        "maxLength": 64,
        "title": "Time Zone",
        "type": "string"
      },
      "lang": {
        "default": "pl",
        "enum": [
          "pl",
          "en"
        ],
        "title": "Lang",
        "type": "string"
      }
    },
    "required": [
      "address"
    ]
  },
  "atom": {
    "properties": {
      "since": {
        "type": [
          "string",
          "integer"
        ],
        "description": "A time with an offset, a position, a cursor, or `beginning`.",
        "examples": [
          "2026-11-01T00:00:00Z"
        ]
      },
      "lang": {
        "default": "pl",
        "enum": [
          "pl",
          "en"
        ],
        "title": "Lang",
        "type": "string"
      }
    },
    "required": []
  },
  "calendar": {
    "properties": {
      "since": {
        "type": [
          "string",
          "integer"
        ],
        "description": "A time with an offset, a position, a cursor, or `beginning`.",
        "examples": [
          "2026-11-01T00:00:00Z"
        ]
      },
      "lang": {
        "default": "pl",
        "enum": [
          "pl",
          "en"
        ],
        "title": "Lang",
        "type": "string"
      }
    },
    "required": []
  }
};

/** The types of events. */
export const EVENT_TYPES: string[] = ["AgreementAmended", "AgreementConcluded", "AgreementExpired", "AgreementProjectRecorded", "AgreementProposed", "AgreementSigned", "AgreementTerminated", "AmendmentApproved", "ClusterAliasAdded", "ClusterDissolved", "ClusterFounded", "ClusterIdentified", "ClusterInitiativeAnnounced", "ClusterLinked", "ClusterMerged", "ClusterRenamed", "ClusterSplit", "ClusterUnlinked", "CommitmentAssessed", "CommitmentMade", "ConferenceHeld", "CoordinatorAppointed", "CoordinatorReleased", "EvidenceSubmitted", "FactConfirmed", "FactCorrected", "FactDisputed", "FactRefined", "FactRetracted", "FunctionAssumed", "FunctionEnded", "IdentityAccepted", "IdentityLinked", "IdentityRejected", "IdentityUnlinked", "JointActionRecorded", "MemberClassChanged", "MemberJoined", "MemberLeft", "MembershipApplied", "MembershipCountReported", "MembershipDeclined", "OrganisationTypeDeclared", "PartyAcceded", "PartyAliasAdded", "PartyIdentified", "PartyRegistered", "PartyRenamed", "PartyWithdrew", "PersonErased", "PersonRegistered", "PurposeDeclared", "RecognitionGranted", "RecognitionWithdrawn", "SeatDeclared", "SectorsDeclared", "SourceRegistered", "SpecialisationDeclared", "SpecialisationDropped", "StrategyAdopted", "SubscriptionApproved", "SubscriptionRequested", "SubscriptionRevoked", "TaskTeamDissolved", "TaskTeamFormed", "ValueRanked", "VisitCancelled", "VisitHeld", "VisitOutcomeRecorded", "VisitPlanned"];
