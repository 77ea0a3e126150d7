// A client of Upland's record for partners: `Client` reads the feed and the stream, `Webhook` verifies what is posted.
// A `Journal` keeps the cursor and what was handled, so that each event is handled once.

/**
 * @typedef {import("./schemas.js").AnyEvent} Event
 * @typedef {import("./schemas.js").KnownEvent} KnownEvent
 * @typedef {import("./progress.js").Entry} Entry
 * @typedef {import("./journal.js").Store} Store
 * @typedef {import("./webhooks.js").Received} Received
 */

export { Client } from "./client.js";
export { Disconnected, InvalidSignature, OtherEpoch, Refused, UnknownCursor, UplandError } from "./errors.js";
export { Journal, MemoryStore, WebStore } from "./journal.js";
export { known } from "./known.js";
export { Progress } from "./progress.js";
export { Jwks, Webhook } from "./webhooks.js";
