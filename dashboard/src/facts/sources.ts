// The types of sources, by language.

export const sourceTypes: Record<'pl' | 'en', Record<string, string>> = {
  pl: { file: 'plik', 'web-page': 'strona WWW', paper: 'dokument papierowy', letter: 'pismo', register: 'rejestr', conversation: 'rozmowa' },
  en: { file: 'file', 'web-page': 'web page', paper: 'paper document', letter: 'letter', register: 'register', conversation: 'conversation' },
};
