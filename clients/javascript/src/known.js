import { TYPES } from "./types.js";

/** @typedef {import("./schemas.js").AnyEvent} AnyEvent @typedef {import("./schemas.js").KnownEvent} KnownEvent */

const knownTypes = new Set(TYPES);

/**
 * The event with the type of its data, for a type checker; undefined if its type came after this package.
 * @param {AnyEvent} event
 * @returns {KnownEvent | undefined}
 */
export function known(event) {
  return knownTypes.has(event.type) ? /** @type {KnownEvent} */ (/** @type {unknown} */ (event)) : undefined;
}
