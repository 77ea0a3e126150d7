// How many members are known by name, beside the numbers that were stated: classes are never added up.

import type { Profile } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Cites } from '../../ui/Cites.tsx';
import { FactLink } from '../../ui/RefLink.tsx';
import { DateText } from '../../ui/Words.tsx';
import { Refs } from './Lists.tsx';
import { texts } from './texts.ts';

export function Growth({ data }: { data: Profile }) {
  const { t } = useApp();
  const own = useTexts(texts);
  const { claims = [], joint_claims: joint = [], coverage = [], roster } = data;
  if (!claims.length && !joint.length && !roster?.yes && !roster?.possibly) return null;
  return (
    <section class="part" aria-labelledby="growth">
      <h2 id="growth">{own.growth}</h2>
      {roster ? <p>{own.roster(roster.yes, roster.possibly)}</p> : null}
      {claims.length ? (
        <table class="facts">
          <caption>{own.stated(claims.length)}</caption>
          <thead><tr><th scope="col">{own.number}</th><th scope="col">{own.class}</th><th scope="col">{t.table.when}</th><th scope="col">{own.knownByName}</th><th scope="col">{t.table.sources}</th></tr></thead>
          <tbody>
            {claims.map((claim) => {
              const known = coverage.find((each) => each.event === claim.event);
              return (
                <tr key={claim.event} data-id={claim.event}>
                  <th scope="row" data-label={own.number}><FactLink event={claim.event}>{own.comparators[claim.comparator]}{claim.count}</FactLink></th>
                  <td data-label={own.class}>{own.classes[claim.class] ?? claim.class}</td>
                  <td data-label={t.table.when}><DateText date={claim.as_of} inferred={claim.inferred} /></td>
                  <td data-label={own.knownByName}>{known ? `${known.known} / ${known.claimed}` : '–'}</td>
                  <td data-label={t.table.sources}><Cites fact={claim} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
      {joint.length ? (
        <table class="facts">
          <caption>{own.joint(joint.length)}</caption>
          <thead><tr><th scope="col">{own.number}</th><th scope="col">{own.class}</th><th scope="col">{t.filter.clusters}</th><th scope="col">{t.table.when}</th><th scope="col">{t.table.sources}</th></tr></thead>
          <tbody>
            {joint.map((claim) => (
              <tr key={claim.event} data-id={claim.event}>
                <th scope="row" data-label={own.number}><FactLink event={claim.event}>{own.comparators[claim.comparator]}{claim.count}</FactLink></th>
                <td data-label={own.class}>{own.classes[claim.class] ?? claim.class}</td>
                <td data-label={t.filter.clusters}><Refs refs={claim.clusters} />{claim.clusters_count ? <span class="about"> {own.inClustersOf(claim.clusters_count)}</span> : null}</td>
                <td data-label={t.table.when}><DateText date={claim.as_of} inferred={claim.inferred} /></td>
                <td data-label={t.table.sources}><Cites fact={claim} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p class="about">{own.growthNote}</p>
    </section>
  );
}
