// Texts of the register of agreements.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const agreements = { one: 'umowa', few: 'umowy', many: 'umów', other: 'umowy' };

const pl = {
  sentence: (total: number, parts: string) => `${n(total, agreements)}. ${parts}.`,
  inState: (state: string, yes: number, maybe: number) => `${state}: ${[yes || '', maybe ? `być może ${maybe}` : ''].filter(Boolean).join(' i ')}`,
  none: 'Do tego dnia nie odnotowano żadnej umowy.',
  caption: (count: number) => `Umowy (${count})`,
  states: { proposed: 'zaproponowane', living: 'trwają', lapsing: 'wkrótce wygasną', sleeping: 'bez działań od ponad roku', lapsed: 'po terminie', ended: 'zakończone' } as Record<string, string>,
  state: 'Stan', kind: 'Rodzaj', find: 'Kto lub o czym',
  agreement: 'Umowa', signatures: 'Podpisy', since: 'Od', indefinite: 'bezterminowo', last: 'Ostatnie działanie',
  progress: (signed: number, listed: number) => `${signed}/${listed}`,
  spoken: (signed: number, listed: number) => `podpisały ${signed} z ${listed} stron`,
  missing: (names: string) => `Brakuje: ${names}`,
  signed: 'podpisano', unsigned: 'nie odnotowano podpisu', withdrew: 'wystąpiła', represents: 'reprezentuje', others: 'i być może inne strony',
  benefits: 'Ma z tego korzystać', actions: 'Wspólne działania', flagged: (name: string) => `Strona ${name} jest rozwiązanym klastrem`,
  activities: { AgreementProposed: 'zaproponowano', AgreementSigned: 'podpis', AgreementConcluded: 'zawarto', AgreementAmended: 'zmieniono', PartyAcceded: 'przystąpienie', PartyWithdrew: 'wystąpienie', JointActionRecorded: 'wspólne działanie', AgreementProjectRecorded: 'projekt' } as Record<string, string>,
};

const en: typeof pl = {
  sentence: (total, parts) => `${e(total, { one: 'agreement', other: 'agreements' })}. ${parts}.`,
  inState: (state, yes, maybe) => `${state}: ${[yes || '', maybe ? `possibly ${maybe}` : ''].filter(Boolean).join(' and ')}`,
  none: 'No agreement is recorded up to this day.',
  caption: (count) => `Agreements (${count})`,
  states: { proposed: 'proposed', living: 'ongoing', lapsing: 'lapsing soon', sleeping: 'without activity for over a year', lapsed: 'past their term', ended: 'ended' },
  state: 'State', kind: 'Kind', find: 'Who or about what',
  agreement: 'Agreement', signatures: 'Signatures', since: 'Since', indefinite: 'without a last day', last: 'Last activity',
  progress: (signed, listed) => `${signed}/${listed}`,
  spoken: (signed, listed) => `${signed} of ${listed} parties have signed`,
  missing: (names) => `Missing: ${names}`,
  signed: 'signed', unsigned: 'no signature recorded', withdrew: 'withdrew', represents: 'represented by', others: 'and possibly other parties',
  benefits: 'Meant to benefit', actions: 'Joint actions', flagged: (name) => `The party ${name} is a dissolved cluster`,
  activities: { AgreementProposed: 'proposed', AgreementSigned: 'signature', AgreementConcluded: 'concluded', AgreementAmended: 'amended', PartyAcceded: 'accession', PartyWithdrew: 'withdrawal', JointActionRecorded: 'joint action', AgreementProjectRecorded: 'project' },
};

export const texts = { pl, en };
