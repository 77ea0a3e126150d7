// A form as a sentence: its parts, in one language.

import type { FactWithHistory, Reference } from '../../answers.ts';
import { sayDate, type KnownDate } from '../../dates.ts';
import { alsoOf, changedFields, dateChanged, FORMS, type Kind } from '../../forms/form.ts';
import type { Context } from '../../forms/declaration.ts';
import type { Chosen, Entered, Signer, Texts } from '../../forms/values.ts';
import { amountField, currencyOf, sumOf } from '../../forms/project.ts';
import { knownDate, understand } from '../../forms/when.ts';
import type { Texts as PageTexts } from '../../i18n/pl.ts';
import { money } from '../../money.ts';
import { textIn, type Lang } from '../../names.ts';
import type { RecordTexts, SentenceParts } from './texts.ts';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A field with money as people write it in a language; what is no sum yet is as it was typed. */
function sumIn(entered: Entered, field: string, lang: Lang): string {
  const [value, currency] = [sumOf(entered.text(field)), currencyOf(entered)];
  return value !== null && currency ? money({ value, currency }, lang) : entered.text(field);
}

/** The fact as one sentence of a language. `page`: the page's texts of that language, for its dates. */
export function sentenceOf(kind: Kind, entered: Entered, context: Context, fact: FactWithHistory | null, lang: Lang, t: RecordTexts, page: PageTexts): string {
  const names = (list: (Chosen | Reference)[]) => page.list(list.map(({ names, id }) => textIn(names, lang).text || id));
  const date = (known: KnownDate) => sayDate(known, lang, page.dates, true);
  const read = understand(entered.when, context.today).date;
  const parts: SentenceParts = { when: capital(date(knownDate(read))) };
  for (const field of FORMS[kind].fields) {
    const value = entered.values[field.name];
    if (field.type === 'refs') parts[field.name] = names(entered.list<Chosen>(field.name));
    else if (field.type === 'signers') parts[field.name] = names(entered.list<Signer>(field.name).filter(({ signs }) => signs).map(({ party }) => party));
    else if (field.type === 'texts') parts[field.name] = textIn(value as Texts as Record<string, string>, lang).text;
    else if (field.type === 'choice') parts[field.name] = t.options[field.name]?.[entered.text(field.name)] ?? entered.text(field.name);
    else if (field.type === 'flag') parts[field.name] = entered.flag(field.name) ? 'yes' : '';
    else parts[field.name] = entered.text(field.name);
  }
  if (kind === 'project') {
    const exact = entered.text('comparator');
    const amount = sumIn(entered, 'amount', lang);
    parts.amount = amount && exact && exact !== 'exactly' ? `${parts.comparator} ${amount}` : amount;
    parts.shares = page.list(entered.list<Chosen>('shares').map((party) => [names([party]), sumIn(entered, amountField(party.id), lang)].filter(Boolean).join(': ')));
  }
  const also = kind === 'refinement' || kind === 'correction' ? alsoOf(entered, context, kind === 'refinement' ? 'refine' : 'correct').length : 0;
  if (fact) parts.target = textIn(fact.what, lang).text + (also ? ` (${t.fact.also(also)})` : '');
  if (kind === 'correction' || kind === 'dispute') {
    parts.date = dateChanged(entered, context) ? date(knownDate(read)) : '';
    parts.changed = page.list(Object.keys(changedFields(entered)).map((name) => t.fields[name] ?? name));
  }
  return t.sentences[kind](parts).replace(/\.{2,}( |$)/g, '.$1').replace(/ {2,}/g, ' ').trim();
}
