// `node --test`: webhooks verified by what the published library signs. UPLAND_VECTORS has what our service signs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { test } from "node:test";

import { InvalidSignature, Jwks, UplandError, Webhook } from "../../clients/javascript/src/index.js";

const published = createRequire(`${process.env.UPLAND_PACKAGES}/`)("standardwebhooks");
const vectors = JSON.parse(readFileSync(process.env.UPLAND_VECTORS, "utf8"));
const BODY = '{"id":"cluster-dkm@1","type":"upland.ClusterFounded.v1","data":{"names":{"pl":"Żółta łódź"}}}';
const SECRET = `whsec_${Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString("base64")}`;
const OTHER = `whsec_${Buffer.alloc(32).toString("base64")}`;
const NOW = new Date();

function signed(secret, at = NOW) {
  return {
    "Webhook-Id": "msg_1",
    "Webhook-Timestamp": String(Math.floor(at.getTime() / 1000)),
    "Webhook-Signature": new published.Webhook(secret).sign("msg_1", at, BODY),
  };
}

test("what the published library signs is genuine", async () => {
  const received = await new Webhook(SECRET).receive(BODY, signed(SECRET));
  assert.equal(received.id, "msg_1");
  assert.deepEqual(received.events, [JSON.parse(BODY)]);
  assert.equal(await new Webhook([OTHER, SECRET]).verify(Buffer.from(BODY), new Headers(signed(SECRET))), "msg_1");
  const both = { ...signed(SECRET), "Webhook-Signature": `v2,x ${signed(OTHER)["Webhook-Signature"]} ${signed(SECRET)["Webhook-Signature"]}` };
  assert.equal(await new Webhook(SECRET).verify(BODY, both), "msg_1");
});

test("what was changed is not", async () => {
  const headers = signed(SECRET);
  const minutes = (count) => new Date(NOW.getTime() + 60_000 * count);
  const { "Webhook-Id": _, ...withoutId } = headers;
  for (const changed of [
    { ...headers, "Webhook-Id": "msg_2" },
    { ...headers, "Webhook-Timestamp": String(Number(headers["Webhook-Timestamp"]) + 1) },
    { ...headers, "Webhook-Timestamp": "soon" },
    { ...headers, "Webhook-Signature": headers["Webhook-Signature"].replace("v1,", "v2,") },
    { ...headers, "Webhook-Signature": headers["Webhook-Signature"].replace("v1,", "v1a,") },
    { ...headers, "Webhook-Signature": "" },
    { ...headers, "Webhook-Signature": "v1,not base64 v1" },
    withoutId,
    signed(OTHER),
    signed(SECRET, minutes(-6)),
    signed(SECRET, minutes(6)),
  ]) {
    await assert.rejects(new Webhook(SECRET).verify(BODY, changed), InvalidSignature);
  }
  await assert.rejects(new Webhook(SECRET).verify(`${BODY} `, headers), InvalidSignature);
});

test("what the service sends is read: each key of a rotation, challenges, tests and batches", async () => {
  for (const { body, headers, keys, types, challenge } of vectors) {
    for (const key of keys) {
      const received = await new Webhook(key).receive(body, headers);
      assert.deepEqual(received.events.map((event) => event.type), types);
      assert.equal(received.challenge ?? null, challenge);
    }
    await assert.rejects(new Webhook(OTHER).verify(body, headers), InvalidSignature);
  }
});

test("published keys are fetched again when they were rotated, but sparingly", async () => {
  const [first, second] = vectors.filter((each) => each.jwk);
  let keys = [first.jwk];
  let requests = 0;
  let clock = 0;
  const server = createServer((_, answer) => {
    requests += 1;
    answer.end(JSON.stringify({ keys }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const webhook = new Webhook(new Jwks(`http://127.0.0.1:${server.address().port}/jwks.json`, { clock: () => clock }));
  await webhook.verify(first.body, first.headers);
  await webhook.verify(first.body, first.headers);
  keys = [{ kty: "EC", crv: "P-256", x: "AA" }, second.jwk];
  await assert.rejects(webhook.verify(second.body, second.headers), InvalidSignature);
  assert.equal(requests, 1);
  clock = 61_000;
  await webhook.verify(second.body, second.headers);
  assert.equal(requests, 2);
  server.close();
});

test("a key of another form is refused without its text", () => {
  for (const key of ["whsec_%", "whpk_AAAA", "whpk_", []]) {
    assert.throws(() => new Webhook(key), (error) => error instanceof UplandError && !/%|AAAA/.test(error.message));
  }
});
