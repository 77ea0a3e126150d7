// The words of the search's type-ahead that only a failure needs.

const pl = { again: 'Podpowiedzi nie przyszły. Pytam ponownie…', failed: 'Podpowiedzi nie przyszły.' };
const en: typeof pl = { again: 'The suggestions did not come. Trying again…', failed: 'The suggestions did not come.' };

export const texts = { pl, en };
