/** @typedef {{ name: string, data: string, id: string, retry: number | undefined }} Message */

/**
 * The events of a stream of server-sent events, as WHATWG defines them. An event that the end cuts off is dropped.
 * @param {AsyncIterable<Uint8Array>} pieces
 * @returns {AsyncGenerator<Message>}
 */
export async function* messages(pieces) {
  let name = "";
  let id = "";
  /** @type {string[]} */
  let data = [];
  /** @type {number | undefined} */
  let retry;
  for await (const line of lines(pieces)) {
    if (line === "") {
      if (data.length) yield { name: name || "message", data: data.join("\n"), id, retry };
      name = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) retry = Number(value);
  }
}

/** @param {AsyncIterable<Uint8Array>} pieces */
async function* lines(pieces) {
  const decoder = new TextDecoder();
  /** @type {string[]} */
  let begun = [];
  for await (const piece of pieces) {
    const parts = decoder.decode(piece, { stream: true }).split("\n");
    const last = /** @type {string} */ (parts.pop());
    for (const part of parts) {
      begun.push(part);
      yield begun.join("").replace(/\r$/, "");
      begun = [];
    }
    begun.push(last);
  }
}

/**
 * The pieces of a body; not every browser iterates over it.
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* piecesOf(body) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
