// Texts of the map.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const pl = {
  sentence: (places: number, clusters: number, nowhere: number) => `${n(places, { one: 'miejscowość', few: 'miejscowości', many: 'miejscowości', other: 'miejscowości' })}, a w nich ${n(clusters, { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' })}${nowhere ? `; miejsca ${nowhere} dalszych klastrów, umów i wizyt zapis nie podaje` : ''}.`,
  none: 'Do tego dnia zapis nie wiąże niczego z żadnym miastem.',
  label: 'Mapa. Strzałki przechodzą między miejscami, plus i minus przybliżają i oddalają; te same dane są w tabeli poniżej.',
  nearer: 'Przybliż', farther: 'Oddal', whole: 'Pokaż całość', broken: 'Ta przeglądarka nie potrafi narysować mapy. Te same dane są w tabeli poniżej.',
  caption: (count: number) => `Co gdzie jest (${count})`, place: 'Miejsce', what: 'Co', how: 'Skąd to wiadomo',
  count: {
    cluster: (count: number) => n(count, { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' }),
    party: (count: number) => n(count, { one: 'podmiot', few: 'podmioty', many: 'podmiotów', other: 'podmiotu' }),
    agreement: (count: number) => n(count, { one: 'umowa', few: 'umowy', many: 'umów', other: 'umowy' }),
    visit: (count: number) => n(count, { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' }),
  },
  kinds: { cluster: 'klaster', party: 'podmiot', agreement: 'umowa', visit: 'wizyta' },
  basis: { itself: 'to jest to miasto', seat: 'tu ma siedzibę', part: 'jest częścią miasta', initiator: 'zainicjował go', coordinator: 'prowadzi go', 'co-coordinator': 'współprowadzi go', founder: 'założył go', member: 'należy do niego', place: 'tak podaje źródło', host: 'tam jest gospodarz' },
  nowhere: (count: number) => `Bez miejsca w zapisie (${count})`, nowhereNote: 'Zapis nie wiąże ich z żadnym miastem. Nie zgadujemy miejsca z nazwy.',
  legend: { place: 'miejsce z klastrami (liczba: ile)', possible: 'klaster możliwy', other: 'miejsce bez klastra', agreement: 'umowa', visit: 'wizyta', maybe: 'możliwe' },
  data: 'Granice: Natural Earth (domena publiczna). Położenie miast: GeoNames (CC BY 4.0).', hint: 'Wybierz miejsce na mapie albo w tabeli, aby zobaczyć, co tam jest.', choose: (name: string) => `Pokaż ${name} na mapie`,
};

const en: typeof pl = {
  sentence: (places, clusters, nowhere) => `${e(places, { one: 'place', other: 'places' })} with ${e(clusters, { one: 'cluster', other: 'clusters' })}${nowhere ? `; of ${nowhere} more clusters, agreements and visits the record gives no place` : ''}.`,
  none: 'Up to this day the record ties nothing to any city.',
  label: 'Map. Arrows go from place to place, plus and minus zoom; the same data are in the table below.',
  nearer: 'Zoom in', farther: 'Zoom out', whole: 'Show all', broken: 'This browser cannot draw the map. The same data are in the table below.',
  caption: (count) => `What is where (${count})`, place: 'Place', what: 'What', how: 'How that is known',
  count: {
    cluster: (count) => e(count, { one: 'cluster', other: 'clusters' }),
    party: (count) => e(count, { one: 'party', other: 'parties' }),
    agreement: (count) => e(count, { one: 'agreement', other: 'agreements' }),
    visit: (count) => e(count, { one: 'visit', other: 'visits' }),
  },
  kinds: { cluster: 'cluster', party: 'party', agreement: 'agreement', visit: 'visit' },
  basis: { itself: 'it is this city', seat: 'it has its seat here', part: 'it is a part of the city', initiator: 'initiated it', coordinator: 'leads it', 'co-coordinator': 'leads it with others', founder: 'founded it', member: 'is a member of it', place: 'the source says so', host: 'the host is there' },
  nowhere: (count) => `Without a place in the record (${count})`, nowhereNote: 'The record ties them to no city. We guess no place from a name.',
  legend: { place: 'place with clusters (the number: how many)', possible: 'possible cluster', other: 'place without a cluster', agreement: 'agreement', visit: 'visit', maybe: 'possibly' },
  data: 'Borders: Natural Earth (public domain). Positions of cities: GeoNames (CC BY 4.0).', hint: 'Choose a place on the map or in the table to see what is there.', choose: (name) => `Show ${name} on the map`,
};

export const texts = { pl, en };
