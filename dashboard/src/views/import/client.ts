// An import at the registry: uploaded, asked for, confirmed and undone with the tab's key.

import type { Import, ImportLine, ImportMapping, ImportReport, ImportTable } from '../../forms/commands.ts';
import { newIdempotencyKey } from '../../key.ts';
import { refusalOf, request, send } from '../../service.ts';
import { readJson } from '../../api.ts';

export type { Import, ImportLine, ImportReport, ImportTable };
export type Phase = ImportReport['phase'];

/** The report that an import in this state has last. */
export const phaseOf = (one: Import): Phase | null => (one.undo ? 'undo' : one.result ? 'result' : one.dry_run ? 'dry_run' : null);
export const isRunning = ({ state }: Import): boolean => state === 'checking' || state === 'importing' || state === 'undoing';

export async function upload(key: string, file: File, options: Record<string, string>): Promise<Import> {
  const given = Object.entries(options).filter(([, value]) => value);
  const query = new URLSearchParams([['name', file.name], ...given]);
  const answer = await request('registry', key, 'POST', `/v1/imports?${query}`, { 'content-type': 'application/octet-stream' }, file);
  const read = readJson(answer.text);
  if (answer.status >= 300 || !read) throw refusalOf(answer.status, read, answer.headers);
  return read as unknown as Import;
}

export const load = async (key: string, id: string): Promise<Import> => (await send<Import>('registry', key, 'GET', `/v1/imports/${id}`)).value;
export const report = async (key: string, id: string, phase: Phase): Promise<ImportReport> => (await send<ImportReport>('registry', key, 'GET', `/v1/imports/${id}/report?phase=${phase}`)).value;
export const check = async (key: string, id: string, mapping: ImportMapping): Promise<Import> => (await send<Import>('registry', key, 'POST', `/v1/imports/${id}/check`, mapping)).value;
export const undo = async (key: string, id: string): Promise<Import> => (await send<Import>('registry', key, 'POST', `/v1/imports/${id}/undo`)).value;
export const confirm = async (key: string, id: string): Promise<Import> =>
  (await send<Import>('registry', key, 'POST', `/v1/imports/${id}/confirm`, undefined, { 'idempotency-key': newIdempotencyKey() })).value;
