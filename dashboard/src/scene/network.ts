// The network as marks and ties. An agreement is a point with a spoke to each party, never a bundle of pairs.

import { certaintyAt } from '../certainty.ts';
import type { AgreementView, Bounds, ClusterView, Likelihood, Network, RecordedFact, Reference, RelatedCluster, RoleView, VisitView } from '../answers.ts';
import { fullName, type Lang, shortName } from '../names.ts';
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
}

export type Item = ItemOf<'cluster', ClusterView> | ItemOf<'agreement', AgreementView> | ItemOf<'visit', VisitView> | ItemOf<'role', RoleView> | ItemOf<'relation', RelatedCluster>;
export type Undated<T> = T extends unknown ? Omit<T, 'certainty'> : never;

export interface Mark {
  id: string;
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
  from: string;
  to: string;
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
  for (const item of itemsOf(network)) {
    const certainty = certaintyAt(item.fact.interval, when);
    if (!certainty || (onlyCertain && certainty !== 'yes')) continue;
    items.push(dated(item, certainty));
    if (item.kind !== 'cluster') continue;
    if (item.announced) announced = true;
    else founded.add(item.ref.id);
  }
  return announced ? items.filter((item) => !(item.kind === 'cluster' && item.announced && founded.has(item.ref.id))) : items;
}

/** An item of a day. Days on which it is as certain share one, so that what did not change is the same object. */
export function dated(item: Undated<Item>, certainty: Likelihood): Item {
  const known = DATED[certainty].get(item);
  if (known) return known;
  const made = { ...item, certainty } as Item;
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
  // Filled beforehand: an array with holes is as slow as a table of texts.
  const [marks, ties] = [new Collected<Mark>(NUMBERS.size), new Collected<Tie>(NUMBERS.size)];
  while (kept.length < NUMBERS.size) kept.push(null);
  const add = (number: number, ref: Reference, form: MarkForm, certainty: Likelihood, fact: RecordedFact | null, announced: boolean) => {
    const known = marks.of[number];
    // A party is as sure as the surest fact that brings it in; a cluster's own fact decides for a cluster.
    if (known && (known.fact || (known.certainty === 'yes' && !fact))) return;
    // A cluster that is only spoken of (a visit may cite one that nobody has founded yet) looks like an announced one.
    announced ||= form === 'cluster' && fact === null;
    const before = kept[number];
    if (before && before.form === form && before.certainty === certainty && before.announced === announced && before.fact === fact) return marks.set(number, before);
    const text = shortName(ref, lang);
    const mark: Mark = { id: ref.id, ref, form, text, label: name(ref), name: fullName(ref, lang), r: radius(form, text, small, announced), certainty, announced, fact };
    kept[number] = mark;
    marks.set(number, mark);
  };
  items.forEach((item, at) => item.kind === 'cluster' && add(drawn[at]!.own, item.ref, 'cluster', item.certainty, item.fact, item.announced));
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]!;
    if (item.kind === 'cluster') continue;
    const { own, parties, ties: made } = drawn[at]!;
    for (const { number, ref, form } of parties) add(number, ref, form, item.certainty, null, false);
    if (item.kind === 'agreement' || item.kind === 'visit') add(own, item.ref, item.kind, item.certainty, item.fact, item.announced);
    for (const { number, tie } of made) {
      const known = ties.of[number];
      ties.set(number, known ? joined(known, tie) : tie);
    }
  }
  return { items, marks: marks.all(), ties: ties.all() };
}

/** Values by number, in the order in which each number came first. */
class Collected<T> {
  readonly of: (T | null)[];
  private readonly order: number[] = [];

  constructor(size: number) {
    this.of = new Array<T | null>(size).fill(null);
  }

  set(number: number, value: T): void {
    if (this.of[number] === null) this.order.push(number);
    this.of[number] = value;
  }

  all(): T[] {
    return this.order.map((number) => this.of[number]!);
  }
}

/** Numbers of ids: a step of the day looks thousands of marks and ties up, and texts are slow to compare. */
const NUMBERS = new Map<string, number>();

function numberOf(id: string): number {
  let number = NUMBERS.get(id);
  if (number === undefined) NUMBERS.set(id, (number = NUMBERS.size));
  return number;
}

/** What an item brings into a picture: whom it names, its own mark (of a role and a relation, their cluster's), its ties. */
interface Drawn {
  parties: { number: number; ref: Reference; form: MarkForm }[];
  own: number;
  ties: { number: number; tie: Tie }[];
}

/** Made once: most ties are of one fact and look the same on every day that has it. */
function drawnOf(item: Item): Drawn {
  const known = DRAWN.get(item);
  if (known) return known;
  const refs = item.kind === 'cluster' ? [] : [...item.refs];
  const ties: Drawn['ties'] = [];
  const tie = (from: Reference, to: Reference, kind: TieKind) => {
    const id = `${from.id}~${to.id}~${kind}`;
    ties.push({ number: numberOf(id), tie: { id, from: from.id, to: to.id, kind, certainty: item.certainty, disputed: item.fact.disputed, items: [item.id] } });
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
  const parties = [...refs, ...alsoNamed(item)].map((ref) => ({ number: numberOf(ref.id), ref, form: formOf(ref) }));
  const drawn = { parties, own: numberOf(item.ref.id), ties };
  DRAWN.set(item, drawn);
  return drawn;
}

const DRAWN = new WeakMap<Item, Drawn>();

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

/** What stays in full colour when a mark is chosen: itself, its neighbours, and co-signers through an agreement. */
export function litBy(scene: NetworkScene, chosen: string | null): { marks: Set<string>; ties: Set<Tie> } | null {
  if (!chosen || !scene.marks.some((mark) => mark.id === chosen)) return null;
  const agreements = new Set(scene.marks.flatMap((mark) => (mark.form === 'agreement' ? [mark.id] : [])));
  const marks = new Set([chosen]);
  const ties = new Set<Tie>();
  const light = (id: string, through: boolean) => {
    for (const tie of scene.ties) {
      if (tie.from !== id && tie.to !== id) continue;
      ties.add(tie);
      const other = tie.from === id ? tie.to : tie.from;
      const fresh = !marks.has(other);
      marks.add(other);
      if (through && fresh && agreements.has(other)) light(other, false);
    }
  };
  light(chosen, true);
  return { marks, ties };
}

/** A mark's neighbours, in the order of the marks: sorted when they are asked for, of thousands for a few. */
export function neighbours(scene: NetworkScene): (id: string) => Mark[] {
  let all: ReturnType<typeof neighbourhood> | null = null;
  return (id) => {
    const { marks, near } = (all ??= neighbourhood(scene));
    return [...new Set(near.get(id))].map((other) => marks.get(other)!).sort((a, b) => a.place - b.place).map(({ mark }) => mark);
  };
}

function neighbourhood(scene: NetworkScene) {
  const marks = new Map(scene.marks.map((mark, place) => [mark.id, { mark, place }]));
  // Each tie's other end; the same one twice where two ties lead to it.
  const near = new Map<string, string[]>();
  const add = (id: string, other: string) => {
    const known = near.get(id);
    if (known) known.push(other);
    else near.set(id, [other]);
  };
  for (const { from, to } of scene.ties) {
    add(from, to);
    add(to, from);
  }
  return { marks, near };
}
