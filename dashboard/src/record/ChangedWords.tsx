// How another record has a fact: sign and word, and each value that differs, old and new.

import { useWords } from '../app.ts';
import { texts as factTexts } from '../facts/texts.ts';
import { useTexts } from '../texts.ts';
import { Tag, useNames } from '../ui/Words.tsx';
import { SIGNS, type Difference } from './changes.ts';
import { texts } from './texts.ts';
import { valueWords } from './values.ts';

export function ChangedWords({ difference }: { difference: Difference }) {
  const words = useWords();
  const name = useNames();
  const own = useTexts(texts);
  const facts = useTexts(factTexts);
  const { change, fields } = difference;
  const say = (field: string, value: unknown) => (field === 'type' ? (own.types[String(value)] ?? String(value)) : valueWords(value, words, name, facts));
  return (
    <span class="changed" data-change={change}>
      <Tag sign={SIGNS[change]}>{words.t.change[change]}</Tag>
      {fields.map(({ field, before, after }) => (
        <span class="about" key={field}>{own.fields[field] ?? facts.fields[field] ?? field}: <del>{say(field, before)}</del> <span aria-hidden="true">→</span><span class="unseen"> {own.arrow}: </span> <ins>{say(field, after)}</ins></span>
      ))}
    </span>
  );
}
