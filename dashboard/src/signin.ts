// Signing in at the identity provider of this instance: the authorization code flow with PKCE (RFC 7636). The token is kept as a
// key is, for this tab only.

import { readJson } from './api.ts';
import { instance } from './instance.ts';
import { randomWord } from './key.ts';

const NAME = 'upland.sign-in';
/** Where the provider sends people back to: one address for all pages, to be registered there. */
const RETURN = '/signed-in';
const PATIENCE = 30_000;

/** What a page remembers while the reader is at the provider. */
interface Started {
  state: string;
  verifier: string;
  /** The address to return to. */
  back: string;
}

export const canSignIn = (): boolean => instance().sign_in !== undefined;

/** Takes the reader to the provider. Throws when it does not answer. */
export async function signIn(): Promise<void> {
  const { client_id, audience, scope } = instance().sign_in!;
  const { authorization_endpoint: endpoint } = await discovered();
  const started: Started = { state: randomWord(16), verifier: randomWord(32), back: location.pathname + location.search };
  sessionStorage.setItem(NAME, JSON.stringify(started));
  const query = { response_type: 'code', client_id, redirect_uri: location.origin + RETURN, scope, state: started.state, code_challenge: await challengeOf(started.verifier), code_challenge_method: 'S256', resource: audience };
  location.assign(`${endpoint}${endpoint.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`);
}

/** The token of a reader who comes back from the provider, and the page where it began; null for anybody else. Throws when it is refused. */
export async function signedIn(): Promise<{ token: string; back: string } | null> {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code'), query.get('state')];
  const started = startedOf();
  if (!started || state === null) return null;
  // A code is good for one use, and belongs in no history.
  sessionStorage.removeItem(NAME);
  history.replaceState(history.state, '', location.pathname);
  const { issuer, client_id, audience } = instance().sign_in!;
  if (state !== started.state || (query.get('iss') ?? issuer) !== issuer || code === null) throw new Error(query.get('error') ?? 'state');
  const { token_endpoint: endpoint } = await discovered();
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: location.origin + RETURN, client_id, code_verifier: started.verifier, resource: audience });
  const token = (await fetched(endpoint, { method: 'POST', body })).access_token;
  if (typeof token !== 'string') throw new Error('token');
  return { token, back: started.back };
}

/** The provider's endpoints (OpenID Connect Discovery). It has to name itself as we do. */
async function discovered(): Promise<{ authorization_endpoint: string; token_endpoint: string }> {
  const { issuer } = instance().sign_in!;
  const { issuer: named, authorization_endpoint, token_endpoint } = await fetched(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (named !== issuer || typeof authorization_endpoint !== 'string' || typeof token_endpoint !== 'string') throw new Error('issuer');
  return { authorization_endpoint, token_endpoint };
}

async function fetched(url: string, more: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, { ...more, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(PATIENCE) });
  const read = readJson(await response.text());
  if (!response.ok || !read) throw new Error(String(response.status));
  return read;
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  return btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function startedOf(): Started | null {
  try {
    return readJson(sessionStorage.getItem(NAME) ?? '') as Started | null;
  } catch {
    return null;
  }
}
