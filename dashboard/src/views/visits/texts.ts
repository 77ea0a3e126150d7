// Texts about visits and what came of them.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const days = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
const day = { one: 'day', other: 'days' };

const pl = {
  sentence: (visits: number, followed: number, recorded: number) => {
    const count = n(visits, { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' });
    if (!followed) return `${count}; nie odnotowano, żeby coś z nich wynikło.`;
    return `${count}; po ${followed} z nich coś nastąpiło${recorded ? `, w tym po ${recorded} według źródła` : ', ale żadne źródło nie mówi, że to z nich wynikło'}.`;
  },
  one: (result: string, lag: string, recorded: boolean) => `Od wizyty do „${result}”: ${lag}${recorded ? ', i źródło mówi, że z niej wynikło' : '; żadne źródło nie mówi, że to z niej wynikło'}.`,
  none: 'Do tego dnia nie odnotowano żadnej wizyty.',
  caption: (count: number) => `Wizyty i to, co po nich nastąpiło (${count})`,
  visit: 'Wizyta', sides: 'Kto u kogo', when: 'Kiedy', followed: 'Co nastąpiło i po ilu dniach', subject: 'Kto brał udział',
  host: 'gospodarz', visitor: 'goście', sites: 'zwiedzono', cited: 'mowa o', delegates: 'Delegaci',
  states: { planned: 'planowana', cancelled: 'odwołana', held: 'odbyta' } as Record<string, string>,
  outcome: 'Ustalono', recorded: 'według źródła', inferred: 'wnioskowane z dat i stron', nothing: 'nic nie odnotowano',
  lag: (min: number | null, max: number | null) => (min === null && max === null ? 'nie wiadomo, po ilu dniach' : max === null ? `co najmniej ${n(min!, days)}` : min === null ? `najwyżej ${n(max, days)}` : min === max ? n(min, days) : `od ${min} do ${n(max, days)}`),
  lagNote: 'Trójkąt to wizyta, romb to, co po niej nastąpiło. Kropki: te same strony, lecz żadne źródło nie łączy jednego z drugim.',
};

const en: typeof pl = {
  sentence: (visits, followed, recorded) => {
    const count = e(visits, { one: 'visit', other: 'visits' });
    if (!followed) return `${count}; nothing is recorded to have come of them.`;
    return `${count}; after ${followed} of them something followed${recorded ? `, after ${recorded} according to a source` : ', but no source says that it came of them'}.`;
  },
  one: (result, lag, recorded) => `From the visit to “${result}”: ${lag}${recorded ? ', and a source says that it came of it' : '; no source says that it came of it'}.`,
  none: 'No visit is recorded up to this day.',
  caption: (count) => `Visits and what followed (${count})`,
  visit: 'Visit', sides: 'Who visited whom', when: 'When', followed: 'What followed, after how many days', subject: 'Who took part',
  host: 'host', visitor: 'visitors', sites: 'toured', cited: 'about', delegates: 'Delegates',
  states: { planned: 'planned', cancelled: 'cancelled', held: 'held' },
  outcome: 'Outcome', recorded: 'according to a source', inferred: 'inferred from dates and parties', nothing: 'nothing recorded',
  lag: (min, max) => (min === null && max === null ? 'unknown after how many days' : max === null ? `at least ${e(min!, day)}` : min === null ? `at most ${e(max, day)}` : min === max ? e(min, day) : `from ${min} to ${e(max, day)}`),
  lagNote: 'The triangle is the visit, the diamond what followed it. Dots: the same parties, but no source links the two.',
};

export const texts = { pl, en };
