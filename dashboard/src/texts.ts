// The texts of one page: its own module (`views/<page>/texts.ts`), loaded with the page, in both languages of one type.

import { useWords } from './app.ts';

/** `{ pl, en }` as a page's `texts.ts` exports it, in the language of the page. */
export function useTexts<T>(texts: { pl: T; en: T }): T {
  return texts[useWords().lang];
}
