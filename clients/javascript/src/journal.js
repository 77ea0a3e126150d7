import { Progress } from "./progress.js";

/**
 * @typedef {import("./schemas.js").AnyEvent} AnyEvent
 * @typedef {import("./progress.js").Entry} Entry
 *
 * Keeps progress. One that writes into the transaction in which an event is handled gives each event exactly once.
 * @typedef {object} Store
 * @property {() => Progress | Promise<Progress>} load the progress as it was stored; an empty one at first
 * @property {(entry: Entry, progress: Progress) => void | Promise<void>} append stores a step, or all of `progress`, which includes it
 */

/** The progress of one reader, and its store. Use one store for one key, one set of filters and one process. */
export class Journal {
  #store;
  #progress;

  /** @param {Store} store @param {Progress} progress */
  constructor(store, progress) {
    this.#store = store;
    this.#progress = progress;
  }

  /**
   * The journal in a store.
   * @param {Store} store
   */
  static async open(store) {
    return new Journal(store, await store.load());
  }

  get progress() {
    return this.#progress;
  }

  /** Where reading goes on; undefined before the first answer. */
  get cursor() {
    return this.#progress.cursor;
  }

  /**
   * Whether the event was handled.
   * @param {AnyEvent} event
   */
  has(event) {
    return this.#progress.has(event);
  }

  /**
   * The event was handled; reading goes on at `cursor`, if there is one.
   * @param {AnyEvent} event
   * @param {string} [cursor]
   */
  async add(event, cursor) {
    await this.#append({ id: event.id, time: event.time, ...(cursor === undefined ? {} : { cursor }) });
  }

  /**
   * Everything before the cursor was handled.
   * @param {string} cursor
   */
  async move(cursor) {
    if (cursor !== this.cursor) await this.#append({ cursor });
  }

  /** Read from the beginning again, as after a restore of the record; events that were handled are passed over. */
  async restart() {
    await this.#append({ restart: true });
  }

  /** @param {Entry} entry */
  async #append(entry) {
    this.#progress.apply(entry);
    await this.#store.append(entry, this.#progress);
  }
}

/** For tests, and for readers that begin again each time. */
export class MemoryStore {
  #progress = new Progress();

  load() {
    return this.#progress;
  }

  /** @param {Entry} _entry @param {Progress} progress */
  append(_entry, progress) {
    this.#progress = progress;
  }
}

/** The storage of a page in a browser, such as `localStorage`; for feeds of some thousand events. */
export class WebStore {
  #storage;
  #name;

  /** @param {Pick<Storage, "getItem" | "setItem">} storage @param {string} [name] */
  constructor(storage, name = "upland") {
    this.#storage = storage;
    this.#name = name;
  }

  load() {
    return Progress.of(JSON.parse(this.#storage.getItem(this.#name) ?? "{}"));
  }

  /** @param {Entry} _entry @param {Progress} progress */
  append(_entry, progress) {
    this.#storage.setItem(this.#name, JSON.stringify(progress.snapshot()));
  }
}
