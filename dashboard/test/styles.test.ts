import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { test } from 'node:test';

const SOURCES = 'src/**/*.{ts,tsx}';
// Every page has these.
const COMMON = /^src\/style\//;

/** The files that a source file imports, sheets included, other than when they are wanted. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)';/gm)].map(([, path]) => normalize(`${dirname(file)}/${path}`)).filter((path) => existsSync(path));
}

function sheetsOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (/\.tsx?$/.test(file)) for (const next of importsOf(file)) sheetsOf(next, seen);
  return seen;
}

/** The classes with which the rules of a sheet begin: what they say is said wherever the class stands. */
function classesOf(sheet: string): Set<string> {
  const rules = readFileSync(sheet, 'utf8').replace(/\/\*.*?\*\//gs, '');
  const selectors = [...rules.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list!.split(','));
  return new Set(selectors.flatMap((each) => /^\s*\w*\.([\w-]+)/.exec(each)?.[1] ?? []));
}

// A sheet that one page loads stays when the reader goes on: a page that uses its classes loads it too, or it looks different then.
test('who uses the classes of a page’s sheet loads the sheet', () => {
  const sheets = globSync('src/**/*.css').filter((sheet) => !COMMON.test(sheet)).map((sheet) => ({ sheet, classes: classesOf(sheet) }));
  assert.ok(sheets.length > 5);
  const common = new Set(globSync('src/style/*.css').flatMap((sheet) => [...classesOf(sheet)]));
  const faults: string[] = [];
  for (const file of globSync(SOURCES)) {
    const used = new Set([...readFileSync(file, 'utf8').matchAll(/class=(?:\{[^}]*?)?["'`]([\w -]+)["'`]/g)].flatMap(([, names]) => names!.split(' ')));
    // A part in the folder of its page is drawn by that page alone.
    const loaded = globSync(`${dirname(file)}/*.tsx`).reduce((seen, each) => sheetsOf(each, seen), new Set<string>());
    for (const { sheet, classes } of sheets) {
      if (loaded.has(sheet)) continue;
      for (const name of classes) if (used.has(name) && !common.has(name)) faults.push(`${file} uses .${name} of ${sheet}`);
    }
  }
  assert.deepEqual(faults, []);
});
