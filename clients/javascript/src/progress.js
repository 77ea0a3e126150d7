/**
 * @typedef {import("./schemas.js").AnyEvent} AnyEvent
 * @typedef {[number, number][]} Ranges
 * @typedef {Record<string, Ranges>} Streams
 *
 * One step: an event was handled (`id`, `time`), the cursor moved (`cursor`), or reading begins again (`restart`).
 * @typedef {{ id?: string, time?: string, cursor?: string, restart?: boolean }} Entry
 *
 * @typedef {object} Snapshot
 * @property {string | null} cursor
 * @property {Streams} streams
 * @property {string[]} others
 * @property {string} newest
 * @property {Streams} before
 * @property {string} until
 */

// Of ids that are not `stream@version`, such as those of test events, so many are remembered.
const MOST_OTHERS = 1000;

/**
 * How far a reader has come: its cursor, and the handled ids as ranges of versions for each stream.
 *
 * After a restore of the record an id may be used again, for another event. That one is recorded after everything that was
 * read before, so the time tells them apart: a restart keeps the ids of the earlier epoch with the time of its newest event.
 */
export class Progress {
  /** @type {string | undefined} */
  cursor;
  /** @type {Map<string, Ranges>} */
  #streams = new Map();
  /** @type {Set<string>} */
  #others = new Set();
  #newest = "";
  /** @type {Map<string, Ranges>} */
  #before = new Map();
  #until = "";

  /**
   * The progress of a snapshot.
   * @param {Partial<Snapshot>} snapshot
   */
  static of(snapshot) {
    const progress = new Progress();
    progress.cursor = snapshot.cursor ?? undefined;
    progress.#streams = new Map(Object.entries(snapshot.streams ?? {}));
    progress.#others = new Set(snapshot.others ?? []);
    progress.#newest = snapshot.newest ?? "";
    progress.#before = new Map(Object.entries(snapshot.before ?? {}));
    progress.#until = snapshot.until ?? "";
    return progress;
  }

  /**
   * Whether the event was handled.
   * @param {AnyEvent} event
   */
  has(event) {
    const [stream, version] = split(event.id);
    if (version === undefined) return this.#others.has(event.id);
    if (contains(this.#streams.get(stream), version)) return true;
    return event.time <= this.#until && contains(this.#before.get(stream), version);
  }

  /**
   * Take a step.
   * @param {Entry} entry
   */
  apply(entry) {
    if (entry.restart) this.#restart();
    if (entry.id !== undefined) this.#add(entry.id, entry.time ?? "");
    if (entry.cursor !== undefined) this.cursor = entry.cursor;
  }

  /**
   * Versions that were not handled below the highest that was: `[first, last]` by stream.
   *
   * They are no proof of a loss: an event that you may not read, or that your filter leaves out, has a version too.
   * `Client.missed` looks which of them the feed has for you.
   * @returns {Map<string, Ranges>}
   */
  unseen() {
    const all = new Map();
    for (const [stream, ranges] of this.#streams) {
      let end = 0;
      /** @type {Ranges} */
      const holes = [];
      for (const [first, last] of ranges) {
        if (first > end + 1) holes.push([end + 1, first - 1]);
        end = last;
      }
      if (holes.length) all.set(stream, holes);
    }
    return all;
  }

  /**
   * All of it, as JSON.
   * @returns {Snapshot}
   */
  snapshot() {
    return {
      cursor: this.cursor ?? null,
      streams: Object.fromEntries(this.#streams),
      others: [...this.#others],
      newest: this.#newest,
      before: Object.fromEntries(this.#before),
      until: this.#until,
    };
  }

  /** @param {string} id @param {string} time */
  #add(id, time) {
    const [stream, version] = split(id);
    if (version === undefined) {
      this.#others.add(id);
      if (this.#others.size > MOST_OTHERS) this.#others.delete(/** @type {string} */ (this.#others.values().next().value));
      return;
    }
    include(this.#streams, stream, version);
    if (time > this.#newest) this.#newest = time;
  }

  #restart() {
    this.cursor = undefined;
    for (const [stream, ranges] of this.#before) {
      for (const [first, last] of ranges) {
        for (let version = first; version <= last; version++) include(this.#streams, stream, version);
      }
    }
    this.#before = this.#streams;
    this.#streams = new Map();
    if (this.#newest > this.#until) this.#until = this.#newest;
  }
}

/** @param {string} id @returns {[string, number | undefined]} */
function split(id) {
  const match = /^(.+)@([0-9]+)$/.exec(id);
  return match ? [/** @type {string} */ (match[1]), Number(match[2])] : [id, undefined];
}

/**
 * How many ranges begin at the version or before it.
 * @param {Ranges} ranges @param {number} version
 */
function place(ranges, version) {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {[number, number]} */ (ranges[middle])[0] <= version) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {Ranges | undefined} ranges @param {number} version */
function contains(ranges, version) {
  const range = ranges?.[place(ranges, version) - 1];
  return range !== undefined && version <= range[1];
}

/** @param {Map<string, Ranges>} streams @param {string} stream @param {number} version */
function include(streams, stream, version) {
  const ranges = streams.get(stream) ?? [];
  streams.set(stream, ranges);
  const next = place(ranges, version);
  const before = ranges[next - 1];
  const after = ranges[next];
  if (before && version <= before[1]) return;
  const joins = before?.[1] === version - 1;
  if (before && joins && after?.[0] === version + 1) {
    before[1] = after[1];
    ranges.splice(next, 1);
  } else if (before && joins) before[1] = version;
  else if (after?.[0] === version + 1) after[0] = version;
  else ranges.splice(next, 0, [version, version]);
}
