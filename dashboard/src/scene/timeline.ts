// The timeline as lanes of rows: each fact one bar with its words next to it.

import type { Difference } from '../record/changes.ts';
import { dayNumber } from '../dates.ts';
import type { Occurrence, Reference } from '../answers.ts';
import { type Lang, shortName } from '../names.ts';
import type { Axis } from './axis.ts';
import { barOf, type Bar } from './bars.ts';
import { fitText, textWidth, wrapText } from './shapes.ts';

export interface TimelineItem {
  id: string;
  fact: Occurrence;
  certainty: 'yes' | 'possibly';
  text: string;
  /** The date and the doubts about the fact, in words. */
  date: string;
  /** How a compared record has the fact; null where it has the same, or none is compared. */
  difference: Difference | null;
}

const STAGES = new Set(['AgreementProposed', 'AgreementConcluded', 'VisitPlanned', 'VisitHeld', 'VisitCancelled']);

/** What an occurrence is in every record: an agreement that was only proposed then may be concluded now. */
export const occurrenceId = (fact: Occurrence): string => (STAGES.has(fact.type) ? fact.ref.id : fact.event);

/** The category of a fact's stream: "agreement", "visit" and so on. */
export const kindOf = (fact: { event: string }): string => fact.event.slice(0, fact.event.indexOf('-'));

export interface Lane {
  key: string;
  label: string;
  refs: Reference[];
  slot: number | undefined;
  items: TimelineItem[];
  /** When the lane's cluster certainly and possibly exists, as day numbers; null start is open. */
  life: { possible: number | null; certain: number | null } | null;
}

export interface Row extends TimelineItem {
  /** The words as far as the sheet has room for them. */
  shown: string;
  bar: Bar;
  /** Middle of the bar, in pixels from the top of its lane: a lane that moves takes its rows along as they are. */
  y: number;
  /** Left end of the words, their width with the date's, and their middle from the lane's top: the bar's line, or the one under it. */
  label: { x: number; width: number; y: number };
}

export interface LaneBox extends Lane {
  y0: number;
  y1: number;
  lines: string[];
  rows: Row[];
  /** `y` from the lane's top, too. */
  lifeLine: { y: number; x0: number; x1: number; x2: number } | null;
}

export const ROW = 24;
/** Height of the axis with one line of gaps. */
export const TOP = 46;
/** Between a bar and its words, and between the words and the date. */
const [APART, BETWEEN] = [13, 8];
/** From a bar to the words under it: nearer than to the next bar. */
const UNDER = 18;
export const WORDS = 13;
export const DATES = 12;

/** The lanes of all facts, in their order: a day changes only which items are in them. */
export interface LanePlan {
  lanes: Omit<Lane, 'items' | 'life'>[];
  /** Which of the lanes each fact is in. */
  of: Map<Occurrence, number>;
}

/** Lanes by the set of clusters a fact concerns: single clusters in the order of their colours, then groups, then others. */
export function planLanes(facts: Occurrence[], slots: Map<string, number>, lang: Lang, name: (ref: Reference) => string = (ref) => shortName(ref, lang)): LanePlan {
  const lanes = new Map<string, { lane: LanePlan['lanes'][number]; at: number; facts: Occurrence[] }>();
  for (const fact of facts) {
    const refs = [...fact.subjects].sort((a, b) => (slots.get(a.id) ?? 99) - (slots.get(b.id) ?? 99));
    const key = refs.map((ref) => ref.id).join(' ');
    let known = lanes.get(key);
    if (!known) {
      const places = refs.map((ref) => slots.get(ref.id) ?? (ref.kind === 'cluster' ? 50 : 90));
      known = { lane: { key, refs, label: refs.map(name).join(' · ') || '–', slot: slots.get(refs[0]?.id ?? '') }, at: Math.max(...places, 0) + (refs.length > 1 ? 0.5 : 0), facts: [] };
      lanes.set(key, known);
    }
    known.facts.push(fact);
  }
  const { compare } = new Intl.Collator(lang);
  const ordered = [...lanes.values()].sort((a, b) => a.at - b.at || compare(a.lane.label, b.lane.label));
  return { lanes: ordered.map(({ lane }) => lane), of: new Map(ordered.flatMap(({ facts }, at) => facts.map((fact) => [fact, at]))) };
}

/**
 * The lanes that have any of the items, which come in the order of `inOrder`.
 * `kept`: lanes of other days of the same plan, by their place in it; one with the same items is the same object again.
 */
export function lanesOf(items: TimelineItem[], { lanes, of }: LanePlan, kept: Lane[] = []): Lane[] {
  const filled: TimelineItem[][] = lanes.map(() => []);
  for (const item of items) filled[of.get(item.fact)!]!.push(item);
  return filled.flatMap((own, at) => {
    if (!own.length) return [];
    if (!kept[at] || !sameItems(kept[at].items, own)) kept[at] = { ...lanes[at]!, items: own, life: lifeOf(lanes[at]!.refs, own) };
    return kept[at];
  });
}

function lifeOf(refs: Reference[], items: TimelineItem[]): Lane['life'] {
  const founded = refs.length === 1 ? items.findLast(({ fact }) => fact.type === 'ClusterFounded') : undefined;
  if (!founded) return null;
  const [earliest, latest] = founded.fact.interval.start;
  return { possible: earliest ? dayNumber(earliest) : null, certain: latest ? dayNumber(latest) : null };
}

const sameItems = (one: TimelineItem[], other: TimelineItem[]): boolean => one.length === other.length && one.every((item, at) => item === other[at]);

/** Within a lane facts follow their latest possible day. */
export function inOrder(a: Occurrence, b: Occurrence): number {
  const [one, other] = [lastDay(a), lastDay(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

const lastDay = ({ date }: Occurrence): string => date.latest ?? date.earliest ?? '9999';

/**
 * Packs the rows of each lane under one another; a row may have several bars if their words do not meet.
 * Words stand after their bar, before it, or on a line under it: nowhere do they reach into the names, or leave the sheet.
 * `kept`: boxes of other days on the same axis; a lane that is the same object is moved, not packed again.
 */
export function timelineBoxes(lanes: Lane[], axis: Axis, laneWidth: number, top = TOP, kept = new WeakMap<Lane, LaneBox>()): { boxes: LaneBox[]; height: number } {
  let y = top;
  const boxes = lanes.map((lane) => {
    const before = kept.get(lane);
    const box = before ? moved(before, y - before.y0) : packed(lane, axis, laneWidth, y);
    kept.set(lane, box);
    y = box.y1 + 2;
    return box;
  });
  return { boxes, height: y + 4 };
}

const moved = (box: LaneBox, by: number): LaneBox => (by ? { ...box, y0: box.y0 + by, y1: box.y1 + by } : box);

function packed(lane: Lane, axis: Axis, laneWidth: number, y: number): LaneBox {
  const sheet: [number, number] = [laneWidth + 4, axis.edge[1]];
  const rows: Row[] = [];
  const ends: number[] = [];
  for (const item of lane.items) {
    const bar = barOf(item.fact, axis.x, axis.edge);
    const { x, width, shown, under } = placed(item, bar, sheet);
    const from = under ? bar.x0 - 8 : Math.min(x, bar.x0 - 8);
    const to = under ? bar.x1 + 8 : Math.max(x + width, bar.x1 + 8);
    let line = under ? ends.length : ends.findIndex((end) => end + 12 < from);
    if (line < 0) line = ends.length;
    ends[line] = to;
    if (under) ends[line + 1] = x + width;
    const middle = 18 + line * ROW;
    rows.push({ ...item, shown, bar, y: middle, label: { x, width, y: under ? middle + UNDER : middle } });
  }
  const lines = wrapText(lane.label, laneWidth - 24, 13.5, true, 8);
  const height = Math.max(ends.length * ROW, lines.length * 18) + 16;
  const life = lane.life && { y: height - 5, x0: lane.life.possible === null ? axis.edge[0] - 14 : axis.x(lane.life.possible), x1: lane.life.certain === null ? axis.edge[1] : axis.x(lane.life.certain), x2: axis.edge[1] };
  return { ...lane, rows, y0: y, y1: y + height, lines, lifeLine: life };
}

/** Where the words of a bar have room; cut where no place holds them all. */
function placed(item: TimelineItem, bar: Bar, [left, right]: [number, number]): { x: number; width: number; shown: string; under: boolean } {
  const date = BETWEEN + textWidth(item.date, DATES);
  const full = textWidth(item.text, WORDS) + date;
  if (bar.x1 + APART + full <= right) return { x: bar.x1 + APART, width: full, shown: item.text, under: false };
  if (bar.x0 - APART - full >= left) return { x: bar.x0 - APART - full, width: full, shown: item.text, under: false };
  const shown = fitText(item.text, right - left - date, WORDS);
  const width = textWidth(shown, WORDS) + date;
  return { x: Math.max(left, Math.min(bar.x0, right - width)), width, shown, under: true };
}

/** How well the dates are known: a day the source gives, inferred, or less exactly. */
export function exactness(items: TimelineItem[]): { exact: number; inferred: number; rough: number } {
  let [inferred, exact] = [0, 0];
  for (const { fact } of items) {
    if (fact.inferred) inferred += 1;
    else if (fact.date.earliest !== null && fact.date.earliest === fact.date.latest) exact += 1;
  }
  return { exact, inferred, rough: items.length - exact - inferred };
}
