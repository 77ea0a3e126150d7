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
    clients: clients.map((client) => ({
      ...client, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
    })),
    scopes,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource, client) => ({
          scope: scopes.join(' '), audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 600,
          jwt: { sign: { alg: client.clientId.split('-')[0] } },
        }),
      },
    },
    extraTokenClaims: (_, token) => claims[token.clientId],
  })
  answer = provider.callback()
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
