// Texts of the register of parties.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const pl = {
  sentence: (total: number, parts: string) => `${n(total, { one: 'podmiot', few: 'podmioty', many: 'podmiotów', other: 'podmiotu' })}: ${parts}.`,
  counts: {
    city: (count: number) => n(count, { one: 'miasto', few: 'miasta', many: 'miast', other: 'miasta' }),
    region: (count: number) => n(count, { one: 'region', few: 'regiony', many: 'regionów', other: 'regionu' }),
    organisation: (count: number) => n(count, { one: 'organizacja', few: 'organizacje', many: 'organizacji', other: 'organizacji' }),
    unit: (count: number) => n(count, { one: 'urząd lub wydział', few: 'urzędy lub wydziały', many: 'urzędów lub wydziałów', other: 'urzędu lub wydziału' }),
  } as Record<string, (count: number) => string>,
  none: 'Zapis nie zna żadnego podmiotu.', caption: (count: number) => `Podmioty (${count})`, find: 'Kto',
  party: 'Podmiot', kind: 'Rodzaj', of: 'Część', numbers: 'Numery w rejestrach', did: 'Co zrobił i co z tego wynikło', see: 'zobacz',
};

const en: typeof pl = {
  sentence: (total, parts) => `${e(total, { one: 'party', other: 'parties' })}: ${parts}.`,
  counts: {
    city: (count) => e(count, { one: 'city', other: 'cities' }),
    region: (count) => e(count, { one: 'region', other: 'regions' }),
    organisation: (count) => e(count, { one: 'organisation', other: 'organisations' }),
    unit: (count) => e(count, { one: 'office or department', other: 'offices or departments' }),
  },
  none: 'The record knows no party.', caption: (count) => `Parties (${count})`, find: 'Who',
  party: 'Party', kind: 'Kind', of: 'Part of', numbers: 'Numbers in registers', did: 'What it did, and what came of it', see: 'see',
};

export const texts = { pl, en };
