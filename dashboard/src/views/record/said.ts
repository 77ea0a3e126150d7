// A form in words: what its sentence is made of, in one language.

import type { FactWithHistory, Reference } from '../../answers.ts';
import { sayDate, type KnownDate } from '../../dates.ts';
import { changedFields, dateChanged, FORMS, type Context, type Kind } from '../../forms/form.ts';
import type { Chosen, Entered, Signer, Texts } from '../../forms/values.ts';
import { knownDate, understand } from '../../forms/when.ts';
import type { Texts as PageTexts } from '../../i18n/pl.ts';
import { textIn, type Lang } from '../../names.ts';
import type { RecordTexts, Said } from './texts.ts';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The fact as one sentence of a language. `page`: the page's texts of that language, for its dates. */
export function sentenceOf(kind: Kind, entered: Entered, context: Context, fact: FactWithHistory | null, lang: Lang, t: RecordTexts, page: PageTexts): string {
  const names = (list: (Chosen | Reference)[]) => page.list(list.map(({ names, id }) => textIn(names, lang).text || id));
  const date = (known: KnownDate) => sayDate(known, lang, page.dates, true);
  const read = understand(entered.when, context.today).date;
  const said: Said = { when: capital(date(knownDate(read))) };
  for (const field of FORMS[kind].fields) {
    const value = entered.values[field.name];
    if (field.type === 'refs') said[field.name] = names(entered.list<Chosen>(field.name));
    else if (field.type === 'signers') said[field.name] = names(entered.list<Signer>(field.name).filter(({ signs }) => signs).map(({ party }) => party));
    else if (field.type === 'texts') said[field.name] = textIn(value as Texts as Record<string, string>, lang).text;
    else if (field.type === 'choice') said[field.name] = t.options[field.name]?.[entered.text(field.name)] ?? entered.text(field.name);
    else if (field.type === 'flag') said[field.name] = entered.flag(field.name) ? 'yes' : '';
    else said[field.name] = entered.text(field.name);
  }
  if (fact) said.target = textIn(fact.what, lang).text;
  if (kind === 'correction') {
    said.date = dateChanged(entered, context) ? date(knownDate(read)) : '';
    said.changed = page.list(Object.keys(changedFields(entered)).map((name) => t.fields[name] ?? name));
  }
  return t.sentences[kind](said).replace(/\.{2,}( |$)/g, '.$1').replace(/ {2,}/g, ' ').trim();
}
