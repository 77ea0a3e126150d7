// The words of a type-ahead.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const pl = {
  add: (name: string, kind: string) => `Dodaj do zapisu: ${name} (${kind})`, use: (id: string) => `Użyj oznaczenia ${id}`, none: 'Nic takiego nie ma w zapisie.', count: (count: number) => n(count, { one: 'podpowiedź', few: 'podpowiedzi', many: 'podpowiedzi', other: 'podpowiedzi' }), failed: 'Nie udało się wczytać podpowiedzi.', again: 'Nie udało się wczytać podpowiedzi. Pytam ponownie…', change: (what: string) => `Zmień: ${what}`, remove: (what: string) => `Usuń: ${what}`, fresh: 'nowa w zapisie', chosen: (what: string) => `Wybrano: ${what}.`, waiting: 'Szukam…', similar: 'Podobne, które już są w zapisie:', hint: 'Wpisz kilka liter i wybierz z listy.',
};

const en: typeof pl = {
  add: (name, kind) => `Add to the record: ${name} (${kind})`, use: (id) => `Use the id ${id}`, none: 'There is nothing like it in the record.', count: (count) => e(count, { one: 'suggestion', other: 'suggestions' }), failed: 'The suggestions could not be loaded.', again: 'The suggestions could not be loaded. Trying again…', change: (what) => `Change: ${what}`, remove: (what) => `Remove: ${what}`, fresh: 'new in the record', chosen: (what) => `Chosen: ${what}.`, waiting: 'Searching…', similar: 'Similar ones that are in the record already:', hint: 'Type some letters and choose from the list.',
};

export const combo = { pl, en };
