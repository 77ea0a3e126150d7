// The matrix: an HTML table that is its own picture. Every cell is reachable, the empty ones too.

import { useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { Matrix, MatrixCell, Tally } from '../answers.ts';
import { fullName } from '../names.ts';
import { cellOf, pairId } from '../pairs.ts';
import { changeWords, type Change } from '../record/changes.ts';
import { cellWords } from './PairPanel.tsx';
import { useNames } from './Words.tsx';

/** `changes`: how another record has what links a pair. */
type Props = { matrix: Matrix; changes: Map<string, Change[]>; chosen: [string, string] | null; onChoose(a: string, b: string): void };

export function MatrixTable({ matrix, changes, chosen, onChoose }: Props) {
  const { t, lang } = useApp();
  const name = useNames();
  const refs = matrix.clusters.map((each) => each.ref);
  const [at, setAt] = useState<[number, number]>([0, refs.length > 1 ? 1 : 0]);
  const table = useRef<HTMLTableElement>(null);
  const key = (event: KeyboardEvent) => {
    const moves: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -99], End: [0, 99] };
    const [row, column] = at;
    const move = moves[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(refs[row]!.id, refs[column]!.id);
    }
    if (!move) return;
    event.preventDefault();
    const to = (value: number) => Math.max(0, Math.min(refs.length - 1, value));
    const next: [number, number] = [to(row + move[0]), to(column + move[1])];
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join()}"]`)?.focus();
  };
  const label = (row: number, column: number, words: string) => (row === column ? `${name(refs[row]!)}: ${words}` : t.answer.pair(name(refs[row]!), name(refs[column]!), words));
  return (
    <div class="matrixbox">
      <table class="matrix" role="grid" ref={table} aria-labelledby="matrixname" aria-describedby="matrixhint" onKeyDown={key}>
        <caption id="matrixname">{t.matrix.caption}</caption>
        <thead>
          <tr><th scope="col"><span class="unseen">{t.matrix.cluster}</span></th>{refs.map((ref) => <th scope="col" key={ref.id} title={fullName(ref, lang)}>{name(ref)}</th>)}</tr>
        </thead>
        <tbody>
          {refs.map((a, row) => (
            <tr key={a.id}>
              <th scope="row" title={fullName(a, lang)}>{name(a)}{matrix.clusters[row]!.certainty === 'possibly' ? <span class="about">? {t.matrix.possibly}</span> : null}</th>
              {refs.map((b, column) => {
                const cell = row === column ? null : cellOf(matrix, a.id, b.id);
                const own = row === column ? matrix.clusters[row]!.own : null;
                const changed = changeWords(changes.get(pairId(a.id, b.id)), t);
                const words = [own ? ownWords(own, t) : cellWords(cell ?? null, t), changed].filter(Boolean).join('; ');
                const picked = chosen && ((chosen[0] === a.id && chosen[1] === b.id) || (chosen[0] === b.id && chosen[1] === a.id));
                return (
                  <td key={b.id} data-cell={`${row},${column}`} data-pair={`${a.id},${b.id}`} data-tint={own ? 'own' : tint(cell)} aria-selected={!!picked} aria-label={label(row, column, words)} tabIndex={at[0] === row && at[1] === column ? 0 : -1}
                    onFocus={() => setAt([row, column])} onClick={() => onChoose(a.id, b.id)}>
                    {own ? <OwnSigns own={own} /> : <CellSigns cell={cell ?? null} />}
                    {changed ? <span class="about" data-change>{changed}</span> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p id="matrixhint" class="about">{t.matrix.hint} {t.matrix.ownNote}</p>
      <ul class="legend" aria-label={t.legend.title}>
        <li>◆ {t.matrix.agreements}</li><li>▲ {t.matrix.visits}</li><li>● {t.matrix.members}</li><li>§ {t.matrix.specialisations}</li><li>★ {t.matrix.initiators}</li>
      </ul>
    </div>
  );
}

/** On a phone: choose one cluster, read its row. */
export function MatrixRow({ matrix, changes, chosen, onChoose, onRow }: { matrix: Matrix; changes: Map<string, Change[]>; chosen: string | null; onChoose(a: string, b: string): void; onRow(id: string): void }) {
  const { t, lang } = useApp();
  const name = useNames();
  const refs = matrix.clusters.map((each) => each.ref);
  const first = (chosen ?? '').split(',')[0];
  const mine = refs.find((ref) => ref.id === first) ?? refs[0]!;
  return (
    <div class="matrixrow">
      <label>{t.filter.row}<select value={mine.id} onChange={(event) => onRow(event.currentTarget.value)}>{refs.map((ref) => <option key={ref.id} value={ref.id}>{fullName(ref, lang)}</option>)}</select></label>
      <p class="about">{[ownWords(matrix.clusters.find((each) => each.ref.id === mine.id)!.own, t), changeWords(changes.get(pairId(mine.id, mine.id)), t)].filter(Boolean).join('; ')}</p>
      <table class="pairs">
        <caption>{`${t.matrix.caption}: ${name(mine)}`}</caption>
        <tbody>
          {refs.filter((ref) => ref.id !== mine.id).map((ref) => {
            const cell = cellOf(matrix, mine.id, ref.id) ?? null;
            const words = [cellWords(cell, t), changeWords(changes.get(pairId(mine.id, ref.id)), t)].filter(Boolean).join('; ');
            return <tr key={ref.id}><th scope="row">{name(ref)}</th><td data-pair={`${mine.id},${ref.id}`}><button type="button" class="plain" aria-label={t.answer.pair(name(mine), name(ref), words)} onClick={() => onChoose(mine.id, ref.id)}>{words}</button></td></tr>;
          })}
        </tbody>
      </table>
    </div>
  );
}

function CellSigns({ cell }: { cell: MatrixCell | null }) {
  const { t } = useApp();
  const signs = signsOf(cell);
  if (!signs.length) return <span class="nothing">{t.matrix.nothing}</span>;
  const maybe = cell && [...cell.agreements, ...cell.visits].some((fact) => fact.certainty === 'possibly');
  return <>{signs.map(([sign, count]) => <span key={sign} class="sign">{sign} {count}</span>)}{maybe ? <span class="about">? {t.matrix.possibly}</span> : null}</>;
}

function OwnSigns({ own }: { own: Tally }) {
  const { t } = useApp();
  const signs = ([['◆', own.agreements], ['▲', own.visits], ['●', own.members], ['§', own.specialisations]] as [string, number][]).filter(([, count]) => count);
  return <>{signs.length ? signs.map(([sign, count]) => <span key={sign} class="sign">{sign} {count}</span>) : <span class="nothing">{t.matrix.nothing}</span>}</>;
}

function ownWords(own: Tally, t: ReturnType<typeof useApp>['t']): string {
  const parts = [own.agreements && t.count.agreements(own.agreements), own.visits && t.count.visits(own.visits), own.members && t.count.ownMembers(own.members), own.specialisations && t.count.ownSpecialisations(own.specialisations)].filter((part): part is string => !!part);
  return parts.length ? t.list(parts) : t.matrix.nothing;
}

function signsOf(cell: MatrixCell | null): [string, number][] {
  if (!cell) return [];
  const all: [string, number][] = [['◆', cell.agreements.length], ['▲', cell.visits.length], ['●', cell.members.length], ['§', cell.specialisations.length], ['★', cell.initiators?.length ?? 0]];
  return all.filter(([, count]) => count > 0);
}

/** Four tints: nothing, one, two or three, more. */
function tint(cell: MatrixCell | null | undefined): string {
  const count = signsOf(cell ?? null).reduce((sum, [, each]) => sum + each, 0);
  return count === 0 ? '0' : count === 1 ? '1' : count < 4 ? '2' : '3';
}
