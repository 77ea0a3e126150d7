// A sheet as the server writes it, reduced to the rows that a page shows.

/** A sheet's records, each with its cells and its own text (line breaks inside quotes belong to a cell). */
export function recordsOf(sheet: string): { text: string; cells: string[] }[] {
  const records: { text: string; cells: string[] }[] = [];
  let [cells, cell, quoted, start]: [string[], string, boolean, number] = [[], '', false, 0];
  const end = (at: number, next: number) => {
    records.push({ text: sheet.slice(start, at), cells: [...cells, cell] });
    [cells, cell, start] = [[], '', next];
  };
  for (let at = 0; at < sheet.length; at += 1) {
    const letter = sheet[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (sheet[at + 1] === '"') (cell += '"', (at += 1));
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',') (cells.push(cell), (cell = ''));
    else if (letter === '\r' && sheet[at + 1] === '\n') (end(at, at + 2), (at += 1));
    else if (letter === '\n') end(at, at + 1);
    else cell += letter;
  }
  if (start < sheet.length) end(sheet.length, sheet.length);
  return records;
}

/** The header once, then the records of all pages of a sheet that `wanted` admits by their event and their stream. */
export function reduced(sheets: string[], wanted: (event: string, stream: string) => boolean): string {
  const lines: string[] = [];
  for (const sheet of sheets) {
    const [header, ...records] = recordsOf(sheet.replace(/^\ufeff/, ''));
    if (!header) continue;
    const [event, stream] = ['event', 'id'].map((name) => header.cells.indexOf(name)) as [number, number];
    if (!lines.length) lines.push(header.text);
    for (const { text, cells } of records) if (wanted(cells[event] ?? '', cells[stream] ?? '')) lines.push(text);
  }
  return lines.map((line) => `${line}\r\n`).join('');
}
