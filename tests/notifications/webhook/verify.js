// Verifies requests of webhooks: by the published library (`v1`), by Node's own ed25519 (`v1a`).
const { createPublicKey, verify } = require("node:crypto");
const { Webhook } = require("standardwebhooks");

let input = "";
process.stdin.on("data", (piece) => (input += piece));
process.stdin.on("end", () => {
  for (const { secret, jwk, body, headers } of JSON.parse(input)) {
    console.log(JSON.stringify(secret ? shared(secret, body, headers) : pair(jwk, body, headers)));
  }
});

function shared(secret, body, headers) {
  try {
    return new Webhook(secret).verify(body, headers).id;
  } catch (error) {
    return error.name;
  }
}

function pair(jwk, body, headers) {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const content = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  return headers["webhook-signature"]
    .split(" ")
    .map((each) => each.split(","))
    .some(([scheme, value]) => scheme === "v1a" && verify(null, content, key, Buffer.from(value, "base64")));
}
