import { Disconnected } from "./errors.js";

/** Answers after which the same request may succeed later. */
export const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);
const LONGEST = 3600;

/** The request failed in a way that may pass. */
export class Failed extends Error {
  /** @param {string} message @param {number} [retryAfter] seconds @param {unknown} [cause] */
  constructor(message, retryAfter, cause) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }
}

/** Waits twice as long each time, at random, so that many clients do not come back at once. */
export class Backoff {
  #failures = 0;
  #attempts;
  #signal;

  /** @param {number} [attempts] after so many failures in a row it gives up @param {AbortSignal} [signal] */
  constructor(attempts, signal) {
    this.#attempts = attempts ?? Infinity;
    this.#signal = signal;
  }

  /** The next failure is the first again. */
  succeeded() {
    this.#failures = 0;
  }

  /**
   * Wait after a failure; what is not one is thrown again.
   * @param {unknown} error
   */
  async wait(error) {
    if (!(error instanceof Failed)) throw error;
    this.#failures += 1;
    if (this.#failures > this.#attempts) throw new Disconnected(error.message, { cause: error });
    const bound = Math.min(60, 0.5 * 2 ** Math.min(this.#failures - 1, 30));
    const least = Math.min(error.retryAfter ?? 0, LONGEST);
    await this.#sleep(Math.max((bound / 2) * (1 + Math.random()), least * (1 + Math.random() / 4)));
  }

  /** @param {number} seconds */
  async #sleep(seconds) {
    const signal = this.#signal;
    /** @type {() => void} */
    let stop = () => {};
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, 1000 * seconds);
      stop = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
      signal?.addEventListener("abort", stop);
    });
    signal?.removeEventListener("abort", stop);
    signal?.throwIfAborted();
  }
}

/**
 * The header `Retry-After`, seconds or a date, in seconds from now.
 * @param {string | null} header
 */
export function seconds(header) {
  if (header === null) return undefined;
  if (/^\s*[0-9]+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
