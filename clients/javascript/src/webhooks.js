import { InvalidSignature, UplandError } from "./errors.js";

/**
 * @typedef {import("./schemas.js").AnyEvent} AnyEvent
 *
 * A genuine request: `id` is the same for each attempt of one message; `events` are one or more, test events too, none in a
 * challenge; `challenge` is to be answered with `{"challenge": …}` if you want the events.
 * @typedef {{ id: string, events: AnyEvent[], challenge: string | undefined }} Received
 *
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 */

const CHALLENGE_TYPE = "upland.webhook.challenge";
// Signatures in one header: every valid key gives one, and there are few of them.
const MOST_SIGNATURES = 20;
// A signature that no key fits makes the keys be fetched again, but not more often than this, in milliseconds.
const SPARING = 60_000;

/** The public keys at `…/v1/channels/{channel}/jwks.json` (RFC 7517), which change when you rotate them. */
export class Jwks {
  #url;
  #clock;
  /** @type {Promise<Bytes[]> | undefined} */
  #keys;
  #fetchedAt = 0;

  /** @param {string} url @param {{ clock?: () => number }} [options] */
  constructor(url, { clock = Date.now } = {}) {
    this.#url = url;
    this.#clock = clock;
  }

  /**
   * Public keys of 32 bytes.
   * @param {boolean} [fresh] fetched again, unless that was just done
   */
  async keys(fresh = false) {
    const now = this.#clock();
    if (this.#keys === undefined || (fresh && now - this.#fetchedAt >= SPARING)) {
      this.#fetchedAt = now;
      this.#keys = this.#fetch();
    }
    try {
      return await this.#keys;
    } catch (cause) {
      this.#keys = undefined;
      throw new InvalidSignature(`the public keys at ${this.#url} cannot be read`, { cause });
    }
  }

  async #fetch() {
    const answer = await fetch(this.#url, { redirect: "error", signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new UplandError(`${this.#url} answers ${answer.status}`);
    /** @type {{ keys: { kty: string, crv: string, x: string }[] }} */
    const { keys } = await answer.json();
    return keys
      .filter((key) => key.kty === "OKP" && key.crv === "Ed25519")
      .map((key) => bytesOf(key.x.replaceAll("-", "+").replaceAll("_", "/")));
  }
}

/** Verifies what a webhook posts, by Standard Webhooks: HMAC-SHA256 (`v1`) and ed25519 (`v1a`). */
export class Webhook {
  /** @type {Bytes[]} */
  #secrets = [];
  /** @type {Bytes[]} */
  #public = [];
  /** @type {Jwks[]} */
  #jwks = [];
  #tolerance;
  #clock;

  /**
   * @param {string | Jwks | (string | Jwks)[]} keys secrets (`whsec_…`), public keys (`whpk_…`) or a `Jwks`; several while a key
   *   is being rotated
   * @param {{ tolerance?: number, clock?: () => number }} [options] `tolerance`: seconds that a request's time may differ from
   *   the clock; `clock`: milliseconds
   */
  constructor(keys, { tolerance = 300, clock = Date.now } = {}) {
    for (const key of [keys].flat()) {
      if (key instanceof Jwks) this.#jwks.push(key);
      else if (key.startsWith("whpk_")) this.#public.push(decoded(key.slice(5), 32));
      else this.#secrets.push(decoded(key.replace(/^whsec_/, "")));
    }
    if (!this.#jwks.length && !this.#public.length && !this.#secrets.length) {
      throw new UplandError("a webhook needs a key: whsec_…, whpk_… or a Jwks");
    }
    this.#tolerance = tolerance;
    this.#clock = clock;
  }

  /**
   * The content of a genuine request; throws `InvalidSignature` if it is not genuine, too old, or of the future.
   * @param {Uint8Array | string} body as it came; a body that was parsed and written again has another signature
   * @param {Headers | Record<string, string | string[] | undefined>} headers
   * @returns {Promise<Received>}
   */
  async receive(body, headers) {
    const id = await this.verify(body, headers);
    const value = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
    if (Array.isArray(value)) return { id, events: value, challenge: undefined };
    if (value.type === CHALLENGE_TYPE && value.specversion === undefined) {
      return { id, events: [], challenge: String(value.challenge) };
    }
    return { id, events: [value], challenge: undefined };
  }

  /**
   * See that a request is genuine; its id.
   * @param {Uint8Array | string} body
   * @param {Headers | Record<string, string | string[] | undefined>} headers
   */
  async verify(body, headers) {
    const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      headerOf(headers, name),
    );
    if (id === undefined || timestamp === undefined || signatures === undefined) {
      throw new InvalidSignature("a header of webhook-id, webhook-timestamp, webhook-signature is missing");
    }
    this.#checkTime(timestamp);
    const content = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes(body));
    for (const [scheme, signature] of parsed(signatures)) {
      if (scheme === "v1" ? await this.#fitsSecret(signature, content) : await this.#fitsKey(signature, content)) return id;
    }
    throw new InvalidSignature("no signature fits");
  }

  /** @param {string} timestamp */
  #checkTime(timestamp) {
    if (!/^[0-9]{1,15}$/.test(timestamp)) throw new InvalidSignature("webhook-timestamp is not a number of seconds");
    const difference = Number(timestamp) - this.#clock() / 1000;
    if (Math.abs(difference) > this.#tolerance) {
      throw new InvalidSignature(`the request's time differs by ${Math.round(difference)} seconds from the clock`);
    }
  }

  /** @param {Bytes} signature @param {Bytes} content */
  async #fitsSecret(signature, content) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    for (const secret of this.#secrets) {
      const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["verify"]);
      if (await crypto.subtle.verify("HMAC", key, signature, content)) return true;
    }
    return false;
  }

  /** @param {Bytes} signature @param {Bytes} content */
  async #fitsKey(signature, content) {
    if (await verified(this.#public, signature, content)) return true;
    for (const fresh of [false, true]) {
      for (const jwks of this.#jwks) {
        if (await verified(await jwks.keys(fresh), signature, content)) return true;
      }
    }
    return false;
  }
}

/** @param {Bytes[]} keys @param {Bytes} signature @param {Bytes} content */
async function verified(keys, signature, content) {
  for (const bytes of keys) {
    const key = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
    if (await crypto.subtle.verify({ name: "Ed25519" }, key, signature, content)) return true;
  }
  return false;
}

/** @param {string} header @returns {Generator<[string, Bytes]>} */
function* parsed(header) {
  for (const each of header.split(" ").slice(0, MOST_SIGNATURES)) {
    const [scheme = "", text = ""] = each.split(",", 2);
    if (scheme !== "v1" && scheme !== "v1a") continue;
    try {
      yield [scheme, bytesOf(text)];
    } catch {
      continue;
    }
  }
}

/** @param {Headers | Record<string, string | string[] | undefined>} headers @param {string} name */
function headerOf(headers, name) {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const entry = Object.entries(headers).find(([each]) => each.toLowerCase() === name);
  return Array.isArray(entry?.[1]) ? entry[1][0] : entry?.[1];
}

/** @param {string} text base64 @returns {Bytes} */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {string} text @param {number} [length] */
function decoded(text, length) {
  try {
    const bytes = bytesOf(text);
    if (bytes.length > 0 && (length === undefined || bytes.length === length)) return bytes;
  } catch {
    // The text of a secret belongs into no error.
  }
  throw new UplandError("a key is not whsec_… or whpk_… with base64");
}

/** @param {Uint8Array | string} body */
function bytes(body) {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

/** @param {Uint8Array} first @param {Uint8Array} second @returns {Bytes} */
function joined(first, second) {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
