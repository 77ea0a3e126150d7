// What the fields of facts are called, and the words that they hold.

import { organisationTypes } from './organisations.ts';
import { sourceTypes } from './sources.ts';

const pl = {
  facts: (count: number) => `Fakty (${count})`,
  basis: 'Podstawa daty',
  phrase: 'W źródle',
  source: 'o źródle',
  open: 'otwórz dokument',
  json: 'Te dane jako JSON',
  yes: 'tak',
  no: 'nie',
  none: 'brak wartości',
  fields: {
    abbreviation: 'Skrót', also_in: 'Łącznie z klastrami', clusters_count: 'Liczba klastrów', amount: 'Kwota', currency: 'Waluta', programme: 'Program', shares: 'Udziały', into: 'Następca', members_pass: 'Członkowie przechodzą', agreements_pass: 'Umowy przechodzą', address: 'Adres', coordinates: 'Współrzędne', latitude: 'Szerokość geograficzna', longitude: 'Długość geograficzna', country: 'Kraj', organisation_type: 'Rodzaj organizacji', region: 'Region siedziby', sectors: 'Branże', main: 'Główna działalność', as_of: 'Stan na', assessor: 'Oceniający', beneficiaries: 'Z myślą o', binding: 'Wiążąca prawnie', by: 'Przez', certainty: 'Pewność związku', changes: 'Zmiany', classification: 'Klasyfikacja', class_label: 'Słowo klastra na klasę', clusters: 'Klastry', code: 'Kod', comparator: 'Porównanie', conference: 'Konferencja',
    count: 'Liczba', countries: 'Liczba krajów', date: 'Data', delegates: 'Delegaci', document: 'Dokument', document_hash: 'Skrót SHA-256 dokumentu', edition: 'Wydanie', evidence: 'Dowody', fields: 'Pola', focus: 'Zakres', founders_count: 'Liczba założycieli', from_class: 'Z klasy', goals: 'Cele', grantor: 'Przyznający', hard_to_verify: 'Trudne do sprawdzenia', indefinite: 'Na czas nieokreślony',
    hash: 'Skrót SHA-256', host: 'Gospodarz', initiators: 'Inicjatorzy', kind: 'Rodzaj', label: 'Nazwa', language: 'Język', lead: 'Prowadzi', leads_to: 'Doprowadziło do', legal_basis: 'Podstawa prawna', member_class: 'Klasa członka', class: 'Klasa', mission: 'Misja', name: 'Nazwa', names: 'Nazwy', organisation: 'Organizacja', organiser: 'Organizator', other: 'Drugi wpis', others: 'I inni',
    part_of: 'Część', participants: 'Uczestnicy', parties: 'Strony', party: 'Strona', period: 'Okres', place: 'Miejsce', promisor: 'Obiecujący', published: 'Opublikowano', publisher: 'Wydawca', purpose: 'Cel', qualification: 'Zastrzeżenie', rationale: 'Uzasadnienie', reason: 'Powód', relation: 'Związek', represented_by: 'Reprezentowana przez', role: 'Rola', scheme: 'Program lub rejestr', signatories: 'Podpisali', sites: 'Odwiedzone', source_type: 'Rodzaj źródła',
    subject: 'Przedmiot', submitter: 'Przedłożył', successors: 'Następcy', target: 'Fakt', text: 'Treść', theme: 'Temat', title: 'Tytuł', to_class: 'Do klasy', to_label: 'Słowo klastra na klasę', translation_of: 'Tłumaczenie dokumentu', url: 'Adres', valid_from: 'Ważne od', valid_to: 'Ważne do', valid_until: 'Obowiązuje do', value: 'Wartość', verdict: 'Ocena', visitors: 'Goście', function: 'Funkcja', side: 'Strona wizyty',
    also: 'Dotyczy też', from: 'Z klasy', to: 'Do klasy', field: 'Pole', rank: 'Ranga', occurred: 'Kiedy', disputes: 'Spory', confirmations: 'Potwierdzenia', mode: 'Tryb',
  } as Record<string, string>,
  values: {
    ...organisationTypes.pl, ...sourceTypes.pl,
    exactly: 'dokładnie', over: 'ponad', about: 'około', 'at-least': 'co najmniej', almost: 'prawie', all: 'wszyscy', founder: 'założyciele', supporting: 'wspierający', full: 'zwyczajny', partner: 'partnerzy', city: 'miasto', organisation: 'organizacja', unit: 'jednostka', region: 'region', 'letter-of-intent': 'list intencyjny', 'cooperation-agreement': 'porozumienie o współpracy',
    'study-visit': 'wizyta studyjna', fulfilled: 'spełniona', 'partly-fulfilled': 'spełniona częściowo', 'not-fulfilled': 'niespełniona', 'in-progress': 'w realizacji', 'not-verifiable': 'nie do sprawdzenia', visitor: 'goście', host: 'gospodarze', likely: 'prawdopodobne', certain: 'pewne', 'same-as': 'to samo co', 'successor-of': 'następca', 'part-of': 'część', pl: 'polski', en: 'angielski', coordinator: 'koordynator', 'co-coordinator': 'współkoordynator',
    possible: 'możliwe', lead: 'koordynator', co: 'współkoordynator', founders: 'założyciele', partners: 'partnerzy', firms: 'firmy', paying: 'członkowie opłacający składki', preferred: 'preferowana', normal: 'zwykła', deprecated: 'odrzucona', website: 'strona internetowa',
    performed: 'zapisane przez uczestnika', reported: 'zapisane na podstawie źródła',
  } as Record<string, string>,
};

const en: typeof pl = {
  facts: (count) => `Facts (${count})`,
  basis: 'Basis of the date',
  phrase: 'In the source',
  source: 'about the source',
  open: 'open the document',
  json: 'This data as JSON',
  yes: 'yes',
  no: 'no',
  none: 'no value',
  fields: {
    abbreviation: 'Abbreviation', also_in: 'Together with clusters', clusters_count: 'Number of clusters', amount: 'Amount', currency: 'Currency', programme: 'Programme', shares: 'Shares', into: 'Into', members_pass: 'Members pass', agreements_pass: 'Agreements pass', address: 'Address', coordinates: 'Coordinates', latitude: 'Latitude', longitude: 'Longitude', country: 'Country', organisation_type: 'Type of organisation', region: 'Region of the seat', sectors: 'Sectors', main: 'Main activity', as_of: 'As of', assessor: 'Assessor', beneficiaries: 'Meant to benefit', binding: 'Legally binding', by: 'By', certainty: 'Certainty of the link', changes: 'Changes', classification: 'Classification', class_label: 'The cluster’s word for the class', clusters: 'Clusters', code: 'Code', comparator: 'Comparison', conference: 'Conference',
    count: 'Number', countries: 'Number of countries', date: 'Date', delegates: 'Delegates', document: 'Document', document_hash: 'SHA-256 of the document', edition: 'Edition', evidence: 'Evidence', fields: 'Fields', focus: 'Focus', founders_count: 'Number of founders', from_class: 'From class', goals: 'Goals', grantor: 'Granted by', hard_to_verify: 'Hard to verify', indefinite: 'Of indefinite duration',
    hash: 'SHA-256', host: 'Host', initiators: 'Initiators', kind: 'Kind', label: 'Name', language: 'Language', lead: 'Lead', leads_to: 'Led to', legal_basis: 'Legal basis', member_class: 'Class of member', class: 'Class', mission: 'Mission', name: 'Name', names: 'Names', organisation: 'Organisation', organiser: 'Organiser', other: 'Other entry', others: 'And others',
    part_of: 'Part of', participants: 'Participants', parties: 'Parties', party: 'Party', period: 'Period', place: 'Place', promisor: 'Promised by', published: 'Published', publisher: 'Publisher', purpose: 'Purpose', qualification: 'Qualification', rationale: 'Rationale', reason: 'Reason', relation: 'Relation', represented_by: 'Represented by', role: 'Role', scheme: 'Scheme or register', signatories: 'Signed by', sites: 'Visited', source_type: 'Type of source',
    subject: 'Subject', submitter: 'Submitted by', successors: 'Successors', target: 'Fact', text: 'Text', theme: 'Theme', title: 'Title', to_class: 'To class', to_label: 'The cluster’s word for the class', translation_of: 'Translation of', url: 'Address', valid_from: 'Valid from', valid_to: 'Valid to', valid_until: 'In force until', value: 'Value', verdict: 'Verdict', visitors: 'Visitors', function: 'Function', side: 'Side of the visit',
    also: 'Also about', from: 'From class', to: 'To class', field: 'Field', rank: 'Rank', occurred: 'When', disputes: 'Disputes', confirmations: 'Confirmations', mode: 'Mode',
  },
  values: {
    ...organisationTypes.en, ...sourceTypes.en,
    exactly: 'exactly', over: 'over', about: 'about', 'at-least': 'at least', almost: 'almost', all: 'everybody', founder: 'founders', supporting: 'supporting', full: 'full', partner: 'partners', city: 'city', organisation: 'organisation', unit: 'unit', region: 'region (voivodeship)', 'letter-of-intent': 'letter of intent', 'cooperation-agreement': 'cooperation agreement',
    'study-visit': 'study visit', fulfilled: 'fulfilled', 'partly-fulfilled': 'partly fulfilled', 'not-fulfilled': 'not fulfilled', 'in-progress': 'in progress', 'not-verifiable': 'cannot be verified', visitor: 'visitors', host: 'hosts', likely: 'likely', certain: 'certain', 'same-as': 'same as', 'successor-of': 'successor of', 'part-of': 'part of', pl: 'Polish', en: 'English', coordinator: 'lead', 'co-coordinator': 'co-lead',
    possible: 'possible', lead: 'lead', co: 'co-lead', founders: 'founders', partners: 'partners', firms: 'firms', paying: 'paying members', preferred: 'preferred', normal: 'normal', deprecated: 'deprecated', website: 'website',
    performed: 'recorded by a participant', reported: 'recorded from a source',
  },
};

export const texts = { pl, en };
