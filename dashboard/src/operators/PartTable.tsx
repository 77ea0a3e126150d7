// The parts of the instance: whether each is ready, how far it is behind the log, and where that is going.

import { useApp } from '../app.ts';
import { lengthOf } from '../partner/missed.ts';
import { English } from '../partner/parts.tsx';
import { useTexts } from '../texts.ts';
import { Tag } from '../ui/Words.tsx';
import type { PartRow } from './instance.ts';
import { texts } from './texts.ts';

/** Events a second below which a lag counts as steady. */
const STEADY = 0.05;

export function PartTable({ rows }: { rows: PartRow[] }) {
  const { lang } = useApp();
  const { parts: t } = useTexts(texts);
  const number = new Intl.NumberFormat(lang);
  const trend = ({ lag, trend, drain }: PartRow) => {
    if (!lag || trend === null || Math.abs(trend) < STEADY) return t.steady;
    return trend > 0 ? t.grows(number.format(Math.round(trend * 10) / 10)) : t.shrinks(lengthOf((drain ?? 0) * 1_000, lang));
  };
  return (
    <table class="facts">
      <caption>{t.caption}</caption>
      <thead><tr>{(['name', 'state', 'position', 'lag', 'waits', 'trend'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
      <tbody>
        {rows.map((each) => (
          <tr key={each.name} data-part={each.name} data-ready={each.ready}>
            <th scope="row">{t.names[each.name] ?? each.name}</th>
            <td data-label={t.state}><Tag>{each.silent ? t.silent : each.ready ? t.ready : t.unready}</Tag>{each.reasons.map((reason) => <span class="about" key={reason}> <English text={reason} /></span>)}</td>
            <td data-label={t.position}>{each.position === null ? '–' : number.format(each.position)}</td>
            <td data-label={t.lag}>{each.silent ? '–' : each.lag ? number.format(each.lag) : t.none}</td>
            <td data-label={t.waits}>{each.lag ? lengthOf(each.seconds * 1_000, lang) : '–'}</td>
            <td data-label={t.trend}>{each.silent ? '–' : trend(each)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
