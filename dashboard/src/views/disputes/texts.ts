// Texts about disputed facts.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const facts = { one: 'fakt jest sporny', few: 'fakty są sporne', many: 'faktów jest spornych', other: 'faktu jest spornego' };

const pl = {
  sentence: (count: number, by: string) => `${n(count, facts)}; kwestionuje: ${by}.`,
  contradicting: (count: number) => `${n(count, facts)}: źródła sobie przeczą.`,
  undecided: (count: number) => `${n(count, { one: 'fakt ma', few: 'fakty mają', many: 'faktów ma', other: 'faktu ma' })} różne wartości, a żadnej nie wskazano jako preferowanej.`,
  none: 'Żaden fakt nie jest sporny.',
  caption: (count: number) => `Sporne fakty (${count})`,
  fact: 'Fakt', who: 'Kto kwestionuje', why: 'Dlaczego', against: 'Przeciw czemu', state: 'Stan', nobody: 'nikt z nazwy: dwa zapisy sobie przeczą', noReason: 'powodu nie podano',
  confirmed: (names: string) => `potwierdza: ${names}`, open: 'nierozstrzygnięty', amended: 'zmieniony później', value: 'Zapisano', same: 'ten sam fakt z innego źródła',
};

const en: typeof pl = {
  sentence: (count, by) => `${e(count, { one: 'fact is', other: 'facts are' })} disputed; by: ${by}.`,
  contradicting: (count) => `${e(count, { one: 'fact is', other: 'facts are' })} disputed: the sources contradict each other.`,
  undecided: (count) => `${e(count, { one: 'fact has', other: 'facts have' })} different values, none of them preferred.`,
  none: 'No fact is disputed.',
  caption: (count) => `Disputed facts (${count})`,
  fact: 'Fact', who: 'Who disputes it', why: 'Why', against: 'Against what', state: 'State', nobody: 'nobody by name: two records contradict each other', noReason: 'no reason given',
  confirmed: (names) => `confirmed by: ${names}`, open: 'unresolved', amended: 'amended since', value: 'Recorded', same: 'the same fact from another source',
};

export const texts = { pl, en };
