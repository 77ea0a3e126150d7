// A finding with its sources, and what was recorded last: both from the record itself.

import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import type { FactChange, RegisteredAgreement, VisitWithPaths } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { shortName } from '../../names.ts';
import { navigation } from '../../pages.ts';
import { carried, writeAddress } from '../../state.ts';
import { useTexts } from '../../texts.ts';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Say, SourceItems, sourcesOf, Tag } from '../../ui/Words.tsx';
import { bestSourced, latest, leadingTo } from './finding.ts';
import { texts } from './texts.ts';

const AGREEMENTS = '/v1/agreements?limit=100';
const VISITS = '/v1/visits?limit=100';
/** So many positions back are asked for: one act of recording may take several. */
const BACK = 40;
const SHOWN = 5;

export function Finding() {
  const { t, lang, date } = useApp();
  const own = useTexts(texts);
  const agreements = useAnswer<RegisteredAgreement[]>(AGREEMENTS, true, { pages: 1 });
  const visits = useAnswer<VisitWithPaths[]>(VISITS, true, { pages: 1 });
  const best = useMemo(() => bestSourced(agreements.answer?.data ?? []), [agreements.answer]);
  const before = useMemo(() => (best ? leadingTo(visits.answer?.data ?? [], best.ref.id) : null), [best, visits.answer]);
  if (!best) return null;
  const parties = t.list(best.parties.map(({ party }) => shortName(party, lang)));
  return (
    <section class="finding" aria-labelledby="finding">
      <h2 id="finding">{own.finding}</h2>
      <p><strong><RefLink of={best.ref} /></strong></p>
      <p>{own.signed(parties, date(best.concluded?.date ?? best.date, true))} {before ? <RefLink of={before.visit.ref}>{own.followed(shortName(before.visit.ref, lang), before.days)}</RefLink> : null}</p>
      <SourceItems sources={sourcesOf([best])} />
    </section>
  );
}

export function Changes() {
  const { t, lang, view } = useApp();
  const own = useTexts(texts);
  // Any answer says where the record is now.
  const agreements = useAnswer<RegisteredAgreement[]>(AGREEMENTS, true, { pages: 1 });
  const position = agreements.answer?.meta.position ?? null;
  const changes = useAnswer<FactChange[]>(position === null ? null : `/v1/changes?since=${Math.max(0, position - BACK)}&limit=${2 * BACK}&as_of=../..&lang=${lang}`, false, { pages: 1 });
  const last = latest(changes.answer?.data ?? [], SHOWN);
  if (!changes.answer) return null;
  const page = navigation('first').find((slug) => (slug as string) === 'changes');
  return (
    <section class="latest" aria-labelledby="latest">
      <h2 id="latest">{own.changed}</h2>
      {last.length === 0 ? <p>{own.unchanged}</p> : null}
      <ul class="parts">
        {last.map((change) => (
          <li key={`${change.event} ${change.position}`}>
            <FactLink event={change.event}><Say text={change.what} /></FactLink>
            <span class="about"><Tag sign={own.sign[change.change] ?? ''}>{own.change[change.change] ?? change.change}</Tag> {change.recorded_at ? new Date(change.recorded_at).toLocaleDateString(lang === 'pl' ? 'pl' : 'en-GB', { dateStyle: 'long' }) : null} · {t.count.sources(change.sources.length)}</span>
          </li>
        ))}
      </ul>
      {page ? <p><a href={writeAddress(lang, page, carried(view, page))}>{own.allChanges}</a></p> : null}
    </section>
  );
}
