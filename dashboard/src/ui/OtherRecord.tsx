import type { Reference, Text } from '../answers.ts';
import { useApp } from '../app.ts';
import { ChangedById } from '../record/Changed.tsx';
import type { Comparison } from '../record/comparison.ts';
import { Say, useNames } from './Words.tsx';

/** What a list has an entry for in every record: a thing, a party, or a fact; of a role both its sides. */
export type Entry = { ref?: Reference; party?: Reference; cluster?: Reference; event?: string; what?: Text };

/** Entries that only the compared record has: the list is of the record of the address. */
export function OtherRecord({ comparison, id }: { comparison: Comparison<Entry>; id: (entry: Entry) => string }) {
  const { t } = useApp();
  const name = useNames();
  if (!comparison.others.length) return null;
  const label = ({ ref, party, cluster, what, event }: Entry) => (what ? <Say text={what} /> : party && cluster ? `${name(party)} – ${name(cluster)}` : ref || party ? name(ref ?? party!) : event);
  return (
    <section class="otherrecord" aria-label={t.clock.otherRecord}>
      <h2>{t.clock.otherRecord}</h2>
      <ul>{comparison.others.map((entry) => <li key={id(entry)} data-id={id(entry)}>{label(entry)} <ChangedById id={id(entry)} /></li>)}</ul>
    </section>
  );
}
