const pl = {
  lead: 'Wspólny zapis tego, jak współpracują klastry, miasta i organizacje: kto z kim, od kiedy i skąd to wiadomo.',
  forWhom: 'Dla koordynatorów klastrów i urzędów, które planują wizytę, umowę lub projekt i chcą wiedzieć, co już łączy strony.',
  finding: 'Przykład z zapisu',
  followed: (name: string, least: number) => `Co najmniej ${least} dni wcześniej: ${name}.`,
  signed: (parties: string, date: string) => `${parties}: podpis ${date}.`,
  changed: 'Ostatnio zapisano',
  unchanged: 'Zapis jest jeszcze pusty.',
  allChanges: 'Wszystkie zmiany',
  change: { added: 'dodano', ended: 'zakończono', amended: 'zmieniono', retracted: 'wycofano' } as Record<string, string>,
  sign: { added: '+', ended: '|', amended: '↺', retracted: '✕' } as Record<string, string>,
  questions: 'Pytania',
  marks: 'Jak czytać znaki',
  marksLead: 'Ten sam znak stoi na rysunku, w tabeli i w objaśnieniu.',
  certain: 'Pewność i daty',
};

const en: typeof pl = {
  lead: 'The shared record of how clusters, cities and organisations work together: who with whom, since when, and how that is known.',
  forWhom: 'For coordinators of clusters and for city offices that plan a visit, an agreement or a project and want to know what already links the sides.',
  finding: 'An example from the record',
  followed: (name, least) => `At least ${least} days before: ${name}.`,
  signed: (parties, date) => `${parties}: signed ${date}.`,
  changed: 'Recorded last',
  unchanged: 'The record is still empty.',
  allChanges: 'All changes',
  change: { added: 'added', ended: 'ended', amended: 'amended', retracted: 'retracted' },
  sign: pl.sign,
  questions: 'Questions',
  marks: 'How to read the marks',
  marksLead: 'The same mark stands in the picture, in the table and in the key.',
  certain: 'Certainty and dates',
};

export const texts = { pl, en };
/** Signs are the same in every language. */
export const same = Object.keys(pl.sign).map((name) => `sign.${name}`);
