// Texts about who bridges clusters.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const clusters = { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' };

const pl = {
  sentence: (first: string, count: number, others: number) => `${first} łączy ${n(count, clusters)}${others ? `; co najmniej dwa klastry łączy też ${n(others, { one: 'inny podmiot', few: 'inne podmioty', many: 'innych podmiotów', other: 'innego podmiotu' })}` : ''}.`,
  none: 'Do tego dnia nie odnotowano nikogo, kto łączyłby dwa klastry.',
  caption: (count: number) => `Kto łączy klastry (${count})`, party: 'Kto', role: 'Rola', count: 'Klastry', find: 'Kto',
  roles: { initiator: 'inicjator', founder: 'założyciel', coordinator: 'koordynator', 'co-coordinator': 'współkoordynator', member: 'członek', representative: 'reprezentant' } as Record<string, string>,
  same: 'Być może ten sam podmiot co', note: 'W polu stoi rola: inicjator to nie członek. Puste pole znaczy „nic nie odnotowano”.',
};

const en: typeof pl = {
  sentence: (first, count, others) => `${first} bridges ${e(count, { one: 'cluster', other: 'clusters' })}${others ? `; ${e(others, { one: 'other party bridges', other: 'other parties bridge' })} two clusters or more` : ''}.`,
  none: 'Nobody is recorded up to this day who would bridge two clusters.',
  caption: (count) => `Who bridges clusters (${count})`, party: 'Who', role: 'Role', count: 'Clusters', find: 'Who',
  roles: { initiator: 'initiator', founder: 'founder', coordinator: 'coordinator', 'co-coordinator': 'co-coordinator', member: 'member', representative: 'representative' },
  same: 'Possibly the same body as', note: 'The cell says the role: an initiator is not a member. An empty cell means “nothing recorded”.',
};

export const texts = { pl, en };
