// The panel next to a picture: what was chosen, and its sources one click from the mark.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app.ts';
import { focusBack, isAwaited, type ToPanel } from '../focus.ts';
import type { Likelihood, RecordedFact } from '../answers.ts';
import { FactLink } from './RefLink.tsx';
import { CertaintyWords, DateText, Tag } from './Words.tsx';

export function Panel({ kind, title, focus = null, onClose, children }: { kind?: string; title: ComponentChildren; focus?: ToPanel | null; onClose?: () => void; children: ComponentChildren }) {
  const { t } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  // At once: focus scrolls, and after the next frame it would undo a scroll of the reader's.
  useLayoutEffect(() => {
    if (isAwaited(focus)) heading.current?.focus();
  }, [focus]);
  const root = useRef<HTMLElement>(null);
  // What closes while it has the focus gives it back to where the choice was made.
  useLayoutEffect(() => {
    const panel = root.current!;
    return () => {
      if (panel.contains(document.activeElement)) focusBack();
    };
  }, []);
  return (
    <aside class="panel" ref={root} aria-label={t.panel.title} onKeyDown={(event) => event.key === 'Escape' && onClose?.()}>
      {onClose ? <button type="button" class="close" aria-label={t.panel.close} onClick={onClose}><span aria-hidden="true">✕</span></button> : null}
      {kind ? <p class="kind">{kind}</p> : null}
      <h2 ref={heading} tabIndex={-1}>{title}</h2>
      {children}
    </aside>
  );
}

export function Line({ term, children }: { term: string; children: ComponentChildren }) {
  return <div><dt>{term}</dt><dd>{children}</dd></div>;
}

/** When: in words, as the source puts it, on what basis, and between which days. */
export function WhenLines({ fact, certainty }: { fact: RecordedFact; certainty: Likelihood }) {
  const { t, day } = useApp();
  const { date } = fact;
  const exact = date.earliest !== null && date.earliest === date.latest;
  return (
    <>
      <Line term={t.panel.when}><FactLink event={fact.event}><DateText date={date} /></FactLink> {fact.inferred ? <Tag sign="≈">{t.sure.inferred}</Tag> : null}</Line>
      {date.phrase ? <Line term={t.panel.phrase}>{t.panel.quote(date.phrase)}</Line> : null}
      {date.inferred_from ? <Line term={t.panel.basis}>{date.inferred_from}</Line> : null}
      {!exact && date.earliest ? <Line term={t.panel.earliest}>{day(date.earliest)}</Line> : null}
      {!exact && date.latest ? <Line term={t.panel.latest}>{day(date.latest)}</Line> : null}
      {certainty === 'possibly' || fact.disputed || fact.values?.length ? <Line term={t.panel.state}><CertaintyWords fact={fact} certainty={certainty} /></Line> : null}
    </>
  );
}
