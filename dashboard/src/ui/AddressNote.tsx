// Parts of the address that the page cannot read. They are reported, because a default shown silently would look like an answer.

import { useApp } from '../app.ts';
import type { Reference } from '../answers.ts';
import { passedOver, unreadClock, withoutPassedOver, writeAddress } from '../state.ts';
import { PageHead } from './Figure.tsx';

const LONGEST = 80;
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** A clock that cannot be read leaves nothing to show: any picture would pass for the one of that day. */
export function UnreadClock() {
  const { t, view, address, set } = useApp();
  const [name, value] = unreadClock(address.page, view)!;
  const day = name === 'as_of';
  return (
    <>
      <PageHead answer={day ? t.address.day(cut(value)) : t.address.record(cut(value))} />
      <section class="problem" role="alert" data-note="clock">
        <p>{t.address.nothing}</p>
        <p>{day ? t.address.dayHint : t.address.recordHint}</p>
        <button type="button" onClick={() => set(day ? { asOf: null } : { knownAt: null })}>{day ? t.address.today : t.clock.back}</button>
      </section>
    </>
  );
}

interface Props {
  /** Every cluster of the record, when the page knows them. */
  clusters?: Reference[] | null;
  /** Whether what `sel` names is in the record; null while that is not known. */
  chosenKnown?: boolean | null;
}

/** One line for each thing in the address that the page passes over. */
export function AddressNote({ clusters = null, chosenKnown = null }: Props) {
  const { t, lang, view, address } = useApp();
  const page = address.page ?? '';
  const { values, parameters } = passedOver(page, view);
  const unknown = clusters ? view.c.filter((slug) => !clusters.some((ref) => ref.id === `cluster-${slug}`)) : [];
  const lines = [
    ...values.map(([name, value]) => t.address.value(name, cut(value))),
    ...(parameters.length ? [t.address.parameters(t.list(parameters.map((name) => t.panel.quote(cut(name)))))] : []),
    ...(unknown.length ? [t.address.clusters(t.list(unknown.map(cut)))] : []),
    ...(chosenKnown === false && view.sel ? [t.address.choice(cut(view.sel))] : []),
  ];
  if (!lines.length) return null;
  const readable = withoutPassedOver(page, view);
  const clean = { ...readable, c: readable.c.filter((slug) => !unknown.includes(slug)), sel: chosenKnown === false ? null : readable.sel };
  return (
    <div class="note" data-note="address">
      {lines.map((line) => <p key={line}>{line}</p>)}
      <p><a href={writeAddress(lang, address.slug, clean)} data-keep>{t.address.remove}</a></p>
    </div>
  );
}
