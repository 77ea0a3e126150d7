import { Backoff, Failed } from "./backoff.js";
import { OtherEpoch, refusal, UplandError } from "./errors.js";
import { Journal, MemoryStore } from "./journal.js";
import { messages, piecesOf } from "./stream.js";
import { Transport } from "./transport.js";

/**
 * @typedef {import("./schemas.js").AnyEvent} AnyEvent
 * @typedef {{ events: AnyEvent[], cursor: string }} Page events, and the cursor after them
 *
 * @typedef {object} Options
 * @property {string} [key] `upl_…`; without one the client reads what is public
 * @property {string[]} [types] only such events; see the guide
 * @property {string[]} [clusters]
 * @property {string} [subscription]
 * @property {number} [timeout] seconds of silence after which a connection counts as lost
 * @property {number} [attempts] failures in a row after which `Disconnected` is thrown; by default it is tried for ever
 * @property {AbortSignal} [signal] ends everything
 */

// The longest wait for something new that the feed grants, in seconds.
const WAIT = 30;

/** Reads the feed of one instance, page by page or as a stream, and gives each event once. */
export class Client {
  #transport;
  #timeout;
  #attempts;
  #filters;

  /** @param {string} url of the notifications service @param {Options} [options] */
  constructor(url, options = {}) {
    this.#transport = new Transport(url, options.key, options.signal);
    this.#timeout = options.timeout ?? 60;
    this.#attempts = options.attempts;
    this.#filters = Object.fromEntries(
      Object.entries({
        type: (options.types ?? []).join(","),
        cluster: (options.clusters ?? []).join(","),
        subscription: options.subscription ?? "",
      }).filter(([, value]) => value),
    );
  }

  /**
   * One page of the feed after a cursor; without one from the beginning, after `latest` what comes from now on.
   * @param {string} [cursor]
   * @param {{ limit?: number, wait?: number }} [options]
   * @returns {Promise<Page>}
   */
  async page(cursor, { limit = 100, wait = 0 } = {}) {
    const parameters = new URLSearchParams({ ...this.#filters, limit: String(limit) });
    if (cursor !== undefined) parameters.set("cursor", cursor);
    if (wait) parameters.set("wait", String(wait));
    const backoff = this.#backoff();
    for (;;) {
      try {
        return await this.#transport.get(
          `/v1/feed?${parameters}`,
          "application/cloudevents-batch+json",
          this.#timeout + wait,
          async (answer) => ({ events: await answer.json(), cursor: nextOf(answer.headers.get("link")) }),
        );
      } catch (error) {
        await backoff.wait(error);
      }
    }
  }

  /**
   * The events of the feed that were not handled, as they come.
   *
   * An event counts as handled when the next one is asked for. If your code throws, is killed, or leaves the loop while it has
   * an event, it gets that event again.
   * @param {Journal} [journal]
   * @param {{ start?: "latest", end?: boolean, limit?: number }} [options] `start`: where to begin if the journal has no cursor;
   *   `end`: stop when there is nothing more now
   * @returns {AsyncGenerator<AnyEvent, void, void>}
   */
  async *follow(journal, { start, end = false, limit = 100 } = {}) {
    const own = journal ?? (await Journal.open(new MemoryStore()));
    for (;;) {
      const page = await this.page(own.cursor ?? start, { limit, wait: end ? 0 : WAIT });
      for (const event of page.events) {
        if (own.has(event)) continue;
        yield event;
        await own.add(event);
      }
      await own.move(page.cursor);
      if (end && page.events.length === 0) return;
    }
  }

  /**
   * The same by the stream of server-sent events, which has less delay and less to do for both sides.
   * @param {Journal} [journal]
   * @param {{ start?: "latest" }} [options]
   * @returns {AsyncGenerator<AnyEvent, void, void>}
   */
  async *live(journal, { start } = {}) {
    const own = journal ?? (await Journal.open(new MemoryStore()));
    const backoff = this.#backoff();
    for (;;) {
      let retry = 0;
      try {
        for await (const message of this.#messages(own.cursor ?? start)) {
          backoff.succeeded();
          retry = message.retry ?? 0;
          if (message.name === "message") {
            /** @type {AnyEvent} */
            const event = JSON.parse(message.data);
            if (own.has(event)) {
              await own.move(message.id);
            } else {
              yield event;
              await own.add(event, message.id);
            }
          } else if (message.name === "cursor") {
            await own.move(message.id);
          } else if (message.name === "problem") {
            throw lastWord(JSON.parse(message.data));
          }
        }
        throw new Failed("the stream ended", retry / 1000);
      } catch (error) {
        await backoff.wait(error);
      }
    }
  }

  /**
   * The events before the journal's cursor that were not handled. It reads the feed from its beginning.
   *
   * There are none unless a store was lost, damaged or shared, or something was posted that you did not take. A version that
   * `progress.unseen()` names and this does not give is of an event that is not for you.
   * @param {Journal} journal
   * @returns {AsyncGenerator<AnyEvent, void, void>}
   */
  async *missed(journal) {
    if (journal.cursor === undefined) return;
    const goal = placeOf(journal.cursor);
    /** @type {string | undefined} */
    let cursor;
    let limit = 1000;
    for (;;) {
      const page = await this.page(cursor, { limit });
      const place = placeOf(page.cursor);
      if (place.epoch !== goal.epoch) {
        throw new OtherEpoch(400, { detail: "The record was restored since the journal's cursor." });
      }
      if (place.release < goal.release || (place.release === goal.release && place.position <= goal.position)) {
        for (const event of page.events) {
          if (journal.has(event)) continue;
          yield event;
          await journal.add(event);
        }
        cursor = page.cursor;
        if (page.events.length === 0) return;
      } else if (limit === 1) {
        return;
      } else {
        limit = Math.max(1, Math.floor(limit / 4));
      }
    }
  }

  /** @param {string | undefined} cursor */
  async *#messages(cursor) {
    const parameters = new URLSearchParams(this.#filters);
    if (cursor !== undefined) parameters.set("cursor", cursor);
    const connection = await this.#transport.open(`/v1/stream?${parameters}`, "text/event-stream", this.#timeout);
    const body = connection.answer.body;
    if (body === null) throw new Failed("the stream has no body");
    try {
      const alive = connection.alive;
      yield* messages(
        (async function* () {
          for await (const piece of piecesOf(body)) {
            alive();
            yield piece;
          }
        })(),
      );
    } catch (error) {
      throw this.#transport.failure(error);
    } finally {
      connection.close();
    }
  }

  #backoff() {
    return new Backoff(this.#attempts, this.#transport.signal);
  }
}

/**
 * Why a stream ended: to come back, or not to.
 * @param {Record<string, unknown>} problem
 */
function lastWord(problem) {
  const status = Number(problem.status ?? 400);
  if (status === 408 || status === 429 || status >= 500) return new Failed(String(problem.detail));
  return refusal(status, problem);
}

/** @param {string | null} link */
function nextOf(link) {
  for (const each of (link ?? "").split(",")) {
    const match = /^\s*<([^>]*)>.*rel="next"/.exec(each);
    const cursor = match && new URL(/** @type {string} */ (match[1]), "http://localhost").searchParams.get("cursor");
    if (cursor) return cursor;
  }
  throw new UplandError("the answer has no link to the next page: this is not the address of a feed");
}

/** @param {string} cursor */
function placeOf(cursor) {
  const [release, position, epoch = ""] = cursor.split("-");
  return { release: Number(release), position: Number(position), epoch };
}
