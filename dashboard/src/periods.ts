// Parts of years, decades and centuries as people write them. Imports read the same: test-data/periods.json holds both to it.

const NUMBER = '(iv|i{1,3}|[1-4]|(?:pierwsz|drug|trzec|czwart)[a-z]+|first|second|third|fourth)';
const PART = new RegExp(`^${NUMBER}\\.?(?:st|nd|rd|th)? (?:(kwartal[a-z]*|kw\\.?|quarter)|polow[a-z]+|polrocz[a-z]+|half)(?: of)? (\\d{4})$`);
const SHORT_QUARTER = /^(?:q([1-4])[ /]?(\d{4})|(\d{4})[ /-]?q([1-4]))$/;
const DECADE = /^(?:lata|latach|lat) ([1-9]0)\.?(?:-?(?:te|tych))?(?: (x{0,2}(?:ix|iv|v?i{0,3}))\.? ?(?:w\.?|wieku?))?$/;
const ENGLISH_DECADE = /^(?:the )?(\d{3})0s$/;
const CENTURY = /^(x{0,2}(?:ix|iv|v?i{0,3}))\.? ?(?:w\.?|wieku?)$/;
const ORDINALS = [/^(1|i$|pierwsz|first)/, /^(2|ii$|drug|second)/, /^(3|iii$|trzec|third)/, /^(4|iv$|czwart|fourth)/];

/** A period as EDTF; null for what is none. Of a decade without its century only the thirties and later are of the twentieth. */
export function periodOf(typed: string): string | null {
  const text = typed.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/^(w|we|in) /, '').replace(/(?<=\d) ?(r\.?|roku)$/, '');
  if (/^(\d{3}x|\d\dxx)$/.test(text)) return text.toUpperCase();
  const part = PART.exec(text);
  if (part) return partOf(part[3]!, part[2] ? 3 : 6, ORDINALS.findIndex((pattern) => pattern.test(part[1]!)) + 1);
  const short = SHORT_QUARTER.exec(text);
  if (short) return partOf(short[2] ?? short[3]!, 3, Number(short[1] ?? short[4]));
  const english = ENGLISH_DECADE.exec(text);
  if (english) return `${english[1]}X`;
  const [, decade, of] = DECADE.exec(text) ?? [];
  if (decade) return !of && (decade === '10' || decade === '20') ? null : `${centuryOf(of ?? 'xx')}${decade[0]}X`;
  const century = CENTURY.exec(text)?.[1];
  return century ? `${centuryOf(century)}XX` : null;
}

function partOf(year: string, months: number, number: number): string | null {
  const pad = (month: number) => String(month).padStart(2, '0');
  return number * months > 12 ? null : `${year}-${pad(months * (number - 1) + 1)}/${year}-${pad(months * number)}`;
}

function centuryOf(roman: string): string {
  const values = [...roman].map((sign) => ({ i: 1, v: 5, x: 10 })[sign] ?? 0);
  const number = values.reduce((sum, value, at) => sum + (value < Math.max(...values.slice(at)) ? -value : value), 0);
  return String(number - 1).padStart(2, '0');
}
