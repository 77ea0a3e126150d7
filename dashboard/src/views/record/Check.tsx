// Before it is recorded: the fact as a sentence in both languages, its mark, and whether the registry would accept it.

import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../../app.ts';
import type { Lack } from '../../forms/checks.ts';
import { FORMS } from '../../forms/form.ts';
import { record, type Line } from '../../forms/registry.ts';
import { knownDate, understand } from '../../forms/when.ts';
import type { Texts } from '../../i18n/pl.ts';
import { useLoading } from '../../loading.ts';
import type { Lang } from '../../names.ts';
import { Refusal } from '../../service.ts';
import { useTexts } from '../../texts.ts';
import { Tag } from '../../ui/Words.tsx';
import { useForm } from './context.ts';
import { Mark } from './DateField.tsx';
import { RefusalWords } from './Refused.tsx';
import { sentenceOf } from './sentence.ts';
import { texts } from './texts.ts';

/** Milliseconds of rest after which the registry is asked. */
const REST = 500;
const both = (): Promise<Record<Lang, Texts>> => Promise.all([import('../../i18n/pl.ts'), import('../../i18n/en.ts')]).then(([pl, en]) => ({ pl: pl.default, en: en.default }));

interface Props {
  lines: Line[];
  lacks: Lack[];
  apiKey: string;
  expected: number | null;
  /** It is being sent, or is recorded: nothing is asked any more. */
  quiet: boolean;
}

export function Check({ lines, lacks, apiKey, expected, quiet }: Props) {
  const form = useForm();
  const { lang } = useWords();
  const t = useTexts(texts);
  const { value: pages } = useLoading('both', both);
  const known = FORMS[form.kind].when ? knownDate(understand(form.entered.when, form.today).date) : null;
  const fresh = lines.filter(({ verb }) => verb === 'register').length - (form.kind === 'organisation' ? 1 : 0);
  if (lacks.length) return <p class="about" data-check="incomplete">{t.check.incomplete(lacks.length)}</p>;
  return (
    <div class="checked">
      <h3>{t.check.sentence}</h3>
      {pages ? ([lang, lang === 'pl' ? 'en' : 'pl'] as const).map((each) => <p key={each} class="sentence" lang={each} data-sentence={each}>{sentenceOf(form.kind, form.entered, form, form.fact, each, texts[each], pages[each])}</p>) : null}
      {form.entered.cited.length ? null : <p><Tag sign="∅">{t.check.without}</Tag></p>}
      {known ? <><h3>{t.check.mark}</h3><Mark known={known} /></> : null}
      {fresh > 0 ? <p class="about">{t.check.more(fresh)}</p> : null}
      {lines.length > 1 ? <p class="about">{t.check.lines(lines.length)}</p> : null}
      {quiet ? null : <DryRun lines={lines} apiKey={apiKey} expected={expected} word={form.word} />}
    </div>
  );
}

type Outcome = 'asking' | 'accepted' | 'unasked' | Refusal;

/** Asks the registry by a dry run, which stores nothing. */
function DryRun({ lines, apiKey, expected, word }: { lines: Line[]; apiKey: string; expected: number | null; word: string }) {
  const t = useTexts(texts);
  const [outcome, setOutcome] = useState<Outcome>('asking');
  const text = JSON.stringify(lines);
  useEffect(() => {
    let wanted = true;
    setOutcome('asking');
    const timer = setTimeout(() => {
      record(lines, { key: apiKey, word, expected, dryRun: true }).then(
        () => wanted && setOutcome('accepted'),
        (error: unknown) => wanted && setOutcome(error instanceof Refusal && error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status) ? error : 'unasked'),
      );
    }, REST);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, apiKey, expected]);
  const name = typeof outcome === 'string' ? outcome : 'refused';
  return (
    <div data-check={name} aria-live="polite" class={name === 'refused' ? 'problem' : undefined}>
      {outcome === 'asking' ? <p class="about">{t.check.asking}</p> : null}
      {outcome === 'accepted' ? <p>✓ {t.check.accepts}</p> : null}
      {outcome === 'unasked' ? <p class="about">{t.check.unasked}</p> : null}
      {outcome instanceof Refusal ? <><p><strong>{t.check.refuses}</strong></p><RefusalWords refusal={outcome} /></> : null}
    </div>
  );
}
