import { Failed, RETRIED, seconds } from "./backoff.js";
import { refusal, UplandError } from "./errors.js";

/** Sends requests with a key; a redirect is an error, since it would carry the key elsewhere. */
export class Transport {
  #key;

  /** @param {string} url @param {string | undefined} key @param {AbortSignal | undefined} signal */
  constructor(url, key, signal) {
    if (!/^https?:\/\//.test(url)) throw new UplandError(`${url} is not an address of http or https`);
    this.url = url.replace(/\/+$/, "");
    this.#key = key;
    this.signal = signal;
  }

  /**
   * Do something with the answer to a GET. What breaks off the connection, or `silence` seconds without a sign, is a `Failed`.
   * @template T
   * @param {string} path
   * @param {string} accept
   * @param {number} silence
   * @param {(answer: Response, alive: () => void) => Promise<T>} use
   * @returns {Promise<T>}
   */
  async get(path, accept, silence, use) {
    const connection = await this.open(path, accept, silence);
    try {
      return await use(connection.answer, connection.alive);
    } catch (error) {
      throw this.failure(error);
    } finally {
      connection.close();
    }
  }

  /** @param {string} path @param {string} accept @param {number} silence */
  async open(path, accept, silence) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    this.signal?.throwIfAborted();
    this.signal?.addEventListener("abort", abort);
    let timer = setTimeout(abort, 1000 * silence);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, 1000 * silence);
    };
    const close = () => {
      clearTimeout(timer);
      this.signal?.removeEventListener("abort", abort);
      controller.abort();
    };
    try {
      const headers = { Accept: accept, ...(this.#key === undefined ? {} : { Authorization: `Bearer ${this.#key}` }) };
      const answer = await fetch(this.url + path, { headers, redirect: "error", signal: controller.signal });
      if (!answer.ok) throw await refused(answer);
      return { answer, alive, close };
    } catch (error) {
      close();
      throw this.failure(error);
    }
  }

  /**
   * A broken connection as `Failed`; anything else as it is. `fetch` speaks of both as TypeError or AbortError.
   * @param {unknown} error
   */
  failure(error) {
    if (this.signal?.aborted) return this.signal.reason;
    if (error instanceof UplandError || error instanceof Failed) return error;
    return new Failed(`${this.url} does not answer: ${error}`, undefined, error);
  }
}

/** @param {Response} answer */
async function refused(answer) {
  if (RETRIED.has(answer.status)) {
    return new Failed(`the service answers ${answer.status}`, seconds(answer.headers.get("retry-after")));
  }
  /** @type {unknown} */
  const problem = await answer.json().catch(() => ({}));
  return refusal(answer.status, problem !== null && typeof problem === "object" ? { ...problem } : {});
}
