// What a channel's receiver does not have yet, and why. Pure: codes and numbers, the words are the texts'.

import type { Channel, Subscription } from './answers.ts';

export type Reason =
  | { code: 'current' | 'unconfirmed' | 'unread' | 'revoked' | 'closed' | 'closing' | 'other-epoch' }
  | { code: 'disabled'; why: string | null }
  | { code: 'paused' | 'behind'; lag: number; since: string | null }
  | { code: 'failing'; since: string }
  | { code: 'pending' | 'waiting' | 'failed'; count: number };

/** The reasons, the most important one first; never empty. */
export function reasonsOf(channel: Channel, stage: Subscription['stage']): Reason[] {
  if (channel.state === 'closed') return [{ code: stage === 'revoked' ? 'revoked' : 'closed' }];
  if (channel.state === 'closing') return [{ code: 'closing' }];
  const { pending = 0, waiting = 0, failed = 0 } = channel.undelivered ?? {};
  const lag = channel.lag ?? 0;
  const reasons: Reason[] = [];
  if (channel.lag === null) reasons.push({ code: 'other-epoch' });
  if (channel.state === 'pending') reasons.push({ code: channel.kind === 'digest' ? 'unread' : 'unconfirmed' });
  if (channel.state === 'paused') reasons.push({ code: 'paused', lag, since: channel.behind_since ?? null });
  if (channel.state === 'disabled') reasons.push({ code: 'disabled', why: channel.reason });
  if (channel.state === 'active' && channel.failing_since) reasons.push({ code: 'failing', since: channel.failing_since });
  if (pending) reasons.push({ code: 'pending', count: pending });
  if (waiting) reasons.push({ code: 'waiting', count: waiting });
  if (failed) reasons.push({ code: 'failed', count: failed });
  if (lag && channel.behind_since && channel.state !== 'paused') reasons.push({ code: 'behind', lag, since: channel.behind_since });
  return reasons.length ? reasons : [{ code: 'current' }];
}

/** Whether a person has something to do, or events are missing. */
export const isTroubled = (reasons: Reason[]): boolean => reasons.some(({ code }) => !['current', 'behind', 'closed', 'closing', 'revoked'].includes(code));

const UNITS: [Intl.NumberFormatOptions['unit'], number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/** A length of time in its largest unit: "3 minuty". */
export function lengthOf(milliseconds: number, lang: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[3]!;
  return new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.floor(seconds / size));
}

export const momentOf = (iso: string, lang: string): string => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
