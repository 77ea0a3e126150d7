import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { matchPage, navigation, pageOf, PARAMETERS, pathOf, SLUGS } from '../src/pages.ts';
import type { FactChange, RegisteredAgreement, VisitWithPaths } from '../src/answers.ts';
import { readAddress } from '../src/state.ts';
import { bestSourced, latest, leadingTo } from '../src/views/home/finding.ts';

test('every page has a name and a question in both languages, those of the navigation their own, and applies known parameters', () => {
  for (const lang of ['pl', 'en'] as const) {
    const titles = SLUGS.map((slug) => pageOf(slug).title[lang]);
    for (const [name, question] of titles) assert.ok(name.trim() && question.trim());
    const led = [...navigation('first'), ...navigation('more')].map((slug) => pageOf(slug).title[lang]);
    for (const at of [0, 1] as const) assert.equal(new Set(led.map((title) => title[at])).size, led.length, `${lang} ${at}`);
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
  const table = readFileSync(new URL('../src/views.ts', import.meta.url), 'utf8');
  const imports = [...table.matchAll(/import\('(\.[^']+)'\)/g)].map(([, path]) => path!);
  assert.equal(imports.length, SLUGS.length + 1);
  for (const path of imports) assert.ok(existsSync(new URL(`../src/${path}`, import.meta.url)), path);
});

test('the first page shows the best sourced agreement, the visit before it, and the last change of each thing', () => {
  const agreement = (id: string, sources: string[], parties: number, more = {}) => ({ ref: { id }, sources: sources.map((source) => ({ id: source })), parties: Array.from({ length: parties }), concluded: {}, disputed: false, date: { latest: '2018-03-19' }, ...more }) as unknown as RegisteredAgreement;
  const best = (...list: RegisteredAgreement[]) => bestSourced(list)?.ref.id ?? null;
  assert.equal(best(), null);
  assert.equal(best(agreement('a', ['x', 'x'], 9), agreement('b', ['x', 'y'], 2)), 'b');
  assert.equal(best(agreement('a', ['x'], 2), agreement('b', ['y'], 3)), 'b');
  assert.equal(best(agreement('a', ['x'], 2), agreement('b', ['y'], 2, { date: { latest: '2023-05-09' } })), 'b');
  assert.equal(best(agreement('a', ['x', 'y'], 2, { disputed: true }), agreement('b', [], 5), agreement('c', ['x', 'y'], 2, { concluded: null })), null);
  const visit = (id: string, min: number | null) => ({ ref: { id }, paths: [{ leads_to: { id: 'a' }, lag_days: { min, max: null } }] }) as unknown as VisitWithPaths;
  assert.deepEqual(leadingTo([visit('far', 90), visit('near', 66), visit('open', null)], 'a')?.days, 66);
  assert.equal(leadingTo([visit('far', 90)], 'b'), null);
  const change = (id: string, position: number) => ({ ref: { id }, position }) as unknown as FactChange;
  assert.deepEqual(latest([change('a', 1), change('b', 2), change('a', 3), change('c', 4)], 2).map(({ position }) => position), [4, 3]);
});
