import type { Lang } from './names.ts';

export type Forms = { one: string; few?: string; many?: string; other: string };

interface Language {
  rules: Intl.PluralRules;
  number: Intl.NumberFormat;
}

// Made when they are first needed, once for all texts: a page speaks one language, and making them is slow.
const languages = new Map<Lang, Language>();
const of = (lang: Lang): Language => languages.get(lang) ?? languages.set(lang, { rules: new Intl.PluralRules(lang), number: new Intl.NumberFormat(lang) }).get(lang)!;

/** Writes a number with the word's right form: 1 klaster, 2 klastry, 5 klastrów, 1,5 klastra. */
export const counter = (lang: Lang) => (count: number, forms: Forms): string => `${of(lang).number.format(count)} ${word(of(lang).rules, count, forms)}`;

/** The word's form alone. */
export const worder = (lang: Lang) => (count: number, forms: Forms): string => word(of(lang).rules, count, forms);

function word(rules: Intl.PluralRules, count: number, forms: Forms): string {
  const rule = rules.select(count) as keyof Forms;
  return forms[rule] ?? forms.other;
}
