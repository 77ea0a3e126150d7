// Sums of money as people write them in a language. Pure. `contracts/money.py` writes the same in headings and mails.

const SIGNS: Record<string, Record<string, string>> = { pl: { PLN: 'zł', EUR: 'euro' }, en: { EUR: '€', GBP: '£' } };

/** `1 234,50 zł` or `PLN 1,234.50`. The value is exact text, which no number of JavaScript holds for certain; without a sign in the language the currency is its code. */
export function money({ value, currency }: { value: string; currency: string }, lang: string): string {
  const [whole = '', fraction] = value.split('.');
  const polish = lang === 'pl';
  const [group, mark] = polish ? ['\u00a0', ','] : [',', '.'];
  const sum = whole.replace(/\B(?=(\d{3})+$)/g, group) + (fraction ? mark + fraction.padEnd(2, '0') : '');
  const sign = SIGNS[polish ? 'pl' : 'en']![currency];
  if (polish) return `${sum}\u00a0${sign ?? currency}`;
  return sign ? sign + sum : `${currency}\u00a0${sum}`;
}
