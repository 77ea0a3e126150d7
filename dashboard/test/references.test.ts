import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dossierOf, factPath } from '../src/references.ts';
import { matchPage } from '../src/pages.ts';
import { searchUrl } from '../src/search.ts';

test('a thing of the record leads to its dossier, a fact to its page', () => {
  const paths: [string, string | null][] = [
    ['cluster-dkm', 'cluster/dkm'], ['party-pzl-swidnik', 'party/pzl-swidnik'], ['agreement-loi-2018', 'agreement/loi-2018'], ['visit-a', 'visit/a'], ['commitment-x-1', 'promise/x-1'], ['source-lsse-iabm', 'source/lsse-iabm'], ['conference-iabm', 'conference/iabm'],
    ['person-0123', null], ['membership-lm.lublin', null], ['nothing', null], ['cluster-', null],
  ];
  for (const [stream, path] of paths) {
    assert.equal(dossierOf(stream), path);
    if (path) assert.ok(matchPage(path), path);
  }
  assert.deepEqual(matchPage(factPath('membership-lm.lublin@2')!)?.params, { event: 'membership-lm.lublin@2' });
});

test('the search asks for names of any time in the record that is shown', () => {
  assert.equal(searchUrl('Świdnik & co', '7', 'pl', 8), '/v1/search?q=%C5%9Awidnik%20%26%20co&as_of=../..&known_at=7&lang=pl&limit=8');
});
