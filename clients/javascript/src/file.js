import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

import { UplandError } from "./errors.js";
import { Progress } from "./progress.js";

/** @typedef {import("./progress.js").Entry} Entry */

// A file is written again in its short form when it has so many lines more than it had then.
const MOST_LINES = 50_000;

/**
 * A file of JSON lines: all of the progress, then a line for each step. The client in Python reads it too.
 *
 * A step is one write of a line, so it survives the death of the process. What a crash of the machine cuts off at the end is
 * dropped, which repeats those events. The short form is written to a new file, which then takes the place of the old one.
 */
export class FileStore {
  #path;
  /** @type {number | undefined} */
  #file;
  #lines = 0;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
  }

  load() {
    const lines = existsSync(this.#path) ? readFileSync(this.#path, "utf8").split("\n").slice(0, -1) : [];
    const progress = this.#first(lines.shift() ?? "{}");
    for (const line of lines) {
      try {
        progress.apply(JSON.parse(line));
      } catch {
        break;
      }
    }
    this.#write(progress);
    return progress;
  }

  /** @param {Entry} entry @param {Progress} progress */
  append(entry, progress) {
    if (this.#file === undefined || this.#lines >= MOST_LINES) {
      this.#write(progress);
      return;
    }
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    const file = this.#file;
    // Until the line is there as a whole, the next step writes everything.
    this.#file = undefined;
    if (writeSync(file, line) === line.length) this.#file = file;
    else this.#write(progress);
    this.#lines += 1;
  }

  /** @param {string} line */
  #first(line) {
    try {
      return Progress.of(JSON.parse(line));
    } catch (cause) {
      throw new UplandError(`${this.#path} is not a file of a FileStore`, { cause });
    }
  }

  /** @param {Progress} progress */
  #write(progress) {
    const file = openSync(`${this.#path}.new`, "w");
    const content = Buffer.from(`${JSON.stringify(progress.snapshot())}\n`);
    for (let written = 0; written < content.length; ) written += writeSync(file, content, written);
    fsyncSync(file);
    closeSync(file);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    renameSync(`${this.#path}.new`, this.#path);
    this.#file = openSync(this.#path, "a");
    this.#lines = 0;
  }
}
