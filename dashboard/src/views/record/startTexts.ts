// The words of the pages from which recording begins: kinds of facts, and drafts. The forms' own come with the forms.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const pl = {
  lead: 'Wybierz, co zapisać. Każdy fakt ma swoje źródło i datę; szkic zapisuje się sam.',
  kinds: {
    organisation: { name: 'Nowa organizacja', about: 'firma, uczelnia, urząd albo miasto, którego jeszcze nie ma w zapisie' },
    member: { name: 'Nowy członek klastra', about: 'organizacja przystąpiła do klastra' },
    count: { name: 'Liczba członków', about: 'ktoś podał, ilu członków ma klaster' },
    agreement: { name: 'Propozycja umowy', about: 'list intencyjny albo porozumienie i jego strony' },
    signature: { name: 'Podpisy pod umową', about: 'kto podpisał tego dnia' },
    conclusion: { name: 'Zawarcie umowy', about: 'podpisały już wszystkie strony' },
    project: { name: 'Projekt w ramach umowy', about: 'tytuł, program, kwota i kto bierze udział' },
    visit: { name: 'Wizyta', about: 'kto kogo odwiedził, delegaci i wynik' },
    promise: { name: 'Obietnica', about: 'co obiecano i jaki jest dowód' },
    link: { name: 'Dwa wpisy, jeden podmiot?', about: 'dwa wpisy są jednym podmiotem, mogą nim być albo nim nie są' },
    type: { name: 'Rodzaj organizacji', about: 'małe przedsiębiorstwo, uczelnia, organizacja pozarządowa…' },
    seat: { name: 'Siedziba organizacji', about: 'kraj, region, adres, miejscowość albo współrzędne' },
    sectors: { name: 'Branże organizacji', about: 'kody PKD albo NACE z wydaniem' },
    called: { name: 'Nowa nazwa organizacji', about: 'organizacja nazywa się odtąd inaczej' },
    number: { name: 'Numer albo strona internetowa', about: 'numer w rejestrze albo strona klastra lub organizacji' },
    rename: { name: 'Nowa nazwa klastra', about: 'klaster działa dalej pod inną nazwą' },
    alias: { name: 'Inna nazwa', about: 'tak też nazywa się klaster albo organizację; dotychczasowe nazwy zostają' },
    relation: { name: 'Powiązanie klastrów', about: 'klaster jest tym samym co inny, jego kontynuacją albo częścią' },
    merger: { name: 'Połączenie klastrów', about: 'klaster wszedł w inny klaster' },
    split: { name: 'Podział klastra', about: 'z jednego klastra powstało kilka' },
    correction: { name: 'Sprostowanie', about: 'fakt zapisano błędnie' },
    refinement: { name: 'Uściślenie daty', about: 'datę znamy dokładniej' },
    retraction: { name: 'Wycofanie', about: 'tego faktu nie należało zapisywać' },
    dispute: { name: 'Sprzeciw albo inna wartość', about: 'strona kwestionuje fakt albo źródło mówi co innego' },
    confirmation: { name: 'Potwierdzenie', about: 'strona potwierdza fakt' },
    ranking: { name: 'Ocena wartości', about: 'źródła podają różne wartości: która się liczy' },
  },
  drafts: {
    link: 'Szkice', open: 'Otwórz', remove: 'Usuń szkic', sure: 'Usunąć ten szkic? Tego, co w nim wpisano, nie będzie można odzyskać.', yes: 'Usuń', no: 'Zostaw', removed: 'Usunięto szkic.',
    none: 'Nie ma żadnego szkicu. Szkic powstaje, gdy zaczynasz zapisywać fakt.', count: (count: number) => `${n(count, { one: 'szkic', few: 'szkice', many: 'szkiców', other: 'szkicu' })} na tym urządzeniu.`,
    changed: (time: string) => `zmieniony ${time}`, note: (count: number) => `Szkic znika, gdy fakt jest widoczny w zapisie, albo po ${count} dniach bez zmian. Zostaje w tej przeglądarce.`, empty: 'pusty', recorded: 'zapisany, czeka na widoki', start: 'Zapisz fakt', waiting: 'Wczytuję szkice…', only: 'tylko w tej karcie',
  },
  unknown: 'Nie ma takiego formularza',
  amend: 'Fakt jest już w zapisie, ale błędny, sporny albo niedokładny? Wejdź na jego stronę i wybierz tam, co z nim zrobić.',
};

const en: typeof pl = {
  lead: 'Choose what to record. Every fact has its source and its date; the draft saves itself.',
  kinds: {
    organisation: { name: 'New organisation', about: 'a firm, a university, an office or a city that is not in the record yet' },
    member: { name: 'New member of a cluster', about: 'an organisation has joined a cluster' },
    count: { name: 'Number of members', about: 'somebody has said how many members a cluster has' },
    agreement: { name: 'Proposed agreement', about: 'a letter of intent or an agreement, and its parties' },
    signature: { name: 'Signatures of an agreement', about: 'who signed on that day' },
    conclusion: { name: 'Concluded agreement', about: 'every party has signed' },
    project: { name: 'Project of an agreement', about: 'title, programme, money and who takes part' },
    visit: { name: 'Visit', about: 'who visited whom, delegates and outcome' },
    promise: { name: 'Promise', about: 'what was promised, and the evidence' },
    link: { name: 'Two entries, one party?', about: 'two entries are one party, may be one, or are two' },
    type: { name: 'Type of organisation', about: 'small enterprise, university, non-governmental organisation…' },
    seat: { name: 'Seat of an organisation', about: 'country, region, address, place or coordinates' },
    sectors: { name: 'Sectors of an organisation', about: 'codes of PKD or NACE with their edition' },
    called: { name: 'New name of an organisation', about: 'the organisation has another name from then on' },
    number: { name: 'Number or website', about: 'number in a register, or website, of a cluster or an organisation' },
    rename: { name: 'New name of a cluster', about: 'the cluster goes on under another name' },
    alias: { name: 'Another name', about: 'a cluster or an organisation is called so too; its names stay' },
    relation: { name: 'Link between clusters', about: 'a cluster is the same as another one, follows it or is a part of it' },
    merger: { name: 'Clusters merged', about: 'a cluster went into another one' },
    split: { name: 'Cluster split', about: 'one cluster became several' },
    correction: { name: 'Correction', about: 'a fact was recorded wrongly' },
    refinement: { name: 'More exact date', about: 'the date is known better' },
    retraction: { name: 'Retraction', about: 'this fact should not have been recorded' },
    dispute: { name: 'Dispute, or another value', about: 'a party disputes a fact, or a source says otherwise' },
    confirmation: { name: 'Confirmation', about: 'a party confirms a fact' },
    ranking: { name: 'Rank of a value', about: 'sources give different values: which one counts' },
  },
  drafts: {
    link: 'Drafts', open: 'Open', remove: 'Delete draft', sure: 'Delete this draft? What was entered cannot be had back.', yes: 'Delete', no: 'Keep', removed: 'The draft is deleted.',
    none: 'There is no draft. A draft begins when you start to record a fact.', count: (count) => `${e(count, { one: 'draft', other: 'drafts' })} on this device.`,
    changed: (time) => `changed ${time}`, note: (count) => `A draft goes when its fact is visible in the record, or after ${count} days without a change. It stays in this browser.`, empty: 'empty', recorded: 'recorded, waiting for the views', start: 'Record a fact', waiting: 'Loading the drafts…', only: 'in this tab only',
  },
  unknown: 'There is no such form',
  amend: 'Is a fact in the record already, but wrong, disputed or inexact? Go to its page and choose there what to do with it.',
};

export const start = { pl, en };
