// Texts about thresholds, and about recognitions that end.

import { counter } from '../../plural.ts';
import type { Field } from './wanted.ts';

const [n, e] = [counter('pl'), counter('en')];
const clusters = { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' };
const titles = { one: 'wyróżnienie', few: 'wyróżnienia', many: 'wyróżnień', other: 'wyróżnienia' };

const pl = {
  sentence: (yes: number, possibly: number, no: number) => `Progi spełnia na pewno ${n(yes, clusters)}, możliwe, że ${n(possibly, clusters)} więcej; nie spełnia: ${no}.`,
  ending: (days: number, yes: number, possibly: number) => `W ciągu ${days} dni kończy się na pewno ${n(yes, titles)}${possibly ? `, możliwe, że ${possibly} więcej` : ''}.`,
  none: 'Zapis nie zna wtedy żadnego klastra.',
  caption: (count: number) => `Klastry i progi (${count})`,
  recognitions: (count: number) => `Wyróżnienia, które się kończą (${count})`,
  noRecognitions: (days: number) => `Żadne wyróżnienie nie kończy się w ciągu ${days} dni.`,
  wanted: 'Progi',
  fields: { members: 'Członkowie, co najmniej', full: 'Pełnoprawni, co najmniej', supporting: 'Wspierający, co najmniej', partner: 'Partnerzy, co najmniej', founder: 'Założyciele, co najmniej', years: 'Lata od powołania, co najmniej', ends: 'Wyróżnienia na ile dni naprzód' } as Record<Field, string>,
  heads: { members: 'Członkowie', full: 'Pełnoprawni', supporting: 'Wspierający', partner: 'Partnerzy', founder: 'Założyciele', years: 'Lata' } as Record<string, string>,
  meets: { yes: 'na pewno', possibly: 'możliwe', no: 'nie' } as Record<string, string>,
  answer: 'Czy spełnia', cluster: 'Klaster', since: 'Od kiedy', scheme: 'Wyróżnienie', grantor: 'Kto przyznał', validTo: 'Ważne do', soon: 'Czy kończy się',
  least: (least: number, most: number | null, wanted: number) => (most === null ? `co najmniej ${least}, ile więcej, nie wiadomo; próg ${wanted}` : least === most ? `${least}; próg ${wanted}` : `od ${least} do ${most}; próg ${wanted}`),
  open: 'bez daty końca',
  note: '„Na pewno” liczy członków znanych z nazwy oraz liczbę, którą źródło podaje na ten właśnie dzień. „Możliwe” liczy też niepewnych i ostatnią podaną liczbę. „Nie” znaczy: nic w zapisie na to nie pozwala.',
};

const en: typeof pl = {
  sentence: (yes, possibly, no) => `${e(yes, { one: 'cluster certainly meets', other: 'clusters certainly meet' })} the thresholds, ${possibly} more possibly; ${e(no, { one: 'does not', other: 'do not' })}.`,
  ending: (days, yes, possibly) => `Within ${days} days ${e(yes, { one: 'recognition certainly ends', other: 'recognitions certainly end' })}${possibly ? `, ${possibly} more possibly` : ''}.`,
  none: 'The record knows no cluster of that time.',
  caption: (count) => `Clusters and thresholds (${count})`,
  recognitions: (count) => `Recognitions that end (${count})`,
  noRecognitions: (days) => `No recognition ends within ${days} days.`,
  wanted: 'Thresholds',
  fields: { members: 'Members, at least', full: 'Full members, at least', supporting: 'Supporting, at least', partner: 'Partners, at least', founder: 'Founders, at least', years: 'Years since founded, at least', ends: 'Recognitions, days ahead' },
  heads: { members: 'Members', full: 'Full members', supporting: 'Supporting', partner: 'Partners', founder: 'Founders', years: 'Years' },
  meets: { yes: 'certainly', possibly: 'possibly', no: 'no' },
  answer: 'Meets them', cluster: 'Cluster', since: 'Since', scheme: 'Recognition', grantor: 'Granted by', validTo: 'Valid until', soon: 'Ends then',
  least: (least, most, wanted) => (most === null ? `at least ${least}, how many more is not known; threshold ${wanted}` : least === most ? `${least}; threshold ${wanted}` : `from ${least} to ${most}; threshold ${wanted}`),
  open: 'no last day',
  note: '“Certainly” counts members known by name, and a number that a source states of this very day. “Possibly” counts uncertain ones too, and the last stated number. “No” means: nothing in the record makes it possible.',
};

export const texts = { pl, en };
