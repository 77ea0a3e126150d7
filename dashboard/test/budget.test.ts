import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const files = readdirSync(new URL('assets/', dist));
const size = (path: string) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length;
const source = (name: string) => readFileSync(new URL(`assets/${name}`, dist), 'utf8');
const named = (start: string) => files.find((file) => file.startsWith(`${start}-`) && file.endsWith('.js'))!;

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>;

/** The files of a module and of all it imports at once (not what it may load later). */
function filesOf(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return new Set();
  seen.add(key);
  const { file, imports = [], css = [] } = manifest[key]!;
  return new Set([file, ...css, ...imports.flatMap((each) => [...filesOf(each, seen)])]);
}

/** A module and all it imports at once (not what it may load later). */
function needs(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of source(name).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) needs(other!, found);
  return found;
}

const KB = 1000;

test('HTML, CSS and JS to the first answer of each page: at most 60 kB', () => {
  const table = readFileSync(new URL('../src/views.ts', import.meta.url), 'utf8');
  const views = [...table.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, path]) => `src/${path}`);
  assert.ok(views.length > 4);
  for (const view of new Set(views)) {
    const files = new Set(['index.html', 'src/i18n/pl.ts', view].flatMap((key) => [...filesOf(key)]));
    const total = size('index.html') + [...files].reduce((sum, file) => sum + size(file), 0);
    console.log(`${view}: ${(total / KB).toFixed(1)} kB`);
    assert.ok(total <= 60 * KB, `${view} needs ${total} bytes`);
  }
});

test('the drawing of large pictures is loaded by them only: at most 12 kB', () => {
  const drawing = named('GraphPicture');
  const weight = size(`assets/${drawing}`);
  console.log(`GraphPicture: ${(weight / KB).toFixed(1)} kB`);
  assert.ok(weight <= 12 * KB, `${weight} bytes`);
  for (const file of files) if (file.endsWith('.js') && file !== drawing) assert.ok(!needs(file).has(drawing), file);
});

test("the partner's page is a part of its own: at most 20 kB with its texts, and nothing of it in other pages", () => {
  const own = ['Partner', 'polish'].flatMap((name) => [named(name)]);
  const total = own.reduce((sum, name) => sum + size(`assets/${name}`), 0);
  console.log(`Partner: ${(total / KB).toFixed(1)} kB`);
  assert.ok(total <= 20 * KB, `${total} bytes`);
  for (const page of ['index', 'Network', 'Timeline', 'Compare', 'Home']) for (const name of own) assert.ok(!needs(named(page)).has(name), page);
});

test('the document asks nothing that a strict policy refuses', () => {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)|https?:/);
});
