// The network as marks and ties. An agreement is a point with a spoke to each party, never a bundle of pairs.

import { Intervals } from '../certainty.ts';
import type { AgreementView, Bounds, ClusterView, Likelihood, Network, RecordedFact, Reference, RelatedCluster, RoleView, VisitView } from '../answers.ts';
import { fullName, type Lang, shortName } from '../names.ts';
import { Collected, MARKS, TIES } from './numbers.ts';
import { textWidth } from './shapes.ts';

export type MarkForm = 'cluster' | 'city' | 'organisation' | 'agreement' | 'visit';
export type TieKind = 'party' | 'benefit' | 'visit' | 'cited' | 'role' | 'represents' | 'relation';

interface ItemOf<Kind, Source> {
  /** The fact's own id: what the picture and the table share. */
  id: string;
  kind: Kind;
  fact: RecordedFact;
  certainty: Likelihood;
  announced: boolean;
  refs: Reference[];
  ref: Reference;
  /** Of a fact that ties two others and has no mark of its own: a role, or how two clusters are related. */
  role?: string;
  source: Source;
  /** What it brings into a picture, once one needed that. */
  drawn?: Drawn;
}

export type Item = ItemOf<'cluster', ClusterView> | ItemOf<'agreement', AgreementView> | ItemOf<'visit', VisitView> | ItemOf<'role', RoleView> | ItemOf<'relation', RelatedCluster>;
export type Undated<T> = T extends unknown ? Omit<T, 'certainty'> : never;

export interface Mark {
  id: string;
  /** Of its id: the same on every day. */
  number: number;
  ref: Reference;
  form: MarkForm;
  /** The short name. */
  text: string;
  /** The short name, and the full one where another mark has the same. */
  label: string;
  name: string;
  r: number;
  certainty: Likelihood;
  announced: boolean;
  fact: RecordedFact | null;
}

export interface Tie {
  /** Of its ends and its kind. */
  id: string;
  number: number;
  from: string;
  to: string;
  /** The numbers of the marks at its ends. */
  ends: [number, number];
  kind: TieKind;
  certainty: Likelihood;
  disputed: boolean;
  /** Facts the tie stands for. */
  items: string[];
}

export interface NetworkScene {
  items: Item[];
  marks: Mark[];
  ties: Tie[];
}

/** Whether a fact ties two others and has no mark of its own: a role, or how two clusters are related. */
export const isTie = (item: { kind: Item['kind'] }): boolean => item.kind === 'role' || item.kind === 'relation';

/** Of an agreement or a visit its own kind, such as a letter of intent. */
export const kindOf = (item: Item): string => (item.kind === 'agreement' || item.kind === 'visit' ? (item.source.kind ?? item.kind) : item.kind);

/** Whom a fact names besides its sides: clusters of a visit, beneficiaries of an agreement. */
export const alsoNamed = (item: Item): Reference[] => (item.kind === 'visit' ? item.source.clusters : item.kind === 'agreement' ? item.source.beneficiaries : []);

/** Every fact of the record with its id; roles of one event differ by cluster, party and role. */
export function itemsOf(network: Network): Undated<Item>[] {
  const known = ITEMS.get(network);
  if (known) return known;
  const items = madeOf(network);
  ITEMS.set(network, items);
  return items;
}

/** An answer never changes, and each step asks for all of it. */
const ITEMS = new WeakMap<Network, Undated<Item>[]>();

function madeOf(network: Network): Undated<Item>[] {
  return [
    ...network.clusters.map((row) => ({ id: row.stage === 'announced' ? row.event : row.ref.id, kind: 'cluster' as const, fact: row, announced: row.stage === 'announced', refs: [row.ref], ref: row.ref, source: row })),
    ...network.agreements.map((row) => ({ id: row.ref.id, kind: 'agreement' as const, fact: row, announced: row.state === 'proposed', refs: row.parties.map((each) => each.party), ref: row.ref, source: row })),
    ...network.visits.map((row) => ({ id: row.ref.id, kind: 'visit' as const, fact: row, announced: false, refs: [row.host, ...row.visitors], ref: row.ref, source: row })),
    ...network.roles.map((row) => ({ id: [row.event, row.cluster.id, row.party.id, row.role].join('~'), kind: 'role' as const, fact: row, announced: false, refs: [row.cluster, row.party], ref: row.cluster, role: row.role, source: row })),
    ...network.relations.map((row) => ({ id: [row.event, row.other.id].join('~'), kind: 'relation' as const, fact: row, announced: false, refs: [row.cluster, row.other], ref: row.cluster, role: row.relation, source: row })),
  ];
}

/** A network with what only another record has of it. */
export function withOthers(network: Network, others: Undated<Item>[]): Network {
  const rows = <K extends Item['kind']>(kind: K) => others.flatMap((item) => (item.kind === kind ? [item.source as Extract<Item, { kind: K }>['source']] : []));
  return {
    ...network, clusters: [...network.clusters, ...rows('cluster')], agreements: [...network.agreements, ...rows('agreement')], visits: [...network.visits, ...rows('visit')], roles: [...network.roles, ...rows('role')], relations: [...network.relations, ...rows('relation')],
  };
}

/** The items valid at `when`. A founded cluster hides its own announcement. */
export function itemsAt(network: Network, when: Bounds, onlyCertain: boolean): Item[] {
  const items: Item[] = [];
  const founded = new Set<string>();
  let announced = false;
  const { intervals, byCertainty } = datesOf(network);
  const certaintyOf = intervals.within(when);
  const all = itemsOf(network);
  for (let at = 0; at < all.length; at += 1) {
    const item = all[at]!;
    const certainty = certaintyOf(at);
    if (!certainty || (onlyCertain && certainty !== 'yes')) continue;
    items.push((byCertainty[certainty][at] ??= dated(item, certainty)));
    if (item.kind !== 'cluster') continue;
    if (item.announced) announced = true;
    else founded.add(item.ref.id);
  }
  return announced ? items.filter((item) => !(item.kind === 'cluster' && item.announced && founded.has(item.ref.id))) : items;
}

interface Dates {
  intervals: Intervals;
  /** The items of days by their place in the record, as far as a day had them. */
  byCertainty: Record<Likelihood, (Item | undefined)[]>;
}

function datesOf(network: Network): Dates {
  const known = DATES.get(network);
  if (known) return known;
  const made = { intervals: new Intervals(itemsOf(network).map(({ fact }) => fact.interval)), byCertainty: { yes: [], possibly: [] } };
  DATES.set(network, made);
  return made;
}

const DATES = new WeakMap<Network, Dates>();

/** An item of a day. Days on which it is as certain share one, so that what did not change is the same object. */
export function dated(item: Undated<Item>, certainty: Likelihood): Item {
  const known = DATED[certainty].get(item);
  if (known) return known;
  const made = { ...item, certainty, drawn: undefined } as Item;
  DATED[certainty].set(item, made);
  return made;
}

const DATED: Record<Likelihood, WeakMap<Undated<Item>, Item>> = { yes: new WeakMap(), possibly: new WeakMap() };

/** The clusters alone of what is known of a network: what a sentence about their number needs. */
export const clustersAlone = (network: Network): Network => ({ ...network, agreements: [], visits: [], roles: [], relations: [] });

/** Whether the first pages of a network have all its clusters: these come before roles and visits. */
export const hasClusters = (part: Network): boolean => part.roles.length + part.visits.length > 0;

export function counts(items: Item[]) {
  const count = (kind: Item['kind'], certainty: Likelihood) => items.filter((item) => item.kind === kind && item.certainty === certainty && !item.announced).length;
  return { clusters: { yes: count('cluster', 'yes'), possibly: count('cluster', 'possibly') } };
}

/** `kept`: marks of scenes in the same words and size, by number; one that looks as before is the same object again. */
export function networkScene(items: Item[], lang: Lang, small: boolean, name: (ref: Reference) => string = (ref) => shortName(ref, lang), kept: (Mark | null)[] = []): NetworkScene {
  const drawn = items.map(drawnOf);
  const [marks, ties] = [new Collected<Mark>(MARKS), new Collected<Tie>(TIES)];
  while (kept.length < MARKS.size) kept.push(null);
  const add = (number: number, ref: Reference, form: MarkForm, certainty: Likelihood, fact: RecordedFact | null, announced: boolean) => {
    // A cluster that is only spoken of (a visit may cite one that nobody has founded yet) looks like an announced one.
    announced ||= form === 'cluster' && fact === null;
    const before = kept[number];
    if (before && before.form === form && before.certainty === certainty && before.announced === announced && before.fact === fact) return marks.set(number, before);
    const text = shortName(ref, lang);
    const mark: Mark = { id: ref.id, number, ref, form, text, label: name(ref), name: fullName(ref, lang), r: radius(form, text, small, announced), certainty, announced, fact };
    kept[number] = mark;
    marks.set(number, mark);
  };
  // A party is as sure as the surest fact that brings it in; a cluster's own fact decides for a cluster.
  const surest = new Uint8Array(MARKS.size);
  const [OWN, YES, POSSIBLY] = [3, 2, 1];
  items.forEach((item, at) => {
    if (item.kind !== 'cluster' || surest[drawn[at]!.own] === OWN) return;
    add(drawn[at]!.own, item.ref, 'cluster', item.certainty, item.fact, item.announced);
    surest[drawn[at]!.own] = OWN;
  });
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]!;
    if (item.kind === 'cluster') continue;
    const { own, parties, numbers, ties: made, tieNumbers } = drawn[at]!;
    const sure = item.certainty === 'yes' ? YES : POSSIBLY;
    for (let party = 0; party < numbers.length; party += 1) {
      const number = numbers[party]!;
      if (surest[number]! >= sure) continue;
      add(number, parties[party]!, formOf(parties[party]!), item.certainty, null, false);
      surest[number] = sure;
    }
    if ((item.kind === 'agreement' || item.kind === 'visit') && surest[own] !== OWN) {
      add(own, item.ref, item.kind, item.certainty, item.fact, item.announced);
      surest[own] = OWN;
    }
    for (let tie = 0; tie < made.length; tie += 1) {
      const known = ties.at(tieNumbers[tie]!);
      ties.set(tieNumbers[tie]!, known ? joined(known, made[tie]!) : made[tie]!);
    }
  }
  return { items, marks: marks.all, ties: ties.all };
}

/** What an item brings into a picture: whom it names, its own mark (of a role and a relation, their cluster's), its ties. */
interface Drawn {
  parties: Reference[];
  numbers: number[];
  own: number;
  ties: Tie[];
  tieNumbers: number[];
}

/** Made once: most ties are of one fact and look the same on every day that has it. */
function drawnOf(item: Item): Drawn {
  if (item.drawn) return item.drawn;
  const refs = item.kind === 'cluster' ? [] : [...item.refs];
  const ties: Tie[] = [];
  const tie = (from: Reference, to: Reference, kind: TieKind) => {
    const id = `${from.id}~${to.id}~${kind}`;
    ties.push({ id, number: TIES.get(id), from: from.id, to: to.id, ends: [MARKS.get(from.id), MARKS.get(to.id)], kind, certainty: item.certainty, disputed: item.fact.disputed, items: [item.id] });
  };
  if (item.kind === 'role' || item.kind === 'relation') tie(item.refs[0]!, item.refs[1]!, item.kind);
  if (item.kind === 'agreement') {
    for (const { party, represented_by: other } of item.source.parties) {
      tie(item.ref, party, 'party');
      if (!other || other.id === party.id) continue;
      refs.push(other);
      tie(party, other, 'represents');
    }
    for (const ref of item.source.beneficiaries) tie(item.ref, ref, 'benefit');
  }
  if (item.kind === 'visit') {
    for (const ref of item.refs) tie(item.ref, ref, 'visit');
    for (const ref of item.source.clusters) tie(item.ref, ref, 'cited');
  }
  const parties = [...refs, ...alsoNamed(item)];
  const drawn = { parties, numbers: parties.map((ref) => MARKS.get(ref.id)), own: MARKS.get(item.ref.id), ties, tieNumbers: ties.map(({ number }) => number) };
  item.drawn = drawn;
  return drawn;
}

/** The items that name what a mark stands for. */
export function touching(items: Item[], number: number): Item[] {
  return items.filter((item) => {
    const { own, numbers } = drawnOf(item);
    return numbers.includes(number) || (item.kind === 'cluster' && own === number);
  });
}

/** A tie that several facts make: as sure as the surest of them. */
const joined = (one: Tie, other: Tie): Tie => ({ ...one, items: [...one.items, ...other.items], certainty: other.certainty === 'yes' ? 'yes' : one.certainty, disputed: one.disputed || other.disputed });

function formOf(ref: Reference): MarkForm {
  return ref.kind === 'cluster' ? 'cluster' : ref.kind === 'city' ? 'city' : 'organisation';
}

function radius(form: MarkForm, text: string, small: boolean, announced: boolean): number {
  const size = { cluster: small ? 20 : 28, city: small ? 10 : 13, organisation: small ? 5 : 6.5, agreement: small ? 9 : 11, visit: small ? 9.5 : 11.5 }[form];
  const fitting = form === 'cluster' ? Math.max(size, Math.min(size * 1.25, textWidth(text, small ? 11 : 13, true) / 2 + 5)) : size;
  return announced && form === 'cluster' ? fitting * 0.8 : fitting;
}
