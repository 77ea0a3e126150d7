// How the tables of a file are read, as selects: what is changed is tried again before anything is stored.

import { useState } from 'preact/hooks';
import type { ImportMapping } from '../../forms/commands.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import type { ImportTable } from './client.ts';
import { columns, type TableKind } from './columns.ts';
import { texts } from './texts.ts';

const CLASSES = ['full', 'founder', 'supporting', 'partner'];
const NOT_READ = '-';

/** What the selects say, as the registry takes it. Of a column that was not known before and is not now, nothing: it stays a question. */
export function mappingOf(tables: ImportTable[], before: ImportTable[]): ImportMapping {
  const mapping: ImportMapping = {};
  for (const [at, { kind, columns: read, classes }] of tables.entries()) {
    if (!kind || kind === 'facts') continue;
    const named = (mapping[kind] ??= {});
    for (const [number, { header, column }] of read.entries()) if (header && (column || before[at]?.columns[number]?.column)) named[header] = column || NOT_READ;
    const known = Object.entries(classes).filter(([, meaning]) => meaning);
    if (known.length) mapping.classes = { ...mapping.classes, ...Object.fromEntries(known) };
  }
  return mapping;
}

export function Mapping({ of, check }: { of: ImportTable[]; check(mapping: ImportMapping): void }) {
  const x = useTexts(texts).mapping;
  const [tables, setTables] = useState(of);
  const change = (at: number, next: Partial<ImportTable>) => setTables(tables.map((table, number) => (number === at ? { ...table, ...next } : table)));
  // What is not read, or only proposed, is what somebody has to look at.
  const open = of.some(({ kind, columns: read, classes }) => !kind || read.some(({ column, sure }) => !column || !sure) || Object.values(classes).includes(''));
  return (
    <details class="card mapping" open={open}>
      <summary>{x.title}</summary>
      <p class="about">{x.note}</p>
      <form onSubmit={(event) => (event.preventDefault(), check(mappingOf(tables, of)))}>
        {tables.map((table, at) => <Table key={table.file} of={table} at={at} change={(next) => change(at, next)} />)}
        <p class="row"><button type="submit" disabled={tables.every(({ kind }) => !kind)}>{x.check}</button></p>
      </form>
    </details>
  );
}

function Table({ of, at, change }: { of: ImportTable; at: number; change(next: Partial<ImportTable>): void }) {
  const x = useTexts(texts).mapping;
  const kind = of.kind === 'facts' ? '' : of.kind;
  if (of.kind === 'facts') return null;
  const turn = (next: TableKind) => change({ kind: next, columns: of.columns.map((each) => ({ ...each, column: (columns[next] as readonly string[]).includes(each.column) ? each.column : '' })) });
  const rename = (number: number, column: string) => change({ columns: of.columns.map((each, other) => (other === number ? { ...each, column, sure: true } : each)) });
  return (
    <fieldset>
      <legend><bdi>{of.file}</bdi></legend>
      <Field id={`map-${at}`} label={x.kind}>
        {(attributes) => (
          <select {...attributes} value={kind} onChange={({ currentTarget }) => turn(currentTarget.value as TableKind)}>
            {kind ? null : <option value="">{x.unknownKind}</option>}
            {(Object.keys(columns) as TableKind[]).map((each) => <option key={each} value={each}>{x.kinds[each]}</option>)}
          </select>
        )}
      </Field>
      {kind ? of.columns.map(({ header, column, sure, example }, number) => (
        <Field key={number} id={`map-${at}-${number}`} label={header || x.nameless(number + 1)} hint={[example && x.example(example), sure ? '' : x.proposed, column ? '' : x.notRead].filter(Boolean).join(' ')}>
          {(attributes) => (
            <select {...attributes} value={column} disabled={!header} onChange={({ currentTarget }) => rename(number, currentTarget.value)}>
              <option value="">{x.skip}</option>
              {columns[kind].map((each) => <option key={each} value={each}>{x.columns[each]}</option>)}
            </select>
          )}
        </Field>
      )) : null}
      {Object.keys(of.classes).length ? <h2>{x.classes}</h2> : null}
      {Object.entries(of.classes).map(([word, meaning], number) => (
        <Field key={word} id={`class-${at}-${number}`} label={word}>
          {(attributes) => (
            <select {...attributes} value={meaning} onChange={({ currentTarget }) => change({ classes: { ...of.classes, [word]: currentTarget.value } })}>
              <option value="">{x.ownClass}</option>
              {CLASSES.map((each) => <option key={each} value={each}>{x.members[each]}</option>)}
            </select>
          )}
        </Field>
      ))}
    </fieldset>
  );
}
