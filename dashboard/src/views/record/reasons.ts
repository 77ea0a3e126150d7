// Why two entries may be one party, in words.

const pl = {
  'same-name': (text: string, _scheme: string) => `ta sama nazwa („${text}”)`,
  'similar-name': (text: string, _scheme: string) => `podobna nazwa („${text}”)`,
  'former-name': (text: string, _scheme: string) => `dawna nazwa („${text}”)`,
  abbreviation: (text: string, _scheme: string) => `ten sam skrót (${text})`,
  identifier: (text: string, scheme: string) => (scheme === 'website' ? `ta sama strona internetowa (${text})` : `ten sam numer (${scheme.toUpperCase()} ${text})`),
};

const en: typeof pl = {
  'same-name': (text) => `the same name (“${text}”)`,
  'similar-name': (text) => `a similar name (“${text}”)`,
  'former-name': (text) => `a former name (“${text}”)`,
  abbreviation: (text) => `the same abbreviation (${text})`,
  identifier: (text, scheme) => (scheme === 'website' ? `the same website (${text})` : `the same number (${scheme.toUpperCase()} ${text})`),
};

export const reasons = { pl, en };
