// UplandError
// ├── Refused             the service refuses the request; `problem` is its problem document
// │   ├── UnknownCursor   the cursor is of another feed
// │   └── OtherEpoch      the record was restored from a backup since the cursor
// ├── Disconnected        the service does not answer, for longer than the client may try
// └── InvalidSignature    a webhook's request is not genuine, or too old

/** Everything that this package throws. */
export class UplandError extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service refuses the request, and would again. */
export class Refused extends UplandError {
  /**
   * @param {number} status of HTTP
   * @param {Record<string, unknown>} problem the problem document (RFC 9457), empty if the answer has none
   * @param {string} [advice]
   */
  constructor(status, problem, advice = "Mend what the problem names; the same request gives the same answer.") {
    super(`${status}: ${problem.detail ?? problem.title ?? "the answer has no problem document"} ${advice}`);
    this.status = status;
    this.problem = problem;
  }
}

/** The stored cursor is of another feed: another instance, or a store that belongs to another key. */
export class UnknownCursor extends Refused {
  /** @param {number} status @param {Record<string, unknown>} problem */
  constructor(status, problem) {
    super(status, problem, "See that the store belongs to this instance; then call `journal.restart()` and follow again.");
  }
}

/** The record was restored from a backup, so positions may mean other events now. */
export class OtherEpoch extends Refused {
  /** @param {number} status @param {Record<string, unknown>} problem */
  constructor(status, problem) {
    super(
      status,
      problem,
      "Call `journal.restart()` and follow again: events that you have are passed over, and new ones are handled, also " +
        "those with an id that was used before. What you have and the feed does not is no longer in the record.",
    );
  }
}

/** The service did not answer, however often it was tried. Nothing is lost: the cursor is stored. */
export class Disconnected extends UplandError {}

/** The request is not what the owner of the secret has sent now. Answer it with 400 and use nothing of it. */
export class InvalidSignature extends UplandError {}

/**
 * The error for an answer.
 * @param {number} status
 * @param {Record<string, unknown>} problem
 */
export function refusal(status, problem) {
  const slug = String(problem.type ?? "").split("/").pop();
  if (slug === "other-epoch") return new OtherEpoch(status, problem);
  return slug === "unknown-cursor" ? new UnknownCursor(status, problem) : new Refused(status, problem);
}
