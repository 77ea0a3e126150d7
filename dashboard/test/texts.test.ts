import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import en from '../src/i18n/en.ts';
import pl from '../src/i18n/pl.ts';
import { leaves } from './leaves.ts';

// Words that are the same in both languages.
const SAME = new Set(['menu', 'kinds.region']);

test('no text is missing, empty or equal in both languages by accident', () => {
  const found = leaves(pl, en);
  assert.ok(found.length > 150);
  for (const [path, one, other] of found) {
    assert.equal(typeof one, typeof other, path);
    if (typeof one !== 'string') continue;
    assert.ok(one.trim() && (other as string).trim(), path);
    if (!SAME.has(path)) assert.notEqual(one, other, path);
  }
});

test('neither is one of a page’s own texts', async () => {
  const rooms = globSync('src/**/texts.ts', { cwd: new URL('..', import.meta.url) }).filter((path) => path !== 'src/texts.ts');
  for (const path of rooms) {
    const { texts, same = [] } = (await import(`../${path}`)) as { texts: { pl: unknown; en: unknown }; same?: string[] };
    for (const [name, one, other] of leaves(texts.pl, texts.en)) {
      assert.equal(typeof one, typeof other, `${path} ${name}`);
      if (typeof one !== 'string' || (!one && !other)) continue;
      assert.ok(one.trim() && (other as string).trim(), `${path} ${name}`);
      assert.equal(one === other, same.includes(name), `${path} ${name}`);
    }
  }
});

test('Polish counts', () => {
  const forms: [number, string, string][] = [
    [0, '0 klastrów', '0 faktów'], [1, '1 klaster', '1 fakt'], [2, '2 klastry', '2 fakty'], [5, '5 klastrów', '5 faktów'], [12, '12 klastrów', '12 faktów'], [22, '22 klastry', '22 fakty'], [103, '103 klastry', '103 fakty'], [1.5, '1,5 klastra', '1,5 faktu'],
  ];
  for (const [count, clusters, facts] of forms) assert.deepEqual([pl.count.clusters(count), pl.count.facts(count)], [clusters, facts]);
  assert.equal(pl.count.gap(4), '4 lata bez faktów');
  assert.equal(pl.count.gap(5), '5 lat bez faktów');
});

test('answer sentences have no zeros', () => {
  assert.equal(pl.answer.network('19 marca 2018', 5, 5, pl.answer.ongoing(2, 0, 0, 0)), '19 marca 2018: 5 klastrów na pewno i 5 być może; umowy trwające: 2.');
  assert.equal(pl.answer.network('D', 3, 0, pl.answer.ongoing(0, 1, 0, 0)), 'D: 3 klastry na pewno; umowy trwające: być może 1.');
  assert.equal(pl.answer.network('D', 0, 0, pl.answer.noAgreements), 'D: nie odnotowano żadnego klastra; żadnej umowy nie odnotowano.');
  assert.equal(pl.answer.timeline(20, '2014', '2023', 4, 6, 10), '20 faktów z lat 2014–2023: 4 z dniem podanym w źródle, 6 z datą wywnioskowaną, 10 znanych mniej dokładnie.');
  assert.equal(pl.answer.pair('SA&AM', 'LKL', pl.matrix.nothing), 'SA&AM i LKL: nic nie odnotowano.');
  assert.equal(pl.answer.ongoing(0, 0, 0, 3), 'umowy trwające: 0; bez działań od ponad roku: 3');
  assert.equal(pl.answer.ongoing(1, 2, 1, 0), 'umowy trwające: 1 i być może 2; wkrótce wygasają: 1');
  assert.equal(pl.list(['DKM', 'SA&AM', 'PGM', 'WSM']), 'DKM, SA&AM, PGM i WSM');
  assert.equal(en.answer.network('19 March 2018', 5, 5, en.answer.ongoing(2, 0, 0, 0)), '19 March 2018: 5 clusters for certain and 5 possibly; 2 agreements ongoing.');
});

test('names sort as Polish readers expect', () => {
  const names = ['Świdnik', 'Łódź', 'Silesia', 'LKL', 'Lublin', 'Śląski', 'Ławka'];
  assert.deepEqual(names.sort(new Intl.Collator('pl', { numeric: true }).compare), ['LKL', 'Lublin', 'Ławka', 'Łódź', 'Silesia', 'Śląski', 'Świdnik']);
});
