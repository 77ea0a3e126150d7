// Which clusters meet a threshold, and whose recognitions end soon?

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Certainty, ClusterAtThreshold, ClusterRecognition } from '../../answers.ts';
import { useApp, useWords } from '../../app.ts';
import { fullName } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { FilterChoice, FilterWords, hasWords } from '../../ui/Filter.tsx';
import { Empty } from '../../ui/Problem.tsx';
import { Question, useQuestion } from '../../ui/Question.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Tag } from '../../ui/Words.tsx';
import { texts } from './texts.ts';
import { fieldOf, FIELDS, partsOf, thresholdParameters, wantedOf, type Field, type Wanted } from './wanted.ts';
import '../../ui/questions.css';

const ANSWERS: Certainty[] = ['yes', 'possibly', 'no'];
const SIGNS: Record<Certainty, string> = { yes: '✓', possibly: '?', no: '✕' };

export function Thresholds() {
  const { t, lang, view, set } = useApp();
  const x = useTexts(texts);
  const wanted = wantedOf(view.least);
  const days = wanted.ends ?? 0;
  const followed = useQuestion<ClusterAtThreshold[]>('/v1/thresholds', { limit: '500', ...thresholdParameters(wanted) });
  const ending = useQuestion<ClusterRecognition[]>('/v1/recognitions', { limit: '500', ending_days: String(days) });
  const rows = followed.answer?.data ?? null;
  const titles = ending.answer?.data ?? null;
  const named = (rows ?? []).filter((row) => hasWords([row.cluster.abbreviation ?? '', fullName(row.cluster, lang)], view.q));
  const shown = named.filter((row) => !view.status.length || view.status.includes(row.meets));
  const count = (meets: Certainty) => named.filter((row) => row.meets === meets).length;
  const ends = (titles ?? []).filter((row) => hasWords([row.cluster.abbreviation ?? '', fullName(row.cluster, lang)], view.q));
  const soon = (answer: Certainty) => ends.filter((row) => row.ends === answer).length;
  const filters = [...view.status.map((each) => x.meets[each] ?? each), ...(view.q ? [view.q] : [])];
  return (
    <Question
      answer={rows && titles && (rows.length ? `${x.sentence(count('yes'), count('possibly'), count('no'))} ${x.ending(days, soon('yes'), soon('possibly'))}` : x.none)}
      followed={followed} also={ending} shown={[...shown, ...ends]} intervals={[...(rows ?? []), ...(titles ?? [])].map((row) => row.interval)} ofFacts
      controls={(
        <>
          <fieldset class="filter">
            <legend>{x.wanted}</legend>
            {FIELDS.map((field) => <WantedNumber key={field} field={field} label={x.fields[field]} wanted={wanted} />)}
          </fieldset>
          <FilterChoice label={x.answer} field="status" options={ANSWERS.map((value) => ({ value, label: x.meets[value]!, count: count(value) }))} />
          <FilterWords label={x.cluster} />
        </>
      )}
    >
      {shown.length ? <Clusters rows={shown} /> : <Empty why={x.none} filter={filters.length ? t.list(filters) : null} clear={() => set({ status: [], q: null })} />}
      <p>{x.note}</p>
      {ends.length ? <Ending rows={ends} /> : <p>{x.noRecognitions(days)}</p>}
    </Question>
  );
}

/** A number that is wanted; an empty field wants none. It is in the address after a moment of rest. */
function WantedNumber({ field, label, wanted }: { field: Field; label: string; wanted: Wanted }) {
  const { set } = useApp();
  const given = wanted[field]?.toString() ?? '';
  const [typed, setTyped] = useState(given);
  const timer = useRef(0);
  useEffect(() => setTyped(given), [given]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    const { [field]: _, ...others } = wanted;
    timer.current = window.setTimeout(() => set({ least: partsOf(/^\d{1,7}$/.test(text) ? { ...others, [field]: Number(text) } : others) }, true), 400);
  };
  return <label class="words">{label} <input type="number" style={{ flex: '0 1 6em' }} min="0" step="1" inputMode="numeric" value={typed} onInput={({ currentTarget }) => change(currentTarget.value)} /></label>;
}

function Clusters({ rows }: { rows: ClusterAtThreshold[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const asked = rows[0]?.criteria.map(fieldOf) ?? [];
  const of = (row: ClusterAtThreshold, field: string) => row.criteria.find((each) => fieldOf(each) === field);
  const columns: Column<ClusterAtThreshold>[] = [
    { key: 'name', head: x.cluster, value: (row) => fullName(row.cluster, lang), cell: (row) => <RefLink of={row.cluster} /> },
    { key: 'meets', head: x.answer, value: (row) => ANSWERS.indexOf(row.meets), cell: (row) => <Answer of={row.meets} /> },
    ...asked.map((field): Column<ClusterAtThreshold> => ({
      key: field, head: x.heads[field] ?? field, value: (row) => of(row, field)?.least ?? null,
      cell: (row) => {
        const criterion = of(row, field);
        return criterion ? <><Answer of={criterion.meets} /><span class="about">{x.least(criterion.least, criterion.most, criterion.wanted)}</span></> : null;
      },
    })),
    { key: 'since', head: x.since, value: (row) => row.date.latest ?? row.date.earliest, cell: (row) => <FactLink event={row.event}><DateText date={row.date} inferred={row.inferred} /></FactLink> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row]} about={fullName(row.cluster, lang)} /> },
  ];
  return <Register caption={x.caption(rows.length)} columns={columns} rows={rows} id={(row) => row.event} />;
}

function Ending({ rows }: { rows: ClusterRecognition[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const columns: Column<ClusterRecognition>[] = [
    { key: 'of', head: x.cluster, value: (row) => fullName(row.cluster, lang), cell: (row) => <RefLink of={row.cluster} /> },
    { key: 'scheme', head: x.scheme, value: (row) => row.scheme, cell: (row) => <FactLink event={row.event}>{row.scheme}</FactLink> },
    { key: 'grantor', head: x.grantor, cell: (row) => (row.grantor ? <RefLink of={row.grantor} /> : null) },
    { key: 'until', head: x.validTo, value: (row) => row.interval.end?.[1] ?? null, cell: (row) => (row.valid_to ? <DateText date={row.valid_to} /> : <>{x.open}</>) },
    { key: 'ends', head: x.soon, value: (row) => ANSWERS.indexOf(row.ends), cell: (row) => <Answer of={row.ends} /> },
    { key: 'from', head: t.table.sources, cell: (row) => <Sources of={[row]} about={`${row.scheme}, ${fullName(row.cluster, lang)}`} /> },
  ];
  return <Register caption={x.recognitions(rows.length)} columns={columns} rows={rows} id={(row) => row.event} />;
}

function Answer({ of }: { of: Certainty }) {
  const x = useTexts(texts);
  return <Tag sign={SIGNS[of]}>{x.meets[of]}</Tag>;
}
