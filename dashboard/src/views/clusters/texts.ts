// Texts of the register of clusters, its numbers and its growth.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const clusters = { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' };
const founders = { one: 'założyciela', few: 'założycieli', many: 'założycieli', other: 'założyciela' };
const members = { one: 'członka', few: 'członków', many: 'członków', other: 'członka' };

const pl = {
  sentence: (total: number, stated: number, known: number) => `${n(total, clusters)}: liczbę członków podano dla ${stated}; z nazwy znamy ${known ? n(known, members) : 'żadnego członka'}.`,
  one: (known: number, claimed: number, kind: string, name: string) => `Znamy ${known} z ${claimed} ${kind === 'founders' ? founders.many : kind === 'supporting' ? 'członków wspierających' : kind === 'partners' ? 'partnerów' : 'członków'} klastra ${name}.`,
  alone: (name: string) => `${name}: liczby członków nie odnotowano.`,
  none: 'Do tego dnia nie odnotowano żadnego klastra.',
  caption: (count: number) => `Klastry (${count})`,
  find: 'Klaster', cluster: 'Klaster', stage: 'Etap', since: 'Od', known: 'Znani z nazwy', reported: 'Podane liczby', coverage: 'Ilu z nich znamy', only: 'Pokaż tylko ten', all: 'Pokaż wszystkie klastry',
  then: 'następcy', before: 'poprzednicy',
  stages: { announced: 'zapowiedziany', founded: 'powołany', dissolved: 'rozwiązany' } as Record<string, string>,
  classes: { all: 'wszyscy', supporting: 'wspierający', founders: 'założyciele', partners: 'partnerzy', firms: 'firmy', paying: 'opłacający składki' } as Record<string, string>,
  members: { founder: 'założyciele', member: 'członkowie', full: 'zwyczajni', supporting: 'wspierający', partner: 'partnerzy' } as Record<string, string>,
  comparators: { exactly: '', over: 'ponad ', about: 'około ', 'at-least': 'co najmniej ', almost: 'prawie ' } as Record<string, string>,
  claim: (comparator: string, count: number, kind: string) => `${comparator}${count} (${kind})`,
  of: (known: number, claimed: number, kind: string) => `${known} z ${claimed} (${kind})`,
  growth: 'Ilu ich było w czasie', panel: (name: string) => `${name}: członkowie w czasie`, nothing: (names: string) => `Liczby członków nie odnotowano: ${names}.`,
  rest: (count: number) => `Pokaż też pozostałe (${count})`, key: 'Objaśnienie', band: 'znani z nazwy: pewni, a linią przerywaną możliwi', up: 'strzałka w górę: „ponad” albo „co najmniej”', apart: 'Liczb różnych grup nie łączy żadna linia.', and: (count: number) => `i być może ${count}`,
};

const of = (kind: string) => (kind === 'founders' ? 'founders' : kind === 'supporting' ? 'supporting members' : kind === 'partners' ? 'partners' : 'members');
const en: typeof pl = {
  sentence: (total, stated, known) => `${e(total, { one: 'cluster', other: 'clusters' })}: the number of members is stated for ${stated}; ${known ? e(known, { one: 'member is', other: 'members are' }) : 'no member is'} known by name.`,
  one: (known, claimed, kind, name) => `We know ${known} of the ${claimed} ${of(kind)} of ${name}.`,
  alone: (name) => `${name}: no number of members is recorded.`,
  none: 'No cluster is recorded up to this day.',
  caption: (count) => `Clusters (${count})`,
  find: 'Cluster', cluster: 'Cluster', stage: 'Stage', since: 'Since', known: 'Known by name', reported: 'Numbers stated', coverage: 'How many of them we know', only: 'Show only this one', all: 'Show all clusters',
  then: 'followed by', before: 'predecessors',
  stages: { announced: 'announced', founded: 'founded', dissolved: 'dissolved' },
  classes: { all: 'all', supporting: 'supporting', founders: 'founders', partners: 'partners', firms: 'firms', paying: 'paying' },
  members: { founder: 'founders', member: 'members', full: 'full members', supporting: 'supporting', partner: 'partners' },
  comparators: { exactly: '', over: 'over ', about: 'about ', 'at-least': 'at least ', almost: 'almost ' },
  claim: (comparator, count, kind) => `${comparator}${count} (${kind})`,
  of: (known, claimed, kind) => `${known} of ${claimed} (${kind})`,
  growth: 'How many there were over time', panel: (name) => `${name}: members over time`, nothing: (names) => `No number of members is recorded: ${names}.`,
  rest: (count) => `Show the others too (${count})`, key: 'Key', band: 'known by name: certain ones, and with the dashed line possible ones', up: 'arrow up: “over” or “at least”', apart: 'No line joins the numbers of different groups.', and: (count) => `and possibly ${count}`,
};

export const texts = { pl, en };
