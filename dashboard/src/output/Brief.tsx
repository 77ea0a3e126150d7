// One sheet of A4 to hand to somebody: the question, the sentence with both clocks, the picture, the facts and their sources.

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { EarlierRecord } from '../record/EarlierRecord.tsx';
import { useShown, type ShownRow } from '../shown.ts';
import { writeAddress } from '../state.ts';
import { useTexts } from '../texts.ts';
import { useExactPath } from './LinkChoices.tsx';
import { SourceItems, sourcesOf } from '../ui/Words.tsx';
import './output.css';
import { texts } from './texts.ts';
import '../facts/facts.css';

/** Height of A4 without its margins, in CSS pixels. */
const SHEET = 1030;
/** The most that a picture takes of it; what would be smaller than half its size there could not be read, and is left out. */
const PICTURE = 540;
const SMALLEST = 0.5;
const ROWS = 40;

export default function Brief({ children }: { children: ComponentChildren }) {
  const { lang, view, address } = useApp();
  const own = useTexts(texts);
  return (
    <div class="brief">
      <p class="tools">
        <button type="button" class="main" onClick={() => print()}>{own.print}</button> <a href={writeAddress(lang, address.slug, { ...view, brief: null })}>{own.back}</a>
      </p>
      <article class="sheet">
        <EarlierRecord />
        {children}
        <Facts />
      </article>
    </div>
  );
}

/** As many facts as the sheet has room for under the picture. */
function Facts() {
  const { t, lang, view, address } = useApp();
  const own = useTexts(texts);
  const shown = useShown();
  const exact = useExactPath();
  const root = useRef<HTMLElement>(null);
  const [most, setMost] = useState(ROWS);
  const [big, setBig] = useState(false);
  const rows = shown?.rows() ?? [];
  const listed = rows.slice(0, most);
  const sources = sourcesOf(listed);
  useLayoutEffect(() => setMost(ROWS), [shown]);
  // What is above comes in parts, some of them late and smaller than what stood in their place: there may be room again.
  useEffect(() => {
    const observer = new ResizeObserver(() => setMost(ROWS));
    for (const part of root.current!.parentElement!.children) if (part !== root.current) observer.observe(part);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const sheet = root.current!.closest<HTMLElement>('.sheet')!;
    const picture = sheet.querySelector<HTMLElement>('.picture');
    const scale = picture ? PICTURE / Number.parseFloat(picture.style.height) : 1;
    setBig(scale < SMALLEST);
    // Only the drawing: what is around it keeps the width for which it is drawn.
    if (picture) picture.style.zoom = String(Math.min(1, scale));
    if (most > 0 && sheet.scrollHeight > SHEET) setMost(most - 1);
  });
  return (
    <section ref={root} class="briefed" data-big={big || undefined}>
      {big ? <p>{own.big}</p> : null}
      {listed.length ? (
        <table>
          <caption>{own.facts(listed.length, rows.length)}</caption>
          <thead><tr><th scope="col">{own.what}</th><th scope="col">{own.when}</th><th scope="col">{own.sure}</th><th scope="col">{own.source}</th></tr></thead>
          <tbody>{listed.map((row, at) => <tr key={at}><th scope="row">{row.what}</th><td>{row.when}</td><td>{row.certainty === 'possibly' ? `? ${t.sure.possibly}` : row.certainty ? t.sure.yes : null}</td><td>{numbers(row, sources.map((each) => each.id)) || `∅ ${t.sure.unsourced}`}</td></tr>)}</tbody>
        </table>
      ) : null}
      {sources.length ? <><h2>{own.sources}</h2><div class="numbered"><SourceItems sources={sources} /></div></> : null}
      <p>{own.address}: {location.origin}{exact ?? writeAddress(lang, address.slug, { ...view, brief: null })}</p>
    </section>
  );
}

const numbers = (row: ShownRow, ids: string[]) => [...new Set(row.sources.map((each) => ids.indexOf(each.id) + 1))].map((number) => `[${number}]`).join(' ');
