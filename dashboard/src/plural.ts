import type { Lang } from './names.ts';

export type Forms = { one: string; few?: string; many?: string; other: string };

/** Writes a number with the word's right form: 1 klaster, 2 klastry, 5 klastrów, 1,5 klastra. */
export function counter(lang: Lang): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(lang);
  const number = new Intl.NumberFormat(lang);
  return (count, forms) => `${number.format(count)} ${word(rules, count, forms)}`;
}

/** The word's form alone. */
export function worder(lang: Lang): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(lang);
  return (count, forms) => word(rules, count, forms);
}

function word(rules: Intl.PluralRules, count: number, forms: Forms): string {
  const rule = rules.select(count) as keyof Forms;
  return forms[rule] ?? forms.other;
}
