// The forms, each declared once: its fields, and the commands that it becomes. Pure.

import type { Citation, Delegate as DelegateBody, JoinCluster, RegisterParty, ReportMembershipCount, Signatory } from './commands.ts';
import { readPhrase } from '../phrases.ts';
import type { Common, Context, Field, Form } from './declaration.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { PROJECT } from './project.ts';
import { line, type Line } from './registry.ts';
import { bareId, Entered, freshId, given, type Chosen, type Cited, type Delegate, type Signer } from './values.ts';
import { sameDate, understand } from './when.ts';

export const KINDS = ['organisation', 'member', 'count', 'agreement', 'signature', 'conclusion', 'project', 'visit', 'promise', 'link', 'type', 'seat', 'sectors', 'called', 'number', 'rename', 'alias', 'relation', 'merger', 'split', 'correction', 'refinement', 'retraction', 'dispute', 'confirmation', 'ranking'] as const;
export type Kind = (typeof KINDS)[number];
/** Kinds that speak of an earlier fact. */
export const AMENDMENTS: readonly Kind[] = ['correction', 'refinement', 'retraction', 'dispute', 'confirmation', 'ranking'];

const COLLECTIONS: Record<string, string> = { party: 'parties', membership: 'memberships', cluster: 'clusters', agreement: 'agreements', visit: 'visits', conference: 'conferences', commitment: 'commitments', source: 'sources', person: 'persons' };
const streamOf = (event: string) => event.slice(0, event.lastIndexOf('@'));

/** An amendment of a fact: on the fact's own stream. */
function amendment(verb: 'correct' | 'refine' | 'retract' | 'dispute' | 'confirm' | 'rank', body: (entered: Entered, common: Common, context: Context) => Record<string, unknown>): Form['lines'] {
  return (entered, common, context) => {
    const stream = streamOf(context.target ?? '');
    const { occurred: _, ...rest } = common;
    const also = alsoOf(entered, context, verb);
    return [{ collection: COLLECTIONS[stream.slice(0, stream.indexOf('-'))] ?? '', id: bareId(stream), verb, body: { target: context.target, ...(also.length ? { also } : {}), ...rest, ...body(entered, common, context) } }];
  };
}

/** Under `also:` and a fact's id stands whether it is amended too. */
export const ALSO = 'also:';

/** Whether a fact that rests on the same inference is amended too: a date is settled for all of them, unless somebody says otherwise. */
export const isAlso = (entered: Entered, event: string): boolean => entered.values[ALSO + event] !== false;

/** Whether an amendment is about the date alone: a correction of other fields is of one fact, as the others have fields of their own. */
export const ofDateAlone = (entered: Entered, context: Context, verb: string): boolean =>
  verb === 'refine' || (verb === 'correct' && dateChanged(entered, context) && !Object.keys(changedFields(entered)).length);

/** The facts that are amended together with the target: those whose date follows from the same. */
export const alsoOf = (entered: Entered, context: Context, verb: string): string[] =>
  ofDateAlone(entered, context, verb) ? (context.alike ?? []).filter((event) => isAlso(entered, event)) : [];

const delegate = ({ side, function: text, organisation }: Delegate, lang: string): DelegateBody =>
  given<DelegateBody>({ side, function: text.trim() ? { [lang]: text.trim() } : undefined, organisation: organisation[0]?.id, person: undefined });

const reason = (needed: boolean): Field => ({ name: 'reason', type: 'long', needed });

export const FORMS: Record<Kind, Form> = {
  organisation: {
    when: false,
    fields: [
      { name: 'names', type: 'texts', needed: true },
      { name: 'kind', type: 'choice', options: ['organisation', 'unit', 'city', 'region'], needed: true },
      { name: 'abbreviation', type: 'text' },
      { name: 'part_of', type: 'refs', offer: 'party' },
      { name: 'scheme', type: 'choice', options: ['nip', 'regon', 'krs', 'lei', 'ror', 'website'] },
      { name: 'value', type: 'text' },
    ],
    lines: (entered, common, { word }) => {
      const names = entered.texts('names') ?? {};
      const id = bareId(freshId('party', names[entered.lang] ?? Object.values(names)[0] ?? '', word));
      const body = { ...common, names, ...given<Omit<RegisterParty, 'names'>>({ kind: entered.text('kind') as RegisterParty['kind'], abbreviation: entered.text('abbreviation'), part_of: entered.ref('part_of') } as never) };
      const number = entered.text('value') ? [line('parties/identify', id, { ...common, scheme: entered.text('scheme') || 'nip', value: entered.text('value') }, 'value')] : [];
      // What looks alike and is another is said once, with the organisation itself.
      const apart = entered.refs('apart').map((other) => line('parties/reject-link', id, { ...common, other }, 'names'));
      return [line('parties/register', id, body as RegisterParty), ...number, ...apart];
    },
  },
  member: {
    when: true,
    fields: [
      { name: 'cluster', type: 'refs', offer: 'cluster', needed: true },
      { name: 'party', type: 'refs', offer: 'party', needed: true, fresh: true },
      { name: 'class', type: 'choice', options: ['full', 'founder', 'supporting', 'partner'] },
    ],
    lines: (entered, common) => {
      const id = `${bareId(entered.ref('cluster') ?? '')}.${bareId(entered.ref('party') ?? '')}`;
      return [line('memberships/join', id, { ...common, ...given<JoinCluster>({ class: entered.text('class') } as never) })];
    },
  },
  count: {
    when: true,
    fields: [
      { name: 'cluster', type: 'refs', offer: 'cluster', needed: true },
      { name: 'comparator', type: 'choice', options: ['exactly', 'over', 'about', 'at-least', 'almost'], needed: true },
      { name: 'count', type: 'count', needed: true },
      { name: 'class', type: 'choice', options: ['all', 'founders', 'supporting', 'partners', 'firms', 'paying'], needed: true },
      { name: 'also_in', type: 'refs', offer: 'cluster', many: true },
      { name: 'clusters_count', type: 'count' },
    ],
    lines: (entered, common) => {
      const body = { count: Number(entered.text('count')), comparator: entered.text('comparator'), class: entered.text('class'), ...(entered.refs('also_in').length ? { also_in: entered.refs('also_in') } : {}), ...(entered.text('clusters_count') ? { clusters_count: Number(entered.text('clusters_count')) } : {}) } as ReportMembershipCount;
      return [line('clusters/report-membership-count', bareId(entered.ref('cluster') ?? ''), { ...common, ...body })];
    },
  },
  agreement: {
    when: true,
    fields: [
      { name: 'kind', type: 'choice', options: ['letter-of-intent', 'cooperation-agreement'], needed: true },
      { name: 'parties', type: 'refs', offer: 'actor', needed: true, many: true, fresh: true },
      { name: 'subject', type: 'texts', needed: true },
      { name: 'names', type: 'texts' },
      { name: 'beneficiaries', type: 'refs', offer: 'actor', many: true },
      { name: 'binding', type: 'choice', options: ['no', 'yes'] },
      { name: 'others', type: 'flag' },
    ],
    lines: (entered, common, { word }) => {
      const subject = entered.texts('subject') ?? {};
      const names = entered.texts('names');
      const title = Object.values(names ?? subject)[0] ?? '';
      const binding = entered.text('binding');
      const body = { ...common, kind: entered.text('kind'), parties: entered.refs('parties'), subject, ...(names ? { names } : {}), ...(binding ? { binding: binding === 'yes' } : {}), ...(entered.flag('others') ? { others: true } : {}), beneficiaries: entered.refs('beneficiaries') };
      return [line('agreements/propose', bareId(freshId('agreement', title, word)), body)];
    },
  },
  signature: {
    when: true,
    fields: [
      { name: 'agreement', type: 'refs', offer: 'agreement', needed: true },
      { name: 'signers', type: 'signers', needed: true },
      { name: 'place', type: 'text' },
      { name: 'concluded', type: 'flag' },
    ],
    lines: (entered, common) => {
      const id = bareId(entered.ref('agreement') ?? '');
      const place = entered.text('place');
      const signers = entered.list<Signer>('signers').filter(({ signs }) => signs);
      const signed = signers.map(({ party, represented, function: text }) => {
        const signatory = given<Signatory>({ function: text.trim() ? { [entered.lang]: text.trim() } : undefined, organisation: text.trim() ? represented[0]?.id : undefined, person: undefined });
        const body = { ...common, party: party.id, ...(represented[0] ? { represented_by: represented[0].id } : {}), ...(Object.keys(signatory).length ? { signatories: [signatory] } : {}), ...(place ? { place: { name: place } } : {}) };
        return line('agreements/sign', id, body, 'signers');
      });
      return entered.flag('concluded') ? [...signed, line('agreements/conclude', id, common, 'concluded')] : signed;
    },
  },
  conclusion: {
    when: true,
    fields: [{ name: 'agreement', type: 'refs', offer: 'agreement', needed: true }],
    lines: (entered, common) => [line('agreements/conclude', bareId(entered.ref('agreement') ?? ''), common)],
  },
  project: PROJECT,
  visit: {
    when: true,
    fields: [
      { name: 'host', type: 'refs', offer: 'actor', needed: true, fresh: true },
      { name: 'visitors', type: 'refs', offer: 'actor', needed: true, many: true, fresh: true },
      { name: 'delegates', type: 'delegates' },
      { name: 'purpose', type: 'texts' },
      { name: 'sites', type: 'refs', offer: 'party', many: true, fresh: true },
      { name: 'place', type: 'text' },
      { name: 'clusters', type: 'refs', offer: 'cluster', many: true },
      { name: 'outcome', type: 'texts' },
      { name: 'leads_to', type: 'refs', offer: 'result' },
    ],
    lines: (entered, common, { word }) => {
      const id = bareId(freshId('visit', [...entered.list<Chosen>('visitors'), ...entered.list<Chosen>('host')].map(({ names }) => Object.values(names)[0] ?? '').join(' '), word));
      const delegates = entered.list<Delegate>('delegates').map((each) => delegate(each, entered.lang));
      const [place, purpose, outcome, leadsTo] = [entered.text('place'), entered.texts('purpose'), entered.texts('outcome'), entered.ref('leads_to')];
      const body = { ...common, host: entered.ref('host') ?? '', visitors: entered.refs('visitors'), delegates, sites: entered.refs('sites'), clusters: entered.refs('clusters'), ...(place ? { place: { name: place } } : {}), ...(purpose ? { purpose } : {}) };
      const result = outcome ? [line('visits/record-outcome', id, { ...common, text: outcome, ...(leadsTo ? { leads_to: leadsTo } : {}) }, 'outcome')] : [];
      return [line('visits/hold', id, body), ...result];
    },
  },
  promise: {
    when: true,
    fields: [
      { name: 'text', type: 'texts', needed: true },
      { name: 'promisor', type: 'refs', offer: 'actor', fresh: true },
      { name: 'submitter', type: 'refs', offer: 'actor', fresh: true },
      { name: 'words', type: 'texts' },
    ],
    lines: (entered, common, { word }) => {
      const text = entered.texts('text') ?? {};
      const id = bareId(freshId('commitment', Object.values(text)[0] ?? '', word));
      const [promisor, submitter, words] = [entered.ref('promisor'), entered.ref('submitter'), entered.texts('words')];
      // The document that was brought forward is the source that is cited.
      const document = common.sources[0]?.id;
      const evidence = submitter && document ? [line('commitments/submit-evidence', id, { ...common, submitter, document, ...(words ? { text: words } : {}) }, 'submitter')] : [];
      return [line('commitments/make', id, { ...common, text, ...(promisor ? { promisor } : {}) }), ...evidence];
    },
  },
  link: {
    when: false,
    fields: [
      { name: 'party', type: 'refs', offer: 'party', needed: true },
      { name: 'other', type: 'refs', offer: 'party', needed: true },
      { name: 'decision', type: 'choice', options: ['certain', 'likely', 'accept', 'distinct', 'unlink'], needed: true },
      { name: 'evidence', type: 'long', needed: true },
    ],
    lines: (entered, common) => {
      const [id, other, evidence, decision] = [bareId(entered.ref('party') ?? ''), entered.ref('other') ?? '', entered.text('evidence'), entered.text('decision')];
      if (decision === 'accept') return [line('parties/accept-link', id, { ...common, other, evidence })];
      if (decision === 'distinct' || decision === 'unlink') return [line(decision === 'unlink' ? 'parties/unlink' : 'parties/reject-link', id, { ...common, other, reason: evidence })];
      return [line('parties/link', id, { ...common, other, evidence, certainty: decision as 'certain' | 'likely' })];
    },
  },
  ...DESCRIPTIONS,
  correction: {
    when: true,
    sourced: true,
    fields: [{ name: 'fields', type: 'fact' }, reason(true)],
    lines: amendment('correct', (entered, { occurred }, context) => {
      const date = dateChanged(entered, context) ? { occurred: occurred ?? null } : {};
      return { fields: { ...date, ...changedFields(entered) }, reason: entered.text('reason') };
    }),
  },
  refinement: { when: true, fields: [reason(false)], lines: amendment('refine', (entered, { occurred }) => given({ date: occurred, reason: entered.text('reason') })) },
  retraction: { when: false, fields: [reason(true)], lines: amendment('retract', (entered) => ({ reason: entered.text('reason') })) },
  dispute: {
    when: true,
    fields: [{ name: 'by', type: 'refs', offer: 'actor' }, { name: 'fields', type: 'fact' }, reason(false)],
    lines: amendment('dispute', (entered, _, context) => {
      const fields = rivalValues(entered, context);
      return given({ by: entered.ref('by'), fields: Object.keys(fields).length ? fields : undefined, reason: entered.text('reason') });
    }),
  },
  confirmation: { when: false, fields: [{ name: 'by', type: 'refs', offer: 'actor', needed: true }, reason(false)], lines: amendment('confirm', (entered) => given({ by: entered.ref('by'), reason: entered.text('reason') })) },
  ranking: {
    when: false,
    fields: [{ name: 'value', type: 'values', needed: true }, { name: 'rank', type: 'choice', options: ['preferred', 'normal', 'deprecated'], needed: true }, { name: 'by', type: 'refs', offer: 'actor' }, reason(false)],
    lines: amendment('rank', (entered, _, { target }) => {
      const [event, field] = entered.text('value').split(' ');
      return given({ value: event === target ? undefined : event, field, rank: entered.text('rank'), by: entered.ref('by'), reason: entered.text('reason') });
    }),
  },
};

/** Whether a correction gives the fact another date. */
export const dateChanged = (entered: Entered, { today, before }: Context): boolean => Boolean(before) && !sameDate(understand(entered.when, today).date, before!);

/** What a party or a source gives instead, by field: another date, and the fields that were changed. */
export function rivalValues(entered: Entered, context: Context): Record<string, unknown> {
  const { date } = understand(entered.when, context.today);
  return { ...(date && dateChanged(entered, context) ? { occurred: date } : {}), ...changedFields(entered) };
}

/** Values of a correction stand under `field:` and the name of the fact's field; those that were changed. */
export const CORRECTED = 'field:';

export function changedFields(entered: Entered): Record<string, unknown> {
  const names = Object.keys(entered.values).filter((name) => name.startsWith(CORRECTED) && !name.slice(CORRECTED.length).includes(':') && entered.values[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name.slice(CORRECTED.length), correctedValue(entered, name)]));
}

function correctedValue(entered: Entered, name: string): unknown {
  const value = entered.values[name];
  if (Array.isArray(value)) return entered.values[`${name}:one`] === true ? (entered.ref(name) ?? null) : entered.refs(name);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return entered.values[`${name}:number`] === true ? Number(value) : value.trim() || null;
  return entered.texts(name) ?? null;
}

/** What is new and recorded with the fact, each once: sources, then parties. */
function registrations(entered: Entered, common: Common, today: string): Line[] {
  const everything = Object.entries(entered.values).flatMap(([name, value]) => (Array.isArray(value) ? (value as unknown[]).flatMap((each) => freshIn(each)).map((chosen) => [name, chosen] as const) : []));
  const once = new Map(everything.map(([name, chosen]) => [chosen.id, [name, chosen] as const]));
  const all = [...once.values()];
  const sources = all.filter(([, { kind }]) => kind === 'source').map(([, chosen]) => registeredSource(chosen as Cited, common.mode, today));
  const parties = all.filter(([, { kind }]) => kind !== 'source').map(([name, chosen]) => line('parties/register', bareId(chosen.id), { names: chosen.names, kind: chosen.kind as RegisterParty['kind'], sources: common.sources, mode: common.mode }, name));
  return [...sources, ...parties];
}

function freshIn(value: unknown): Chosen[] {
  const { fresh, party, represented, organisation } = value as Partial<Chosen & Signer & Delegate>;
  if (fresh) return [value as Chosen];
  return [...(party ? [party] : []), ...(represented ?? []), ...(organisation ?? [])].filter((each) => each.fresh);
}

function registeredSource(source: Cited, mode: Common['mode'], today: string): Line {
  const published = source.published?.trim() ? readPhrase(source.published, today) : null;
  const body = { title: source.names, language: source.language ?? 'pl', mode, ...(source.url?.trim() ? { url: source.url.trim() } : {}), ...(published && 'edtf' in published ? { published: published.edtf } : {}), ...(source.hash ? { hash: source.hash } : {}), ...(source.source_type ? { source_type: source.source_type } : {}) };
  return line('sources/register', bareId(source.id), body, 'sources');
}

/** The commands of a form, in their order. What a source reports is admitted as history; what has none was done here. */
export function linesOf(kind: Kind, entered: Entered, context: Context): Line[] {
  const sources = entered.cited.map(({ id, locator }): Citation => ({ id, ...(locator.trim() ? { locator: locator.trim() } : {}) }));
  const date = FORMS[kind].when ? understand(entered.when, context.today).date : null;
  const common: Common = { ...(date ? { occurred: date } : {}), sources, mode: sources.length ? 'reported' : 'performed' };
  return [...registrations(entered, common, context.today), ...FORMS[kind].lines(entered, common, context)];
}
