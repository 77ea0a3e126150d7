import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

const src = new URL('../src/', import.meta.url);
const modules = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

/** What a module imports at once, later, or for its types alone. */
function importsOf(module: string): string[] {
  const text = readFileSync(new URL(module, src), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g)].map(([, path]) => posix.join(posix.dirname(module), path!));
}

/** The first way that leads from a module back to it; null where there is none. */
function circle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const walk = (module: string, way: string[]): string[] | null => {
    if (way.includes(module)) return [...way.slice(way.indexOf(module)), module];
    if (done.has(module)) return null;
    for (const each of graph.get(module)!) {
      const found = walk(each, [...way, module]);
      if (found) return found;
    }
    done.add(module);
    return null;
  };
  for (const module of graph.keys()) {
    const found = walk(module, []);
    if (found) return found;
  }
  return null;
}

test('what a module imports leads back to no module that imports it', () => {
  const graph = new Map(modules.map((module) => [module, importsOf(module)]));
  assert.ok(graph.get('main.tsx')!.includes('views.ts'));
  assert.deepEqual(circle(graph), null);
  // The rule sees a circle, also one that is closed by code that comes later.
  graph.get('app.ts')!.push('views.ts');
  assert.ok(circle(graph)!.length > 2);
});
