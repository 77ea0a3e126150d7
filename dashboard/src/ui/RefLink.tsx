// Names that lead to what they name, with both clocks.

import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Reference } from '../answers.ts';
import { ClocksContext, useWords } from '../app.ts';
import { dossierOf, factPath } from '../references.ts';
import { Name } from './Words.tsx';

interface Props {
  of: Reference;
  /** The text of the link: the full name unless it is given. */
  children?: ComponentChildren;
}

/** The name of a cluster, party, agreement, visit, promise, source or conference, leading to its dossier. */
export function RefLink({ of, children }: Props) {
  return <Lead path={dossierOf(of.id)}>{children ?? <Name of={of} />}</Lead>;
}

/** Leads to the page of a fact: its value, date, sources and history. */
export function FactLink({ event, label, children }: { event: string; /** What a screen reader says in place of the text. */ label?: string; children: ComponentChildren }) {
  return <Lead path={factPath(event)} label={label}>{children}</Lead>;
}

function Lead({ path, label, children }: { path: string | null; label?: string; children: ComponentChildren }) {
  const { lang } = useWords();
  const clocks = useContext(ClocksContext);
  return path === null ? <>{children}</> : <a href={`/${lang}/${path}${clocks}`} aria-label={label}>{children}</a>;
}
