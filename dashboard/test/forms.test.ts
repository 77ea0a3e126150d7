import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf, lacksOf } from '../src/forms/checks.ts';
import { FORMS, KINDS, linesOf, type Kind } from '../src/forms/form.ts';
import type { Context } from '../src/forms/declaration.ts';
import { earlierOf } from '../src/forms/refusals.ts';
import { answersTo, line, LineRefusal, type Statement } from '../src/forms/registry.ts';
import { Entered, freshId, type Cited, type Values } from '../src/forms/values.ts';
import { NO_DATE, understand, whenOf, type When } from '../src/forms/when.ts';
import { Refusal } from '../src/service.ts';
import en from '../src/views/record/en.ts';
import pl from '../src/views/record/pl.ts';

const TODAY = '2026-11-22';
const CONTEXT: Context = { word: '0123456789abcdef0123456789abcdef', today: TODAY };
const thing = (id: string, kind = id.slice(0, id.indexOf('-'))) => ({ id, kind, names: { pl: id } });
const letter: Cited = { ...thing('source-letter'), locator: ' strona 2 ' };
const when = (text: string, more: Partial<When> = {}): When => ({ ...NO_DATE, text, ...more });
const lines = (kind: Kind, values: Values, context = CONTEXT) => linesOf(kind, new Entered(values, 'pl'), context);
const lacks = (kind: Kind, values: Values, context = CONTEXT) => lacksOf(kind, new Entered(values, 'pl'), context).map(({ field, why }) => `${field}: ${typeof why === 'string' ? why : why.question}`);

test('every kind and field has its own texts', () => {
  for (const kind of KINDS) for (const field of FORMS[kind].fields) assert.ok(pl.fields[field.name] && en.fields[field.name], `${kind}/${field.name}`);
});

test('a date is understood, or asked about', () => {
  const date = (given: When) => {
    const { date, asks } = understand(given, TODAY);
    return asks.length ? asks.map(({ part, question }) => `${part}: ${question}`).join() : date;
  };
  assert.deepEqual(date(when('marzec 2018')), { edtf: '2018-03' });
  assert.deepEqual(date(when('19 marca')), 'year: year');
  assert.deepEqual(date(when('19 marca', { year: '2018' })), 'basis: basis');
  assert.deepEqual(date(when('19 marca', { year: '2018', basis: 'rok z nagłówka' })), { edtf: '2018-03-19', phrase: '19 marca', inferred_from: 'rok z nagłówka' });
  assert.deepEqual(date(when('29 lutego', { year: '2023' })), 'year: impossible');
  assert.deepEqual(date(when('03/04/2018')), 'order: order');
  assert.deepEqual(date(when('03/04/2018', { order: 'second' })), { edtf: '2018-03-04' });
  assert.deepEqual(date(when('31 lutego 2018')), 'text: impossible');
  assert.deepEqual(date(when('ostatnio')), 'bounds: bounds');
  assert.deepEqual(date(when('ostatnio', { from: '2017', to: 'marzec 2018', basis: 'data druku' })), { edtf: '2017/2018-03', phrase: 'ostatnio', inferred_from: 'data druku' });
  assert.deepEqual(date(when('ostatnio', { from: '2019', to: '2018' })), 'bounds: reversed');
  assert.deepEqual(date(when('')), 'text: empty');
  // What is chosen makes it less exact, or open; it never makes it more exact.
  const choices: [string, When['precision'], unknown][] = [
    ['19 marca 2018', 'month', { edtf: '2018-03' }], ['19 marca 2018', 'year', { edtf: '2018' }], ['19 marca 2018', 'by', { edtf: '/2018-03-19' }], ['do 2018', 'by', { edtf: '/2018' }], ['2018', 'month', 'text: month'], ['marzec 2018', 'day', 'text: day'], ['2014', 'between', 'until: until'], ['między 2014 a 2015', 'between', { edtf: '2014/2015' }], ['cokolwiek', 'unknown', null],
  ];
  for (const [text, precision, expected] of choices) assert.deepEqual(date(when(text, { precision })), expected, `${text} ${precision}`);
  assert.deepEqual(date(when('2014', { precision: 'between', until: '2013' })), 'until: reversed');
  assert.deepEqual(date(when('2014', { precision: 'between', until: 'maj 2015' })), { edtf: '2014/2015-05' });
  // A date of the record comes back as it was.
  const recorded = { edtf: '2018-03-19', earliest: '2018-03-19', latest: '2018-03-19', phrase: '19 marca', inferred_from: 'rok' };
  assert.deepEqual(date(whenOf(recorded, '19 marca 2018')), { edtf: '2018-03-19', phrase: '19 marca', inferred_from: 'rok' });
});

test('a member becomes one command; what is new is recorded with it, first', () => {
  const values: Values = { cluster: [thing('cluster-lkb')], party: [thing('party-umcs')], class: 'founder', sources: [letter], when: when('marzec 2018') };
  assert.deepEqual(lines('member', values), [{ collection: 'memberships', id: 'lkb.umcs', verb: 'join', body: { class: 'founder', occurred: { edtf: '2018-03' }, sources: [{ id: 'source-letter', locator: 'strona 2' }], mode: 'reported' } }]);
  const party = { ...thing('party-nowa', 'organisation'), fresh: true as const };
  const page: Cited = { id: 'source-page', kind: 'source', fresh: true, names: { pl: 'Strona' }, locator: '', language: 'pl', url: 'https://example.org/a', published: '19 marca 2018', hash: 'ab' };
  const made = lines('member', { ...values, party: [party], sources: [page] });
  assert.deepEqual(made.map(({ collection, id, verb }) => `${collection}/${id}/${verb}`), ['sources/page/register', 'parties/nowa/register', 'memberships/lkb.nowa/join']);
  assert.deepEqual(made[0]!.body, { title: { pl: 'Strona' }, language: 'pl', url: 'https://example.org/a', published: '2018-03-19', hash: 'ab', mode: 'reported' });
  // What the source is goes with it, and a page needs an address.
  const typed = (more: Partial<Cited>) => ({ ...values, sources: [{ id: 'source-t', kind: 'source', fresh: true, names: { pl: 'T' }, locator: '', ...more } as Cited] });
  assert.equal(lines('member', typed({ source_type: 'conversation' }))[0]!.body.source_type, 'conversation');
  assert.deepEqual(lacks('member', typed({ source_type: 'web-page' })), ['source-0-url: address']);
  // Without a source it was done here, by those who take part.
  assert.equal(lines('member', { ...values, sources: [] })[0]!.body.mode, 'performed');
});

test('everybody signs on one day, with one command each, and the agreement is concluded', () => {
  const signer = (id: string, signs = true) => ({ party: thing(id), signs, represented: id === 'cluster-dkm' ? [thing('party-lsse')] : [], function: id === 'cluster-dkm' ? 'prezes' : '' });
  const made = lines('signature', { agreement: [thing('agreement-loi')], signers: [signer('cluster-dkm'), signer('cluster-pgm'), signer('cluster-wsm', false)], concluded: true, place: 'Jaworzno', when: when('9 maja 2023') });
  assert.deepEqual(made.map(({ id, verb, body }) => [id, verb, body.party]), [['loi', 'sign', 'cluster-dkm'], ['loi', 'sign', 'cluster-pgm'], ['loi', 'conclude', undefined]]);
  assert.deepEqual(made[0]!.body, { occurred: { edtf: '2023-05-09' }, sources: [], mode: 'performed', party: 'cluster-dkm', represented_by: 'party-lsse', signatories: [{ function: { pl: 'prezes' }, organisation: 'party-lsse' }], place: { name: 'Jaworzno' } });
});

test('two entries are one party, may be one, or are two', () => {
  const decided = (decision: string) => {
    const [only, ...more] = lines('link', { party: [thing('party-a')], other: [thing('party-b')], decision, evidence: 'KRS' });
    assert.deepEqual(more, []);
    const { other, evidence, certainty, reason } = only!.body;
    return [only!.id, only!.verb, other, evidence, certainty, reason];
  };
  assert.deepEqual(decided('certain'), ['a', 'link', 'party-b', 'KRS', 'certain', undefined]);
  assert.deepEqual(decided('likely'), ['a', 'link', 'party-b', 'KRS', 'likely', undefined]);
  assert.deepEqual(decided('accept'), ['a', 'accept-link', 'party-b', 'KRS', undefined, undefined]);
  assert.deepEqual(decided('distinct'), ['a', 'reject-link', 'party-b', undefined, undefined, 'KRS']);
  assert.deepEqual(decided('unlink'), ['a', 'unlink', 'party-b', undefined, undefined, 'KRS']);
  assert.deepEqual(lacks('link', { party: [thing('party-a')], decision: 'certain', evidence: '' }), ['other: needed', 'evidence: needed']);
});

test('other names, numbers and links go to the cluster or the organisation that they are of', () => {
  const only = (kind: Kind, values: Values) => {
    const [made, ...more] = lines(kind, { ...values, when: when('2024') });
    assert.deepEqual(more, []);
    const { occurred, sources, mode, ...body } = made!.body;
    return [`${made!.collection}/${made!.id}/${made!.verb}`, body];
  };
  const cluster = [thing('cluster-lm')];
  assert.deepEqual(only('alias', { owner: cluster, names: { pl: 'Medyczny Lublin' }, abbreviation: '' }), ['clusters/lm/add-alias', { names: { pl: 'Medyczny Lublin' } }]);
  assert.deepEqual(only('alias', { owner: [thing('party-umcs')], names: { en: 'MCSU' } }), ['parties/umcs/add-alias', { names: { en: 'MCSU' } }]);
  assert.deepEqual(only('called', { party: [thing('party-umcs')], names: { pl: 'UMCS' }, abbreviation: 'U' }), ['parties/umcs/rename', { names: { pl: 'UMCS' }, abbreviation: 'U' }]);
  assert.deepEqual(only('number', { owner: cluster, scheme: 'krs', value: '1' }), ['clusters/lm/identify', { scheme: 'krs', value: '1' }]);
  assert.deepEqual(only('number', { owner: [thing('party-umcs')], scheme: 'ror', value: '2' }), ['parties/umcs/identify', { scheme: 'ror', value: '2' }]);
  const link = { cluster, related: [thing('cluster-lkb')], relation: 'part-of' };
  assert.deepEqual(only('relation', { ...link, linked: 'likely', evidence: 'statut' }), ['clusters/lm/link', { relation: 'part-of', other: 'cluster-lkb', certainty: 'likely', evidence: 'statut' }]);
  assert.deepEqual(only('relation', { ...link, linked: 'ended' }), ['clusters/lm/unlink', { relation: 'part-of', other: 'cluster-lkb' }]);
  assert.deepEqual(lacks('relation', { cluster, when: when('2024') }), ['relation: needed', 'related: needed', 'linked: needed']);
  assert.equal(fieldOf('relation', line('clusters/link', 'lm', { relation: 'part-of', other: 'x' }), '/other'), 'related');
});

test('visits, promises, counts and organisations', () => {
  const visit = lines('visit', { host: [thing('party-starachowice')], visitors: [thing('party-lublin')], delegates: [{ side: 'visitor', function: 'dyrektor', organisation: [] }], outcome: { pl: 'list intencyjny' }, leads_to: [thing('agreement-loi')], when: when('do 12 stycznia 2018') });
  assert.deepEqual(visit.map(({ verb }) => verb), ['hold', 'record-outcome']);
  assert.equal(visit[0]!.id, visit[1]!.id);
  assert.deepEqual(visit[0]!.body.delegates, [{ side: 'visitor', function: { pl: 'dyrektor' } }]);
  const promise = lines('promise', { text: { pl: 'Rozwiniemy klastry' }, promisor: [thing('party-lublin')], submitter: [thing('party-lublin')], sources: [letter], when: when('2016') });
  assert.deepEqual(promise.map(({ verb, body }) => [verb, body.document]), [['make', undefined], ['submit-evidence', 'source-letter']]);
  assert.deepEqual(lacks('promise', { text: { pl: 'x' }, submitter: [thing('party-a')], when: when('2016') }), ['sources: document']);
  const count = lines('count', { cluster: [thing('cluster-lkl')], count: '37', class: 'supporting', comparator: 'over', when: when('2015-08-31') });
  assert.deepEqual(count[0]!.body, { occurred: { edtf: '2015-08-31' }, sources: [], mode: 'performed', count: 37, comparator: 'over', class: 'supporting' });
  const joint: Values = { cluster: [thing('cluster-lkl')], count: '400', class: 'all', comparator: 'about', clusters_count: '4', when: when('2015') };
  assert.equal(lines('count', joint)[0]!.body.clusters_count, 4);
  assert.deepEqual(lacks('count', { ...joint, clusters_count: 'kilka' }), ['clusters_count: number']);
  const organisation = lines('organisation', { names: { pl: 'Łódzki Klaster ŻÓŁĆ' }, kind: 'organisation', value: '526-025-02-74', scheme: 'nip' });
  assert.deepEqual(organisation.map(({ id, verb }) => [id, verb]), [['lodzki-klaster-zolc-01234567', 'register'], ['lodzki-klaster-zolc-01234567', 'identify']]);
  assert.deepEqual([freshId('party', '???', '0123456789'), freshId('party', 'a'.repeat(90), '0123456789').length], ['party-01234567', 55]);
});

test('amendments go to the stream of their fact; a correction sends only what differs', () => {
  const before = { edtf: '2018-03', earliest: '2018-03-01', latest: '2018-03-31', phrase: null, inferred_from: null };
  const context: Context = { ...CONTEXT, target: 'membership-lkb.umcs@2', before };
  const values: Values = { reason: 'błąd w dacie', sources: [letter], when: when('kwiecień 2018'), 'field:class': 'partner' };
  assert.deepEqual(lines('correction', values, context), [{ collection: 'memberships', id: 'lkb.umcs', verb: 'correct', body: { target: 'membership-lkb.umcs@2', sources: [{ id: 'source-letter', locator: 'strona 2' }], mode: 'reported', fields: { occurred: { edtf: '2018-04' }, class: 'partner' }, reason: 'błąd w dacie' } }]);
  assert.deepEqual(lacks('correction', { ...values, 'field:class': undefined, when: when('marzec 2018') }, context), ['fields: changed']);
  assert.deepEqual(lines('correction', { ...values, when: when('', { precision: 'unknown' }) }, context)[0]!.body.fields, { occurred: null, class: 'partner' });
  assert.deepEqual(lacks('correction', { when: when('2018'), reason: '' }, context), ['sources: source', 'reason: needed']);
  const others = ['membership-lkb.umcs@3', 'membership-lkb.umcs@4'];
  const alike = { ...context, alike: others };
  assert.deepEqual(lines('refinement', { when: when('19 marca 2018') }, alike)[0]!.body.also, others);
  assert.deepEqual(lines('refinement', { when: when('19 marca 2018'), 'also:membership-lkb.umcs@3': false }, alike)[0]!.body.also, others.slice(1));
  assert.equal('also' in lines('retraction', { reason: 'x' }, alike)[0]!.body, false);
  assert.deepEqual(lines('refinement', { when: when('19 marca 2018') }, context)[0]!.body, { target: 'membership-lkb.umcs@2', sources: [], mode: 'performed', date: { edtf: '2018-03-19' } });
  const rival = { when: when('kwiecień 2018'), sources: [letter] };
  assert.deepEqual(lines('dispute', rival, context)[0]!.body.fields, { occurred: { edtf: '2018-04' } });
  assert.deepEqual(lacks('dispute', rival, context), []);
  assert.deepEqual(lacks('dispute', { when: when('marzec 2018') }, context), ['reason: needed', 'by: doubter']);
  const { target: _, sources: __, mode: ___, ...ranked } = lines('ranking', { value: 'membership-lkb.umcs@3 occurred', rank: 'preferred' }, context)[0]!.body;
  assert.deepEqual(ranked, { value: 'membership-lkb.umcs@3', field: 'occurred', rank: 'preferred' });
  assert.equal('value' in lines('ranking', { value: 'membership-lkb.umcs@2 occurred', rank: 'normal' }, context)[0]!.body, false);
  assert.deepEqual(lines('dispute', { by: [thing('party-umcs')], reason: 'nie' }, { ...context, target: 'cluster-lkb@3' })[0], { collection: 'clusters', id: 'lkb', verb: 'dispute', body: { target: 'cluster-lkb@3', sources: [], mode: 'performed', by: 'party-umcs', reason: 'nie' } });
});

test('what is missing is named, field by field', () => {
  assert.deepEqual(lacks('member', {}), ['cluster: needed', 'party: needed', 'when-text: empty']);
  assert.deepEqual(lacks('agreement', { kind: 'letter-of-intent', parties: [thing('party-a')], subject: { pl: ' ' }, when: when('2018') }), ['parties: two', 'subject: needed']);
  assert.deepEqual(lacks('count', { cluster: [thing('cluster-a')], comparator: 'exactly', class: 'all', count: 'dużo', when: when('2018') }), ['count: number']);
  assert.deepEqual(lacks('member', { cluster: [thing('cluster-a')], party: [thing('party-a')], when: when('2018'), sources: [{ id: 'source-x', kind: 'source', fresh: true, names: { pl: '' }, locator: '', url: 'ftp://x', published: '31 lutego 2018' }] }), ['source-0-title: title', 'source-0-url: url', 'source-0-published: published']);
});

test('of several lines the one that was refused is named, and its field', () => {
  const sent = [line('sources/register', 'a', { title: { pl: 'A' }, language: 'pl' }, 'sources'), line('memberships/join', 'lkb.x', { class: 'partner' })];
  const answer = (lines: object[]) => lines.map((each) => `${JSON.stringify(each)}\n`).join('');
  const refused = answer([{ line: 1, status: 422, body: { type: '/problems/refused', rule: 'unit', title: 't' } }, { line: 2, status: 422, body: { type: '/problems/refused', rule: 'not-a-member', title: 't', detail: 'd', errors: [{ pointer: '/class', message: 'm' }] } }]);
  assert.throws(() => answersTo(sent, refused), (error) => error instanceof LineRefusal && error.line === sent[1] && error.members.rule === 'not-a-member' && fieldOf('member', error.line, error.errors[0]!.pointer) === 'class');
  assert.throws(() => answersTo(sent, refused.slice(0, 60)), (error) => error instanceof Refusal && error.status === 0);
  assert.deepEqual(['/occurred', '/sources/0/id', '/nothing'].map((pointer) => fieldOf('member', sent[1]!, pointer)), ['when-text', 'sources', null]);
  assert.equal(fieldOf('member', sent[0]!, '/hash'), 'sources');
  assert.equal(fieldOf('correction', line('clusters/correct', 'x', { target: 'cluster-x@1', fields: {}, reason: 'r' }), '/fields/count'), 'field:count');
});

test('the earlier fact of a rule is the one about the same party', () => {
  const event = (id: string, type: string, data: object) => ({ id, type: `upland.${type}.v1`, data, subject: '', time: '', sequence: '1', streamversion: '1' }) as Statement;
  const stream = [event('a@1', 'AgreementProposed', {}), event('a@2', 'AgreementSigned', { party: 'party-lublin' }), event('a@3', 'AgreementSigned', { party: 'party-radom' })];
  const sign = line('agreements/sign', 'a', { party: 'party-lublin' });
  assert.equal(earlierOf('signs-once', sign, stream)?.id, 'a@2');
  assert.equal(earlierOf('party-listed', sign, stream)?.id, 'a@1');
  assert.equal(earlierOf('not-in-the-future', sign, stream), null);
});

test('what an organisation is becomes a declaration', () => {
  const common = { party: [thing('party-x')], sources: [letter], when: when('2020') };
  const declared = (kind: Kind, values: Values) => {
    const [made] = lines(kind, { ...common, ...values });
    const { occurred: _, sources: __, mode: ___, ...body } = made!.body;
    return [`${made!.collection}/${made!.id}/${made!.verb}`, body];
  };
  assert.deepEqual(declared('type', { organisation_type: 'sme' }), ['parties/x/declare-type', { organisation_type: 'sme' }]);
  assert.deepEqual(declared('seat', { country: 'pl', region: 'pl814', place: 'Lublin' }), ['parties/x/declare-seat', { country: 'PL', region: { scheme: 'nuts', code: 'PL814' }, place: { name: 'Lublin' } }]);
  assert.deepEqual(declared('seat', { coordinates: '51.2465, -0,5' }), ['parties/x/declare-seat', {}]);
  assert.deepEqual(declared('seat', { coordinates: '51,2465 22,5684' }), ['parties/x/declare-seat', { coordinates: { latitude: '51.2465', longitude: '22.5684' } }]);
  for (const none of ['51.2465', '51,24', '90.1, 22', '51 22 3', 'Lublin']) assert.deepEqual(lacks('seat', { ...common, coordinates: none }), ['coordinates: point'], none);
  assert.deepEqual(declared('seat', { region: '06' }), ['parties/x/declare-seat', { region: { scheme: 'teryt', code: '06' } }]);
  assert.deepEqual(declared('sectors', { classification: 'PKD', edition: '2007', sectors: '29.31.z; 72.19' }), ['parties/x/declare-sectors', { sectors: [{ scheme: 'PKD', edition: '2007', code: '29.31.Z' }, { scheme: 'PKD', edition: '2007', code: '72.19' }] }]);
  assert.deepEqual(lacks('seat', common), ['country: where']);
  assert.deepEqual(lacks('seat', { ...common, address: 'ul. Prosta 1' }), []);
});

test('a project of an agreement has its money, and that of each that takes part where it is known', () => {
  const common: Values = { agreement: [thing('agreement-x')], title: { pl: 'Hala' }, sources: [letter], when: when('2020') };
  const [bare] = lines('project', common);
  assert.deepEqual([bare!.verb, bare!.id, bare!.body.title, 'amount' in bare!.body, 'shares' in bare!.body], ['record-project', 'x', { pl: 'Hala' }, false, false]);
  const rich = { ...common, programme: 'FENG', amount: '1 500 000,5', comparator: 'about', currency: 'pln', shares: [thing('party-a'), thing('cluster-b')], 'share-party-a': '250000' };
  const [project] = lines('project', rich);
  assert.deepEqual(lacks('project', rich), []);
  assert.deepEqual([project!.body.programme, project!.body.amount], ['FENG', { value: '1500000.5', currency: 'PLN', comparator: 'about' }]);
  assert.deepEqual(project!.body.shares, [{ party: 'party-a', amount: { value: '250000', currency: 'PLN' } }, { party: 'cluster-b' }]);
  assert.deepEqual(lacks('project', { ...rich, currency: '' }), ['currency: currency']);
  for (const none of ['dużo', '1,500,000', '-5', '1.234']) assert.deepEqual(lacks('project', { ...rich, 'share-party-a': none }), ['share-party-a: sum'], none);
});

test('a cluster is renamed, merged or split, with what passes where that is known', () => {
  const common: Values = { cluster: [thing('cluster-x')], sources: [letter], when: when('2020') };
  const [renamed] = lines('rename', { ...common, names: { pl: 'Nowy', en: ' ' } });
  assert.deepEqual([renamed!.verb, renamed!.body.names], ['rename', { pl: 'Nowy' }]);
  const [merged] = lines('merger', { ...common, into: [thing('cluster-y')], members_pass: 'no' });
  assert.deepEqual([merged!.verb, merged!.body.into, merged!.body.members_pass, 'agreements_pass' in merged!.body], ['merge', 'cluster-y', false, false]);
  const two = { ...common, into: [thing('cluster-y'), thing('cluster-z')], agreements_pass: 'yes' };
  const [split] = lines('split', two);
  assert.deepEqual([split!.verb, split!.body.into, split!.body.agreements_pass], ['split', ['cluster-y', 'cluster-z'], true]);
  assert.deepEqual(lacks('split', two), []);
  assert.deepEqual(lacks('split', { ...common, into: [thing('cluster-y')] }), ['into: several']);
});
