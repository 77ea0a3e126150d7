// The API key of this browser tab: asked for once, in session storage, and in no address. Every page with a key uses this one.

const NAME = 'upland.key';
let inMemory: string | null = null;

/** The key of this tab. Where the browser has no session storage it is in memory only. */
export function readKey(): string | null {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return inMemory;
  }
}

export function writeKey(key: string | null): void {
  inMemory = key;
  try {
    if (key === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, key);
  } catch {
    // In memory it is.
  }
}

/** Characters that a header may have: what else is typed is no key. */
export const isKey = (text: string): boolean => /^[!-~]{1,300}$/.test(text);

/** So many random bytes, in hex. */
export function randomWord(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A word that makes a repeated request one request. */
export const newIdempotencyKey = (): string => randomWord(16);
