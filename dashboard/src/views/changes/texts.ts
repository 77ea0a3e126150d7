// Texts of what changed in the record.

import { counter, worder } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const form = worder('pl');

const pl = {
  sentence: (since: string, added: number, amended: number, retracted: number, ended: number) => {
    const parts = [added ? `${added} ${form(added, { one: 'nowy', few: 'nowe', many: 'nowych', other: 'nowego' })}` : '', amended ? n(amended, { one: 'zmiana', few: 'zmiany', many: 'zmian', other: 'zmiany' }) : '', ended ? n(ended, { one: 'zakończenie', few: 'zakończenia', many: 'zakończeń', other: 'zakończenia' }) : '', retracted ? n(retracted, { one: 'wycofanie', few: 'wycofania', many: 'wycofań', other: 'wycofania' }) : ''].filter(Boolean);
    return parts.length ? `${since}: ${parts.join(', ')}.` : `${since} nic się nie zmieniło.`;
  },
  since: (day: string) => `Od ${day}`, always: 'W całym zapisie',
  span: 'Od kiedy', spans: { day: 'od wczoraj', week: 'od tygodnia', month: 'od miesiąca', all: 'cały zapis' } as Record<string, string>,
  kind: 'Co się stało', kinds: { added: 'dodano', amended: 'zmieniono', ended: 'zakończono', retracted: 'wycofano' } as Record<string, string>,
  by: { FactCorrected: 'sprostowano', FactRefined: 'doprecyzowano', FactRetracted: 'wycofano', FactDisputed: 'zakwestionowano', FactConfirmed: 'potwierdzono' } as Record<string, string>,
  none: 'Od tego dnia nic nie zapisano.', more: (count: number) => `Pokaż kolejne (${count})`, count: (count: number) => n(count, { one: 'zmiana', few: 'zmiany', many: 'zmian', other: 'zmiany' }),
  before: 'było', after: 'jest', reason: 'Powód', actor: 'Zapisał', position: (at: number) => `zapis nr ${at}`, nobody: 'bez podanej daty', find: 'Kto lub co',
  feeds: 'Dostawaj zmiany', atom: 'Atom (czytnik kanałów)', calendar: 'Kalendarz', digest: 'Skrót e-mailem i inne kanały', digestNote: 'z kluczem partnera',
};

const en: typeof pl = {
  sentence: (since, added, amended, retracted, ended) => {
    const parts = [added ? `${added} new` : '', amended ? e(amended, { one: 'amendment', other: 'amendments' }) : '', ended ? `${ended} ended` : '', retracted ? `${retracted} retracted` : ''].filter(Boolean);
    return parts.length ? `${since}: ${parts.join(', ')}.` : `${since}, nothing changed.`;
  },
  since: (day) => `Since ${day}`, always: 'In the whole record',
  span: 'Since when', spans: { day: 'since yesterday', week: 'the last week', month: 'the last month', all: 'the whole record' },
  kind: 'What happened', kinds: { added: 'added', amended: 'amended', ended: 'ended', retracted: 'retracted' },
  by: { FactCorrected: 'corrected', FactRefined: 'refined', FactRetracted: 'retracted', FactDisputed: 'disputed', FactConfirmed: 'confirmed' },
  none: 'Nothing is recorded since this day.', more: (count) => `Show more (${count})`, count: (count) => e(count, { one: 'change', other: 'changes' }),
  before: 'before', after: 'after', reason: 'Reason', actor: 'Recorded by', position: (at) => `record no. ${at}`, nobody: 'without a date', find: 'Who or what',
  feeds: 'Receive the changes', atom: 'Atom (feed readers)', calendar: 'Calendar', digest: 'E-mail digest and other channels', digestNote: 'with a partner’s key',
};

export const texts = { pl, en };
