// The words of long tables.

const pl = {
  find: 'Szukaj w tabeli',
  found: (count: number, total: number) => `Wiersze: ${count} z ${total}.`,
  earlier: (from: number, to: number) => `Wcześniejsze wiersze (${from}–${to})`,
  later: (from: number, to: number) => `Dalsze wiersze (${from}–${to})`,
};

const en: typeof pl = {
  find: 'Find in the table',
  found: (count, total) => `Rows: ${count} of ${total}.`,
  earlier: (from, to) => `Earlier rows (${from}–${to})`,
  later: (from, to) => `Further rows (${from}–${to})`,
};

export const texts = { pl, en };
