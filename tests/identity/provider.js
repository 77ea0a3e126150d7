// An identity provider (oidc-provider, certified for OpenID Connect) on loopback. The first line of its input is its
// configuration, and each further one its keys from then on; it writes a line when each is in force.
import http from 'node:http'
import readline from 'node:readline'
import { Provider } from 'oidc-provider'

let answer = (_, response) => response.writeHead(503).end()
const server = http.createServer((request, response) => answer(request, response))
let known

function serve(jwks) {
  const { issuer, clients, claims, scopes } = known
  const provider = new Provider(issuer, {
    jwks,
    clients: clients.map((client) => (client.redirect_uris
      ? { ...client, token_endpoint_auth_method: 'none', grant_types: ['authorization_code'], response_types: ['code'] }
      : { ...client, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] })),
    scopes: ['openid', ...scopes],
    clientBasedCORS: () => true,
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    // Whoever signs in has consented.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope(['openid', ...scopes].join(' '))
      for (const resource of [oidc.params.resource].flat()) grant.addResourceScope(resource, scopes.join(' '))
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource, client) => ({
          scope: scopes.join(' '), audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 600,
          jwt: { sign: { alg: client.clientId.split('-')[0] } },
        }),
      },
    },
    extraTokenClaims: (_, token) => claims[token.clientId],
  })
  const callback = provider.callback()
  answer = (request, response) => (request.url.startsWith('/interaction/')
    ? provider.interactionFinished(request, response, { login: { accountId: 'somebody' } })
    : callback(request, response))
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const given = JSON.parse(line)
  if (known === undefined) {
    known = given
    serve(given.jwks)
    server.listen(given.port, '127.0.0.1', () => console.log('ready'))
  } else {
    serve(given)
    console.log('ready')
  }
}
process.exit() // the tests are over
