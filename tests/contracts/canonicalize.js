// Reads JSON documents, one a line, and writes the RFC 8785 form of each, one a line.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { default: canonicalize } = require("canonicalize");

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(canonicalize(JSON.parse(line)) + "\n");
}
