// The choice of a cluster or a party, by kind and name.

import { useId } from 'preact/hooks';
import type { ClusterView, PartyEntry, Reference } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { fullName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { useQuestion } from '../../ui/Question.tsx';
import { texts } from './texts.ts';

const KINDS = ['city', 'cluster', 'organisation', 'region', 'unit'];

/** Every cluster and party of the record, whatever the day. */
export function useSubjects(): Reference[] {
  const parties = useQuestion<PartyEntry[]>('/v1/parties', { limit: '500' }, true);
  const clusters = useQuestion<ClusterView[]>('/v1/clusters', { limit: '500' }, true);
  return [...(parties.answer?.data ?? []), ...(clusters.answer?.data ?? [])].map((each) => each.ref);
}

export function SubjectChoice({ label, value, all, without, change }: { label: string; value: string | null; all: Reference[]; without: (string | null)[]; change(id: string): void }) {
  const { lang } = useWords();
  const x = useTexts(texts);
  const id = useId();
  const collator = new Intl.Collator(lang, { numeric: true });
  const unique = [...new Map(all.map((ref) => [ref.id, ref])).values()];
  return (
    <span class="pick">
      <label for={id}>{label}</label>
      <select id={id} value={value ?? ''} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{x.none}</option>
        {value && !unique.some((ref) => ref.id === value) ? <option value={value}>{value}</option> : null}
        {KINDS.map((kind) => {
          const refs = unique.filter((ref) => ref.kind === kind && (ref.id === value || !without.includes(ref.id))).sort((a, b) => collator.compare(fullName(a, lang), fullName(b, lang)));
          return refs.length ? <optgroup key={kind} label={x.kinds[kind] ?? kind}>{refs.map((ref) => <option key={ref.id} value={ref.id}>{ref.abbreviation ? `${fullName(ref, lang)} (${ref.abbreviation})` : fullName(ref, lang)}</option>)}</optgroup> : null;
        })}
      </select>
    </span>
  );
}
