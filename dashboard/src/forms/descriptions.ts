// The forms of what an organisation is, and of a cluster that goes on under another name or in other clusters. Pure.

import type { DeclareOrganisationType, DeclareSeat, LinkCluster, Sector } from './commands.ts';
import type { Form } from './declaration.ts';
import { line } from './registry.ts';
import { bareId, given, pointOf, type Entered } from './values.ts';
import { organisationTypes } from '../facts/organisations.ts';

const PARTY = { name: 'party', type: 'refs', offer: 'party', needed: true } as const;
const CLUSTER = { name: 'cluster', type: 'refs', offer: 'cluster', needed: true } as const;
/** A cluster or an organisation. */
const OWNER = { name: 'owner', type: 'refs', offer: 'actor', needed: true } as const;
const ofCluster = (entered: Entered) => (entered.ref('owner') ?? '').startsWith('cluster-');
const PASSING = [
  { name: 'members_pass', type: 'choice', options: ['yes', 'no'] },
  { name: 'agreements_pass', type: 'choice', options: ['yes', 'no'] },
] as const;

/** How a cluster, or an organisation, is called. */
const CALLED = [{ name: 'names', type: 'texts', needed: true }, { name: 'abbreviation', type: 'text' }] as const;
const calledBy = (entered: Entered) => ({ names: entered.texts('names') ?? {}, ...given({ abbreviation: entered.text('abbreviation') }) });

const idOf = (entered: Entered, field: string) => bareId(entered.ref(field) ?? '');
/** Whether something passes; left out where that is not known. */
const passes = (entered: Entered) =>
  Object.fromEntries(PASSING.map(({ name }) => [name, entered.text(name)]).filter(([, choice]) => choice).map(([name, choice]) => [name, choice === 'yes']));

/** A code of TERYT has digits only; one of NUTS begins with the letters of its country. */
function regionOf(code: string): DeclareSeat['region'] {
  return code ? { scheme: /^\d+$/.test(code) ? 'teryt' : 'nuts', code: code.toUpperCase() } : undefined;
}

const sectorsOf = (entered: Entered): Sector[] =>
  entered.text('sectors').split(/[;,\s]+/).filter(Boolean).map((code) => ({ scheme: entered.text('classification') as Sector['scheme'], edition: entered.text('edition'), code: code.toUpperCase() }));

export const DESCRIPTIONS = {
  type: {
    when: true,
    fields: [PARTY, { name: 'organisation_type', type: 'choice', options: Object.keys(organisationTypes.en), needed: true }],
    lines: (entered, common) => [line('parties/declare-type', idOf(entered, 'party'), { ...common, organisation_type: entered.text('organisation_type') as DeclareOrganisationType['organisation_type'] })],
  },
  seat: {
    when: true,
    fields: [PARTY, { name: 'country', type: 'text' }, { name: 'region', type: 'text' }, { name: 'address', type: 'text' }, { name: 'place', type: 'text' }, { name: 'coordinates', type: 'text' }],
    lines: (entered, common) => {
      const place = entered.text('place');
      const seat = given<Pick<DeclareSeat, 'country' | 'region' | 'address' | 'place' | 'coordinates'>>({ country: entered.text('country').toUpperCase(), region: regionOf(entered.text('region')), address: entered.text('address'), place: place ? { name: place } : undefined, coordinates: pointOf(entered.text('coordinates')) ?? undefined });
      return [line('parties/declare-seat', idOf(entered, 'party'), { ...common, ...seat })];
    },
  },
  sectors: {
    when: true,
    fields: [PARTY, { name: 'classification', type: 'choice', options: ['PKD', 'NACE'], needed: true }, { name: 'edition', type: 'text', needed: true }, { name: 'sectors', type: 'text', needed: true }],
    lines: (entered, common) => [line('parties/declare-sectors', idOf(entered, 'party'), { ...common, sectors: sectorsOf(entered) }, 'sectors')],
  },
  called: {
    when: true,
    fields: [PARTY, ...CALLED],
    lines: (entered, common) => [line('parties/rename', idOf(entered, 'party'), { ...common, ...calledBy(entered) })],
  },
  number: {
    when: true,
    fields: [OWNER, { name: 'scheme', type: 'choice', options: ['nip', 'regon', 'krs', 'lei', 'ror', 'website'], needed: true }, { name: 'value', type: 'text', needed: true }],
    lines: (entered, common) => {
      const body = { ...common, scheme: entered.text('scheme'), value: entered.text('value') };
      return [line(ofCluster(entered) ? 'clusters/identify' : 'parties/identify', idOf(entered, 'owner'), body)];
    },
  },
  rename: {
    when: true,
    fields: [CLUSTER, ...CALLED],
    lines: (entered, common) => [line('clusters/rename', idOf(entered, 'cluster'), { ...common, ...calledBy(entered) })],
  },
  alias: {
    when: true,
    fields: [OWNER, ...CALLED],
    lines: (entered, common) => [line(ofCluster(entered) ? 'clusters/add-alias' : 'parties/add-alias', idOf(entered, 'owner'), { ...common, ...calledBy(entered) })],
  },
  relation: {
    when: true,
    fields: [
      CLUSTER,
      { name: 'relation', type: 'choice', options: ['same-as', 'successor-of', 'part-of'], needed: true },
      { name: 'related', type: 'refs', offer: 'cluster', needed: true },
      { name: 'linked', type: 'choice', options: ['certain', 'likely', 'possible', 'ended'], needed: true },
      { name: 'evidence', type: 'long' },
    ],
    lines: (entered, common) => {
      const [id, linked, evidence] = [idOf(entered, 'cluster'), entered.text('linked'), entered.text('evidence')];
      const link = { ...common, relation: entered.text('relation') as LinkCluster['relation'], other: entered.ref('related') ?? '' };
      if (linked === 'ended') return [line('clusters/unlink', id, { ...link, ...given({ reason: evidence }) })];
      return [line('clusters/link', id, { ...link, certainty: linked as NonNullable<LinkCluster['certainty']>, ...given({ evidence }) })];
    },
  },
  merger: {
    when: true,
    fields: [CLUSTER, { name: 'into', type: 'refs', offer: 'cluster', needed: true }, ...PASSING],
    lines: (entered, common) => [line('clusters/merge', idOf(entered, 'cluster'), { ...common, into: entered.ref('into') ?? '', ...passes(entered) })],
  },
  split: {
    when: true,
    fields: [CLUSTER, { name: 'into', type: 'refs', offer: 'cluster', needed: true, many: true }, ...PASSING],
    lines: (entered, common) => [line('clusters/split', idOf(entered, 'cluster'), { ...common, into: entered.refs('into'), ...passes(entered) })],
  },
} satisfies Record<string, Form>;
