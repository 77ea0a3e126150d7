// Commands to the registry: one, or several that are stored together or not at all; and what the record holds of a stream.

import { readJson } from '../api.ts';
import { Refusal, refusalOf, request, send } from '../service.ts';
import type { Appended, Commands } from './commands.ts';

/** One command of a form. `field` is the form's field that all its errors belong to, where they belong to one. */
export interface Line {
  collection: string;
  id: string;
  verb: string;
  body: Record<string, unknown>;
  field?: string;
}

/** A line, its body checked against the type of its command. */
export function line<C extends keyof Commands>(command: C, id: string, body: Commands[C], field?: string): Line {
  const [collection, verb] = command.split('/') as [string, string];
  return { collection, id, verb, body: body as unknown as Record<string, unknown>, ...(field ? { field } : {}) };
}

/** A refusal of one of the lines. */
export class LineRefusal extends Refusal {
  readonly line: Line;

  constructor(line: Line, from: Refusal) {
    super(from.status, from.title, from.detail, from.correlation, from.errors, from.members);
    this.line = line;
  }
}

interface Sending {
  key: string;
  /** The draft's word: the same lines under it are stored once. */
  word: string;
  /** The version that the stream of a single line is expected to have. */
  expected?: number | null;
  dryRun?: boolean;
}

/** Sends the lines. Throws a LineRefusal, or a Refusal when nothing answers; then nothing is stored. */
export async function record(lines: Line[], { key, word, expected, dryRun = false }: Sending): Promise<Appended[]> {
  const query = dryRun ? '?dry_run=true' : '';
  const [first, ...more] = lines;
  if (first && !more.length) {
    const match: Record<string, string> = expected ? { 'if-match': `"${expected}"` } : {};
    try {
      const { value } = await send<Appended>('registry', key, 'POST', `/v1/${first.collection}/${first.id}/${first.verb}${query}`, first.body, { 'idempotency-key': `${word}-0`, ...match });
      return [value];
    } catch (error) {
      throw error instanceof Refusal ? new LineRefusal(first, error) : error;
    }
  }
  const body = lines.map(({ collection, id, verb, body }, at) => `${JSON.stringify({ collection, id, verb, key: `${word}-${at}`, body, unit: at ? 0 : lines.length })}\n`).join('');
  const answer = await request('registry', key, 'POST', `/v1/commands${query}`, { 'content-type': 'application/x-ndjson' }, body);
  if (answer.status >= 300) throw refusalOf(answer.status, readJson(answer.text), answer.headers);
  return answersTo(lines, answer.text);
}

/** What became of each line. Throws for the line that was refused, rather than for those that fell with it. */
export function answersTo(lines: Line[], text: string): Appended[] {
  const answers = text.split('\n').filter(Boolean).map(readJson);
  // An answer that breaks off: the lines may be stored, and the same word shows it when they are sent again.
  if (answers.length < lines.length || answers.includes(null)) throw new Refusal(0, null, null, null);
  const outcomes = answers.map((answer) => ({ status: Number(answer!.status), body: answer!.body as Record<string, unknown> }));
  const refused = outcomes.map(({ status, body }, at) => ({ status, body, at })).filter(({ status }) => status >= 300);
  const own = refused.find(({ body }) => body.rule !== 'unit') ?? refused[0];
  if (own) throw new LineRefusal(lines[own.at]!, refusalOf(own.status, own.body));
  return outcomes.map(({ body }) => body as unknown as Appended);
}

/** An event as the registry gives it: a CloudEvent. */
export interface Statement {
  id: string;
  type: string;
  subject: string;
  time: string;
  sequence: string;
  streamversion: string;
  data: Record<string, unknown>;
}

/** A stream's events after a version, as far as the key may read them; none when there is no such stream. */
export async function streamOf(stream: string, key: string | null, after = 0): Promise<Statement[]> {
  const { status, text } = await request('registry', key, 'GET', `/v1/streams/${stream}?from_version=${after + 1}&limit=1000`);
  if (status === 404) return [];
  const read: unknown = status < 300 ? JSON.parse(text) : null;
  return Array.isArray(read) ? (read as Statement[]) : [];
}

/** AgreementSigned of upland.AgreementSigned.v1. */
export const bareType = (type: string): string => type.split('.')[1] ?? type;
