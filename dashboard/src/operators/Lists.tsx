// Partners' channels, and what operators did.

import { useApp } from '../app.ts';
import type { ChannelLine, OperatorAction } from '../partner/answers.ts';
import { momentOf } from '../partner/missed.ts';
import { English } from '../partner/parts.tsx';
import { useSession } from '../partner/session.tsx';
import { useTexts } from '../texts.ts';
import { Tag } from '../ui/Words.tsx';
import type { Of } from './instance.ts';
import { texts } from './texts.ts';

export function Channels({ rows }: { rows: ChannelLine[] }) {
  const { lang } = useApp();
  const { t: partner } = useSession();
  const { channels: t } = useTexts(texts);
  const number = new Intl.NumberFormat(lang);
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">{t.title}</h2>
      <p><a href={`/${lang}/partner`}>{t.open}</a></p>
      {rows.length ? (
        <table class="facts">
          <caption>{t.caption}</caption>
          <thead><tr>{(['subscription', 'kind', 'state', 'lag', 'undelivered', 'failed'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
          <tbody>
            {rows.map((each) => (
              <tr key={each.id} data-channel={each.id}>
                <th scope="row">{each.subscription} <span class="about">{each.subscriber}</span></th>
                <td data-label={t.kind}>{partner.channel.kinds[each.kind] ?? each.kind}</td>
                <td data-label={t.state}><Tag>{partner.channel.states[each.state as 'active'] ?? each.state}</Tag>{each.reason ? <span class="about"> <English text={each.reason} /></span> : null}</td>
                <td data-label={t.lag}>{number.format(each.lag)}</td>
                <td data-label={t.undelivered}>{number.format(each.undelivered)}</td>
                <td data-label={t.failed}>{number.format(each.failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : <p>{t.none}</p>}
    </section>
  );
}

export function Trail({ rows }: { rows: Of<OperatorAction>[] }) {
  const { lang } = useApp();
  const { trail: t } = useTexts(texts);
  return (
    <section aria-labelledby="trail">
      <h2 id="trail">{t.title}</h2>
      {rows.length ? (
        <table class="facts">
          <caption>{t.caption}</caption>
          <thead><tr>{(['at', 'who', 'what', 'target', 'why'] as const).map((each) => <th scope="col" key={each}>{t[each]}</th>)}</tr></thead>
          <tbody>
            {rows.map((each) => (
              <tr key={`${each.service}${each.id}`} data-action={each.action}>
                <th scope="row">{momentOf(each.at, lang)}</th>
                <td data-label={t.who}>{each.actor === 'command-line' ? t.commandLine : <code>{each.actor}</code>}</td>
                <td data-label={t.what}>{t.actions[each.action] ?? each.action}{each.count > 1 ? ` (${each.count})` : ''}</td>
                <td data-label={t.target}>{each.target}</td>
                <td data-label={t.why}>{each.why ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : <p>{t.none}</p>}
    </section>
  );
}
