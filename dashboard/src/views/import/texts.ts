// Texts of the page that brings a table into the record.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const outcomesPl = { stored: 'zapisane', tried: 'do zapisania', retracted: 'wycofane', 'already there': 'już w zapisie', refused: 'odrzucone', unanswered: 'bez odpowiedzi' } as Record<string, string>;
const outcomesEn: typeof outcomesPl = { stored: 'stored', tried: 'to be stored', retracted: 'retracted', 'already there': 'in the record already', refused: 'refused', unanswered: 'unanswered' };

const actsPl = {
  'parties/register': 'nowa organizacja', 'parties/identify': 'numer organizacji', 'memberships/join': 'nowy członek', 'memberships/leave': 'odejście członka', 'agreements/propose': 'propozycja umowy', 'agreements/sign': 'podpis umowy', 'agreements/conclude': 'zawarcie umowy', 'visits/hold': 'wizyta', 'clusters/report-membership-count': 'liczba członków', 'clusters/found': 'powołanie klastra', 'clusters/appoint-coordinator': 'koordynator klastra', 'clusters/release-coordinator': 'koniec koordynacji', 'clusters/grant-recognition': 'wyróżnienie klastra', members: 'członek', parties: 'organizacja', clusters: 'klaster', agreements: 'umowa', visits: 'wizyta', counts: 'liczba członków', coordinators: 'koordynator', recognitions: 'wyróżnienie',
} as Record<string, string>;
const actsEn: typeof actsPl = {
  'parties/register': 'new organisation', 'parties/identify': 'number of an organisation', 'memberships/join': 'new member', 'memberships/leave': 'member leaves', 'agreements/propose': 'agreement proposed', 'agreements/sign': 'agreement signed', 'agreements/conclude': 'agreement concluded', 'visits/hold': 'visit', 'clusters/report-membership-count': 'number of members', 'clusters/found': 'cluster founded', 'clusters/appoint-coordinator': 'coordinator of a cluster', 'clusters/release-coordinator': 'coordinator no longer', 'clusters/grant-recognition': 'recognition of a cluster', members: 'member', parties: 'organisation', clusters: 'cluster', agreements: 'agreement', visits: 'visit', counts: 'number of members', coordinators: 'coordinator', recognitions: 'recognition',
};

const pl = {
  acts: actsPl,
  lead: 'Wybierz tabelę. Najpierw zobaczysz wiersz po wierszu, co zostałoby zapisane; nic nie zapisze się, zanim tego nie potwierdzisz.',
  key: {
    title: 'Klucz do zapisu', label: 'Klucz', hint: 'Zaczyna się od „upl_”. Zostaje w tej karcie przeglądarki do jej zamknięcia i nie trafia do żadnego adresu.', use: 'Użyj klucza', empty: 'To nie jest klucz: składa się z liter, cyfr i znaków, bez spacji.',
    refusedTitle: 'Ten klucz nie działa', refused: 'Klucz jest nieznany albo nie pozwala na zapis. Wpisz inny.', lead: 'Do zapisywania potrzebny jest klucz. Wydaje go operator tego zapisu.',
  },
  file: 'Tabela', fileHint: 'Arkusz XLSX albo ODS, CSV, YAML albo JSON-LD; do 2 MiB. Możesz ją tu upuścić.', choose: 'Wybierz plik albo upuść go tutaj',
  cluster: 'Klaster', clusterHint: 'Identyfikator klastra dla wierszy, które żadnego nie podają, na przykład dkm.', source: 'Źródło', sourceHint: 'Identyfikator źródła dla wierszy, które żadnego nie podają, na przykład letter.',
  options: 'Czego nie ma w tabeli', check: 'Sprawdź tabelę', need: 'Wybierz najpierw plik.',
  states: {
    checking: 'Sprawdzanie tabeli…', importing: 'Zapisywanie…', undoing: 'Wycofywanie…', failed: 'Tego pliku nie udało się wczytać.',
  } as Record<string, string>,
  checked: (stored: number, refused: number) => `${n(stored, { one: 'wiersz', few: 'wiersze', many: 'wierszy', other: 'wiersza' })} do zapisania, ${n(refused, { one: 'odrzucony', few: 'odrzucone', many: 'odrzuconych', other: 'odrzuconego' })}. Nic jeszcze nie zapisano.`,
  imported: (stored: number, refused: number) => `Zapisano ${n(stored, { one: 'wiersz', few: 'wiersze', many: 'wierszy', other: 'wiersza' })}, ${n(refused, { one: 'odrzucono', few: 'odrzucono', many: 'odrzucono', other: 'odrzucono' })}.`,
  undone: (retracted: number, left: number) => `Wycofano ${n(retracted, { one: 'fakt', few: 'fakty', many: 'faktów', other: 'faktu' })}; ${n(left, { one: 'fakt', few: 'fakty', many: 'faktów', other: 'faktu' })} nie dało się wycofać.`,
  progress: (done: number, of: number) => `${done} z około ${of}`,
  confirm: 'Zapisz te wiersze', again: 'Dokończ zapisywanie', undo: 'Wycofaj ten import…', undoSure: 'Każdy fakt, który ten import zapisał, zostanie wycofany. Ślad po nim zostaje w historii.', undoYes: 'Tak, wycofaj', undoNo: 'Nie', another: 'Inna tabela',
  warnings: 'Na co zwrócić uwagę', warningsNote: 'Tych kolumn albo wartości nie zapisano.', caption: (count: number) => `Fakty z tabeli (${count})`, row: 'Wiersz', what: 'Co', outcome: 'Wynik', why: 'Dlaczego', expected: 'oczekiwano', meant: 'czy chodziło o', outcomes: outcomesPl, fact: 'fakt',
  gone: 'Nie ma takiego importu, który wczytano tym kluczem.', network: 'Rejestr nie odpowiada. Spróbuj ponownie.', retry: 'Spróbuj ponownie', refusedTitle: 'Nie udało się',
};

const en: typeof pl = {
  acts: actsEn,
  lead: 'Choose a table. You first see row by row what would be stored; nothing is stored before you confirm it.',
  key: {
    title: 'Key to record with', label: 'Key', hint: 'It begins with “upl_”. It stays in this browser tab until that is closed, and is in no address.', use: 'Use this key', empty: 'This is no key: it consists of letters, digits and signs, without spaces.',
    refusedTitle: 'This key does not work', refused: 'The key is unknown or may not record. Enter another one.', lead: 'Recording needs a key. The operator of this record issues it.',
  },
  file: 'Table', fileHint: 'A spreadsheet as XLSX or ODS, CSV, YAML or JSON-LD; up to 2 MiB. You may drop it here.', choose: 'Choose a file or drop it here',
  cluster: 'Cluster', clusterHint: 'The id of the cluster of rows that name none, for instance dkm.', source: 'Source', sourceHint: 'The id of the source of rows that name none, for instance letter.',
  options: 'What the table leaves out', check: 'Check the table', need: 'Choose a file first.',
  states: { checking: 'Checking the table…', importing: 'Storing…', undoing: 'Retracting…', failed: 'This file could not be imported.' },
  checked: (stored, refused) => `${e(stored, { one: 'row', other: 'rows' })} to be stored, ${refused} refused. Nothing is stored yet.`,
  imported: (stored, refused) => `${e(stored, { one: 'row', other: 'rows' })} stored, ${refused} refused.`,
  undone: (retracted, left) => `${e(retracted, { one: 'fact', other: 'facts' })} retracted; ${left} could not be.`,
  progress: (done, of) => `${done} of about ${of}`,
  confirm: 'Store these rows', again: 'Finish storing', undo: 'Undo this import…', undoSure: 'Every fact that this import recorded is retracted. Its trace stays in the history.', undoYes: 'Yes, retract', undoNo: 'No', another: 'Another table',
  warnings: 'What to look at', warningsNote: 'These columns or values are not stored.', caption: (count) => `Facts of the table (${count})`, row: 'Row', what: 'What', outcome: 'Outcome', why: 'Why', expected: 'expected', meant: 'did you mean', outcomes: outcomesEn, fact: 'fact',
  gone: 'There is no such import that was uploaded with this key.', network: 'The registry does not answer. Try again.', retry: 'Try again', refusedTitle: 'That did not work',
};

export const texts = { pl, en };
