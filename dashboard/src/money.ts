// Sums of money as people read them in a language. Pure.

/** The value is exact text, which no number of JavaScript holds for certain: only its groups and its mark are those of the language. */
export function money({ value, currency }: { value: string; currency: string }, lang: string): string {
  const [whole = '', fraction] = value.split('.');
  const [group, mark] = lang === 'pl' ? ['\u00a0', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${grouped}${fraction ? mark + fraction : ''}\u00a0${currency}`;
}
