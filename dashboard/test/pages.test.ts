import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { matchPage, pageOf, PARAMETERS, pathOf, SLUGS } from '../src/pages.ts';
import { readAddress } from '../src/state.ts';

test('every page has a name and a question of its own in both languages, and applies known parameters', () => {
  for (const lang of ['pl', 'en'] as const) {
    const titles = SLUGS.map((slug) => pageOf(slug).title[lang]);
    for (const [name, question] of titles) assert.ok(name.trim() && question.trim());
    for (const at of [0, 1] as const) assert.equal(new Set(titles.map((title) => title[at])).size, titles.length, `${lang} ${at}`);
  }
  for (const slug of SLUGS) {
    assert.notDeepEqual(pageOf(slug).title.pl, pageOf(slug).title.en, slug);
    assert.deepEqual(pageOf(slug).applies.filter((name) => !PARAMETERS.includes(name)), [], slug);
  }
});

test('a path has one page, and the page that path', () => {
  for (const slug of SLUGS) {
    const params = Object.fromEntries([...slug.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, `a/b ${name}ł`]));
    const path = pathOf(slug, params);
    assert.deepEqual(matchPage(path), { slug, params }, path);
    const address = readAddress(`/pl/${path}`, '');
    assert.deepEqual([address.page, address.params, address.slug], [slug, params, path]);
  }
  for (const path of ['nothing', 'network/x', 'Network', 'network//', '%zz', 'constructor', '__proto__']) assert.equal(matchPage(path), null, path);
});

test('what the table imports exists', () => {
  const table = readFileSync(new URL('../src/pages.ts', import.meta.url), 'utf8');
  const imports = [...table.matchAll(/import\('(\.[^']+)'\)/g)].map(([, path]) => path!);
  assert.equal(imports.length, SLUGS.length + 1);
  for (const path of imports) assert.ok(existsSync(new URL(`../src/${path}`, import.meta.url)), path);
});
