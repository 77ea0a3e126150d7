// Files of exactly what a page shows: the server's own files at the page's clocks, reduced to the facts that are seen.

import { Problem } from '../api.ts';
import type { Lang } from '../names.ts';
import type { Shown } from '../shown.ts';
import { reduced } from './csv.ts';
import { reducedGraph } from './jsonld.ts';

/** Every page of an answer in another format. */
async function pagesOf(address: string, format: string, lang: Lang): Promise<string[]> {
  const pages: string[] = [];
  let next: string | null = `${address}${address.includes('?') ? '&' : '?'}format=${format}&lang=${lang}`;
  while (next) {
    const answer: Response = await fetch(next);
    const text = await answer.text();
    if (!answer.ok) throw new Problem(answer.status, null, null, answer.headers.get('x-correlation-id'));
    pages.push(text);
    const link: string | undefined = /<(\?[^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    next = link ? new URL(link, new URL(next, location.origin)).pathname + link : null;
  }
  return pages;
}

export async function csvFile(shown: Shown, lang: Lang): Promise<Blob> {
  const sheets = (await Promise.all(shown.answers.map((address) => pagesOf(address, 'csv', lang)))).flat();
  // Spreadsheets take a file for UTF-8 only by its mark.
  return new Blob(['\ufeff', reduced(sheets, shown.admits)], { type: 'text/csv;charset=utf-8' });
}

export async function jsonldFile(shown: Shown, lang: Lang): Promise<Blob> {
  const seen = new Set(shown.rows().map((row) => row.event));
  const pages = (await Promise.all(shown.answers.map((address) => pagesOf(address, 'jsonld', lang)))).flat();
  return new Blob([JSON.stringify(reducedGraph(pages.map((page) => JSON.parse(page) as never), (event) => seen.has(event)), null, 1)], { type: 'application/ld+json' });
}

/** Gives a file to the reader. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
