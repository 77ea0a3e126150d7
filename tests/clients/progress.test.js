// `node --test`: what a reader has handled, against a plain set of ids; the file that stores it, cut off anywhere.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { FileStore } from "../../clients/javascript/src/file.js";
import { Journal, Progress, UplandError, WebStore } from "../../clients/javascript/src/index.js";

const event = (stream, version, time = 0) => ({ id: `${stream}@${version}`, time: `2026-01-01T00:00:00.00000${time}Z` });

// A generator of numbers with a seed, so that a failure can be had again.
function draws(seed) {
  let state = seed;
  return (below) => {
    state = (1103515245 * state + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

test("it has what was handled and nothing else", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const draw = draws(seed);
    const handled = new Set();
    let progress = new Progress();
    for (let count = draw(60); count > 0; count--) {
      const made = event("abc"[draw(3)], 1 + draw(30), 5);
      handled.add(made.id);
      progress.apply(made);
      progress = Progress.of(JSON.parse(JSON.stringify(progress.snapshot())));
    }
    for (const stream of "abc") {
      const versions = Array.from({ length: 40 }, (_, version) => version).filter((version) => handled.has(`${stream}@${version}`));
      for (let version = 0; version < 40; version++) {
        assert.equal(progress.has(event(stream, version, 5)), handled.has(`${stream}@${version}`), `seed ${seed}`);
      }
      const holes = (progress.unseen().get(stream) ?? []).flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));
      const missing = Array.from({ length: Math.max(0, ...versions) }, (_, n) => n + 1).filter((version) => !versions.includes(version));
      assert.deepEqual(holes, missing);
    }
    progress.apply({ restart: true });
    assert.equal(progress.cursor, undefined);
    for (const stream of "abc") {
      assert.equal(progress.has(event(stream, 3, 5)), handled.has(`${stream}@3`));
      assert.equal(progress.has(event(stream, 3, 6)), false);
      progress.apply(event(stream, 3, 6));
      assert.equal(progress.has(event(stream, 3, 6)), true);
    }
  }
});

test("a file that is cut off anywhere keeps what was before, and another file is not overwritten", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "journal-")), "journal");
  const journal = await Journal.open(new FileStore(file));
  for (let version = 1; version <= 5; version++) await journal.add(event("a", version), `${version}-${version}-00`);
  const content = readFileSync(file);
  for (let cut = content.indexOf("\n") + 1; cut <= content.length; cut++) {
    writeFileSync(file, content.subarray(0, cut));
    const lines = content.subarray(0, cut).toString().split("\n").length - 2;
    const again = await Journal.open(new FileStore(file));
    assert.equal(again.cursor, lines ? `${lines}-${lines}-00` : undefined);
    assert.equal(again.has(event("a", lines)), lines > 0);
    assert.equal(again.has(event("a", lines + 1)), false);
    await again.add(event("b", 1));
    assert.equal((await Journal.open(new FileStore(file))).has(event("b", 1)), true);
  }
  writeFileSync(file, "milk\nbread\n");
  await assert.rejects(Journal.open(new FileStore(file)), UplandError);
  assert.equal(readFileSync(file, "utf8"), "milk\nbread\n");
});

test("the storage of a page keeps it too", async () => {
  const items = new Map();
  const storage = { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => items.set(name, value) };
  await (await Journal.open(new WebStore(storage))).add(event("a", 1), "1-1-00");
  const again = await Journal.open(new WebStore(storage));
  assert.equal(again.cursor, "1-1-00");
  assert.equal(again.has(event("a", 1)), true);
});
