import type { FactChange } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { Value, type Named } from '../../facts/Fields.tsx';
import { texts as factTexts } from '../../facts/texts.ts';
import { useTexts } from '../../texts.ts';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Sources } from '../../ui/Sources.tsx';
import { DateText, Say, Tag, useNames } from '../../ui/Words.tsx';
import { texts } from './texts.ts';

const SIGNS: Record<FactChange['change'], string> = { added: '+', amended: '↺', ended: '⊣', retracted: '✕' };

/** One change of the record: which fact, what it was and is, why, and by whom. */
export function Change({ change, named }: { change: FactChange; named: Named }) {
  const { lang } = useWords();
  const x = useTexts(texts);
  const fields = useTexts(factTexts).fields;
  const name = useNames();
  const time = change.recorded_at ? new Date(change.recorded_at).toLocaleTimeString(lang === 'pl' ? 'pl' : 'en-GB', { hour: '2-digit', minute: '2-digit' }) : null;
  return (
    <li class="change" data-change={change.change} data-event={change.event}>
      <Tag sign={SIGNS[change.change]}>{x.by[change.by_type] ?? x.kinds[change.change]}</Tag>{' '}
      <FactLink event={change.event}>{change.change === 'retracted' ? <s><Say text={change.what} /></s> : <Say text={change.what} />}</FactLink>{' '}
      <span class="about">
        <DateText date={change.date} inferred={change.inferred} />
        {change.subjects.map((ref) => <span key={ref.id}> · <RefLink of={ref}>{name(ref)}</RefLink></span>)}
      </span>
      {change.differences.length ? (
        <dl class="differences">
          {change.differences.map((difference) => (
            <div key={difference.field}>
              <dt>{fields[difference.field] ?? difference.field}</dt>
              <dd><span class="unseen">{x.before}: </span><del><Value value={difference.before} named={named} /></del> <span aria-hidden="true">→</span><span class="unseen">, {x.after}: </span> <ins><Value value={difference.after} named={named} /></ins></dd>
            </div>
          ))}
        </dl>
      ) : null}
      {change.reason ? <p class="about">{x.reason}: <bdi>{change.reason}</bdi></p> : null}
      <p class="about recorded">
        {time ? `${time}, ` : ''}{x.position(change.position)}{change.actor ? ` · ${x.actor}: ${change.actor}` : ''}
      </p>
      <Sources of={[change]} about={change.what[lang] ?? ''} />
    </li>
  );
}
