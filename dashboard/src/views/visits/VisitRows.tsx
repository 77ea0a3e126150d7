// Visits, who visited whom, and what followed, with the days in between.

import { useMemo } from 'preact/hooks';
import type { Reference, VisitPath, VisitWithPaths } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { drawLag, lagScale } from '../../scene/lag.ts';
import { useTexts } from '../../texts.ts';
import { Drawing } from '../../ui/Drawing.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Register, type Column } from '../../ui/Register.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { CertaintyWords, DateText, Say, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

const WIDTH = 260;
const HEIGHT = 34;

export function VisitRows({ visits }: { visits: VisitWithPaths[] }) {
  const { t, lang } = useWords();
  const x = useTexts(texts);
  const scale = useMemo(() => lagScale(visits.flatMap((visit) => visit.paths.map((path) => path.lag_days))), [visits]);
  const columns: Column<VisitWithPaths>[] = [
    { key: 'name', head: x.visit, value: (row) => row.ref.names[lang] ?? row.ref.label, cell: (row) => <VisitName visit={row} /> },
    { key: 'sides', head: x.sides, cell: (row) => <Sides visit={row} /> },
    { key: 'when', head: x.when, value: (row) => row.date.latest ?? row.date.earliest, cell: (row) => <When visit={row} /> },
    { key: 'followed', head: x.followed, value: (row) => row.paths[0]?.lag_days.min ?? null, cell: (row) => <Followed visit={row} scale={scale} /> },
    { key: 'sources', head: t.table.sources, cell: (row) => <Sources of={[row, ...row.outcomes]} about={row.ref.label} /> },
  ];
  return (
    <>
      <Register caption={x.caption(visits.length)} columns={columns} rows={visits} id={(row) => row.ref.id} />
      {visits.some((visit) => visit.paths.length) ? <p class="about hint">{x.lagNote}</p> : null}
    </>
  );
}

function VisitName({ visit }: { visit: VisitWithPaths }) {
  const { t } = useWords();
  const x = useTexts(texts);
  return (
    <>
      <RefLink of={visit.ref} />
      <span class="about">{t.kinds[visit.kind ?? 'visit'] ?? visit.kind}{visit.state === 'held' ? '' : `, ${x.states[visit.state]}`}</span>
      {visit.purpose ? <span class="about"><Say text={visit.purpose} /></span> : null}
    </>
  );
}

function Sides({ visit }: { visit: VisitWithPaths }) {
  const x = useTexts(texts);
  const name = useNames();
  const line = (label: string, refs: Reference[]) => (refs.length ? <li><span class="about">{label}: </span>{refs.map((ref, at) => <span key={ref.id}>{at ? ', ' : ''}<RefLink of={ref}>{name(ref)}</RefLink></span>)}</li> : null);
  return <ul>{line(x.host, [visit.host])}{line(x.visitor, visit.visitors)}{line(x.sites, visit.sites)}{line(x.cited, visit.clusters)}</ul>;
}

function When({ visit }: { visit: VisitWithPaths }) {
  return (
    <>
      <FactLink event={visit.event}><DateText date={visit.date} inferred={visit.inferred} /></FactLink>
      <span class="about"><CertaintyWords fact={visit} certainty={visit.certainty === 'possibly' ? 'possibly' : 'yes'} /></span>
    </>
  );
}

function Followed({ visit, scale }: { visit: VisitWithPaths; scale: number }) {
  const x = useTexts(texts);
  return (
    <>
      {visit.paths.length || visit.outcomes.length ? null : x.nothing}
      <ul class="paths">{visit.paths.map((path) => <Path key={path.leads_to.id} path={path} scale={scale} />)}</ul>
      {visit.outcomes.filter((outcome) => !outcome.leads_to).map((outcome) => <p key={outcome.event} class="outcome"><span class="about">{x.outcome}: </span><FactLink event={outcome.event}><Say text={outcome.text} /></FactLink></p>)}
      {visit.outcomes_hidden ? <p class="about"><Say text={visit.outcomes_hidden} /></p> : null}
    </>
  );
}

export function Path({ path, scale }: { path: VisitPath; scale: number }) {
  const { t, colours } = useWords();
  const x = useTexts(texts);
  const { min, max } = path.lag_days;
  const parts = useMemo(() => drawLag({ id: path.leads_to.id, days: path.lag_days, recorded: path.recorded }, scale, WIDTH, HEIGHT, colours), [path, scale, colours]);
  return (
    <li data-path={path.leads_to.id}>
      <RefLink of={path.leads_to} />
      <span class="lag">{x.lag(min, max)}</span>
      <Drawing parts={parts} width={WIDTH} height={HEIGHT} />
      <span class="about">
        <Tag sign={path.recorded ? undefined : '≈'}>{path.recorded ? x.recorded : x.inferred}</Tag>
        {path.certainty === 'possibly' ? <> <Tag sign="?">{t.sure.possibly}</Tag></> : null}
        {path.basis ? <> <Say text={path.basis} /></> : null}
      </span>
    </li>
  );
}
