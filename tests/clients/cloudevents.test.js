// `node --test`: events are read by the official SDK, structured, in a batch, and from a record of Kafka.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const { HTTP, Kafka } = createRequire(`${process.env.UPLAND_PACKAGES}/`)("cloudevents");
const { statements, record } = JSON.parse(readFileSync(process.env.UPLAND_VECTORS, "utf8"));

// The SDK writes times with milliseconds.
const read = (event) => JSON.parse(JSON.stringify(event));
const expected = (statement) => ({ ...statement, time: new Date(statement.time).toISOString() });

test("structured", () => {
  for (const statement of statements) {
    const headers = { "content-type": "application/cloudevents+json" };
    assert.deepEqual(read(HTTP.toEvent({ headers, body: JSON.stringify(statement) })), expected(statement));
  }
});

test("a batch", () => {
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const events = HTTP.toEvent({ headers, body: JSON.stringify(statements) });
  assert.deepEqual(events.map(read), statements.map(expected));
});

test("a record of Kafka", () => {
  const { key, headers, value } = record;
  const event = read(Kafka.toEvent({ key, headers, value, body: value }));
  for (const [name, attribute] of Object.entries(expected(statements[0]))) assert.deepEqual(event[name], attribute, name);
});
