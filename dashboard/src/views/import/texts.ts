// Texts of the page that brings a table into the record.

import { counter } from '../../plural.ts';
import type { ColumnName, TableKind } from './columns.ts';

const [n, e] = [counter('pl'), counter('en')];

const outcomesPl = { stored: 'zapisane', tried: 'do zapisania', retracted: 'wycofane', 'already there': 'już w zapisie', refused: 'odrzucone', unanswered: 'bez odpowiedzi' } as Record<string, string>;
const outcomesEn: typeof outcomesPl = { stored: 'stored', tried: 'to be stored', retracted: 'retracted', 'already there': 'in the record already', refused: 'refused', unanswered: 'unanswered' };

const actsPl = {
  'parties/register': 'nowa organizacja', 'sources/register': 'nowe źródło', 'parties/identify': 'numer organizacji', 'parties/add-alias': 'inna nazwa organizacji', 'memberships/join': 'nowy członek', 'memberships/leave': 'odejście członka', 'agreements/propose': 'propozycja umowy', 'agreements/sign': 'podpis umowy', 'agreements/conclude': 'zawarcie umowy', 'agreements/record-project': 'projekt umowy', 'visits/hold': 'wizyta', 'clusters/report-membership-count': 'liczba członków', 'clusters/found': 'powołanie klastra', 'clusters/add-alias': 'inna nazwa klastra', 'clusters/identify': 'numer klastra', 'clusters/link': 'związek klastrów', 'clusters/appoint-coordinator': 'koordynator klastra', 'clusters/release-coordinator': 'koniec koordynacji', 'clusters/grant-recognition': 'wyróżnienie klastra', 'clusters/rename': 'nowa nazwa klastra', 'clusters/merge': 'połączenie klastrów', 'clusters/split': 'podział klastra', 'clusters/dissolve': 'rozwiązanie klastra', members: 'członek', parties: 'organizacja', clusters: 'klaster', agreements: 'umowa', visits: 'wizyta', counts: 'liczba członków', coordinators: 'koordynator', recognitions: 'wyróżnienie', successions: 'zmiana klastra', sources: 'źródło',
} as Record<string, string>;
const actsEn: typeof actsPl = {
  'parties/register': 'new organisation', 'sources/register': 'new source', 'parties/identify': 'number of an organisation', 'parties/add-alias': 'another name of an organisation', 'memberships/join': 'new member', 'memberships/leave': 'member leaves', 'agreements/propose': 'agreement proposed', 'agreements/sign': 'agreement signed', 'agreements/conclude': 'agreement concluded', 'agreements/record-project': 'project under an agreement', 'visits/hold': 'visit', 'clusters/report-membership-count': 'number of members', 'clusters/found': 'cluster founded', 'clusters/add-alias': 'another name of a cluster', 'clusters/identify': 'number of a cluster', 'clusters/link': 'link of two clusters', 'clusters/appoint-coordinator': 'coordinator of a cluster', 'clusters/release-coordinator': 'coordinator no longer', 'clusters/grant-recognition': 'recognition of a cluster', 'clusters/rename': 'new name of a cluster', 'clusters/merge': 'merger of clusters', 'clusters/split': 'division of a cluster', 'clusters/dissolve': 'dissolution of a cluster', members: 'member', parties: 'organisation', clusters: 'cluster', agreements: 'agreement', visits: 'visit', counts: 'number of members', coordinators: 'coordinator', recognitions: 'recognition', successions: 'change of a cluster', sources: 'source',
};

const columnsPl: Record<ColumnName, string> = { title_pl: 'tytuł po polsku', title_en: 'tytuł po angielsku', source_type: 'rodzaj źródła', language: 'język', published: 'opublikowano', publisher: 'wydawca', url: 'adres w sieci', translation_of: 'tłumaczenie czego', hash: 'skrót SHA-256', abbreviation: 'skrót', address: 'adres', coordinates: 'współrzędne', latitude: 'szerokość geograficzna', longitude: 'długość geograficzna', country: 'kraj', described: 'opis na dzień', organisation_type: 'rodzaj organizacji', region: 'region (województwo, NUTS, TERYT)', sectors: 'branże (PKD, NACE)', appointed: 'koordynator od', as_of: 'stan na', beneficiaries: 'beneficjenci', binding: 'wiążąca', class: 'klasa członkostwa', class_label: 'słowo klastra na klasę', cluster: 'klaster', clusters: 'klastry', comparator: 'porównanie', concluded: 'zawarta', conference: 'konferencja', coordinator: 'koordynator', count: 'liczba członków', date: 'data', founded: 'data powołania', founders_count: 'liczba założycieli', grantor: 'kto przyznał', host: 'gospodarz', id: 'identyfikator', initiators: 'inicjatorzy', joined: 'członek od', kind: 'rodzaj', krs: 'numer KRS', left: 'członek do', lei: 'numer LEI', locator: 'miejsce w źródle', mode: 'tryb', name: 'nazwa', name_en: 'nazwa po angielsku', name_pl: 'nazwa po polsku', nip: 'numer NIP', parties: 'strony', part_of: 'część (identyfikator)', party: 'identyfikator organizacji', place: 'miejsce', proposed: 'data propozycji', purpose_en: 'cel po angielsku', purpose_pl: 'cel po polsku', regon: 'numer REGON', released: 'koordynator do', role: 'rola', ror: 'numer ROR', scheme: 'wyróżnienie', signed: 'data podpisania', sites: 'odwiedzone miejsca', source: 'źródło', subject_en: 'przedmiot po angielsku', subject_pl: 'przedmiot po polsku', valid_from: 'ważne od', valid_to: 'ważne do', valid_until: 'obowiązuje do', visitors: 'goście', website: 'strona internetowa', distinct_from: 'to nie jest (identyfikator)', aliases: 'inne nazwy', same_as: 'to samo co (klaster)', successor_of: 'kontynuuje (klaster)', also_in: 'łącznie z (klastry)', clusters_count: 'liczba klastrów', project_pl: 'projekt po polsku', project_en: 'projekt po angielsku', programme: 'program', amount: 'kwota', shares: 'udziały', project_since: 'początek projektu', change: 'co się stało', new_name: 'nowa nazwa', new_name_en: 'nowa nazwa po angielsku', new_abbreviation: 'nowy skrót', into: 'następcy (klastry)', members_pass: 'członkowie przechodzą', agreements_pass: 'umowy przechodzą' };
const columnsEn: typeof columnsPl = { title_pl: 'title in Polish', title_en: 'title in English', source_type: 'type of source', language: 'language', published: 'published', publisher: 'publisher', url: 'web address', translation_of: 'translation of', hash: 'SHA-256', abbreviation: 'abbreviation', address: 'address', coordinates: 'coordinates', latitude: 'latitude', longitude: 'longitude', country: 'country', described: 'described as of', organisation_type: 'type of organisation', region: 'region (voivodeship, NUTS, TERYT)', sectors: 'sectors (PKD, NACE)', appointed: 'coordinator from', as_of: 'as of', beneficiaries: 'beneficiaries', binding: 'binding', class: 'class of membership', class_label: 'the cluster’s word for the class', cluster: 'cluster', clusters: 'clusters', comparator: 'comparator', concluded: 'concluded', conference: 'conference', coordinator: 'coordinator', count: 'number of members', date: 'date', founded: 'date of founding', founders_count: 'number of founders', grantor: 'granted by', host: 'host', id: 'identifier', initiators: 'initiators', joined: 'member from', kind: 'kind', krs: 'KRS number', left: 'member until', lei: 'LEI number', locator: 'place in the source', mode: 'mode', name: 'name', name_en: 'name in English', name_pl: 'name in Polish', nip: 'NIP number', parties: 'parties', part_of: 'part of (identifier)', party: 'id of the organisation', place: 'place', proposed: 'date of the proposal', purpose_en: 'purpose in English', purpose_pl: 'purpose in Polish', regon: 'REGON number', released: 'coordinator until', role: 'role', ror: 'ROR number', scheme: 'title', signed: 'date of signing', sites: 'places visited', source: 'source', subject_en: 'subject in English', subject_pl: 'subject in Polish', valid_from: 'valid from', valid_to: 'valid to', valid_until: 'in force until', visitors: 'visitors', website: 'website', distinct_from: 'is not (identifier)', aliases: 'other names', same_as: 'same as (cluster)', successor_of: 'successor of (cluster)', also_in: 'together with (clusters)', clusters_count: 'number of clusters', project_pl: 'project in Polish', project_en: 'project in English', programme: 'programme', amount: 'amount', shares: 'shares', project_since: 'start of the project', change: 'what happened', new_name: 'new name', new_name_en: 'new name in English', new_abbreviation: 'new abbreviation', into: 'successors (clusters)', members_pass: 'members pass', agreements_pass: 'agreements pass' };

const mappingPl = {
  columns: columnsPl,
  title: 'Jak odczytano tabelę', note: 'Zmień to, co odczytano inaczej, niż jest. Nic jeszcze nie zapisano.', kind: 'Co jest w wierszach', unknownKind: 'wybierz, co jest w wierszach', skip: 'nie wczytuj', nameless: (number: number) => `kolumna ${number} bez nagłówka`, example: (text: string) => `na przykład: ${text}`, proposed: 'To tylko propozycja: potwierdź ją albo zmień.', notRead: 'Tej kolumny nie wczytano.',
  classes: 'Słowa na klasy członków', ownClass: 'żadna z czterech', check: 'Sprawdź jeszcze raz',
  kinds: { parties: 'organizacje', clusters: 'klastry', members: 'członkowie klastra', agreements: 'umowy', visits: 'wizyty', counts: 'liczby członków', coordinators: 'koordynatorzy', recognitions: 'wyróżnienia', successions: 'zmiany klastrów', sources: 'źródła' } as Record<TableKind, string>,
  members: { full: 'zwyczajny', founder: 'założyciel', supporting: 'wspierający', partner: 'partnerski' } as Record<string, string>,
};
const mappingEn: typeof mappingPl = {
  columns: columnsEn,
  title: 'How the table is read', note: 'Change what is read as something else than it is. Nothing is stored yet.', kind: 'What the rows are', unknownKind: 'choose what the rows are', skip: 'do not read', nameless: (number) => `column ${number} without a header`, example: (text) => `for instance: ${text}`, proposed: 'This is only proposed: confirm or change it.', notRead: 'This column is not read.',
  classes: 'Words for classes of members', ownClass: 'none of the four', check: 'Check once more',
  kinds: { parties: 'organisations', clusters: 'clusters', members: 'members of a cluster', agreements: 'agreements', visits: 'visits', counts: 'numbers of members', coordinators: 'coordinators', recognitions: 'recognitions', successions: 'changes of clusters', sources: 'sources' },
  members: { full: 'full', founder: 'founder', supporting: 'supporting', partner: 'partner' },
};

const pl = {
  acts: actsPl,
  mapping: mappingPl,
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
  warnings: 'Na co zwrócić uwagę', warningsNote: 'Tych kolumn albo wartości nie zapisano.', caption: (count: number) => `Fakty z tabeli (${count})`, row: 'Wiersz', what: 'Co', outcome: 'Wynik', why: 'Dlaczego', expected: 'oczekiwano', details: 'Dokładniej, po angielsku', meant: 'czy chodziło o', outcomes: outcomesPl, fact: 'fakt',
  gone: 'Nie ma takiego importu, który wczytano tym kluczem.', network: 'Rejestr nie odpowiada. Spróbuj ponownie.', retry: 'Spróbuj ponownie', refusedTitle: 'Nie udało się',
};

const en: typeof pl = {
  acts: actsEn,
  mapping: mappingEn,
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
  warnings: 'What to look at', warningsNote: 'These columns or values are not stored.', caption: (count) => `Facts of the table (${count})`, row: 'Row', what: 'What', outcome: 'Outcome', why: 'Why', expected: 'expected', details: 'In detail', meant: 'did you mean', outcomes: outcomesEn, fact: 'fact',
  gone: 'There is no such import that was uploaded with this key.', network: 'The registry does not answer. Try again.', retry: 'Try again', refusedTitle: 'That did not work',
};

export const texts = { pl, en };
