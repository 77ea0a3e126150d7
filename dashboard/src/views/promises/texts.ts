// Texts about promises, their evidence and the verdicts.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const pl = {
  sentence: (total: number, judged: number, own: number) => `${n(total, { one: 'obietnica', few: 'obietnice', many: 'obietnic', other: 'obietnicy' })}, ${judged ? `ocenionych: ${judged}` : 'żadnej nie oceniono'}${own ? `; ${own === 1 ? 'jedna ocena opiera się' : `oceny ${own} z nich opierają się`} na piśmie samego obiecującego` : ''}.`,
  own: 'Ocena opiera się na piśmie samego obiecującego.',
  none: 'Do tego dnia nie odnotowano żadnej obietnicy.',
  promisor: 'Kto obiecał', find: 'Kto lub co', verdict: 'Ocena', unknown: 'nie odnotowano, kto',
  made: 'Obiecano', evidence: (count: number) => `Dowody (${count})`, verdicts: (count: number) => `Oceny (${count})`,
  submitted: 'Dowód złożył', document: 'Dokument', partOf: (names: string) => `część: ${names}`, flagged: 'Dowód pochodzi od obiecującego',
  restsOn: 'Opiera się wyłącznie na dowodach obiecującego', hiddenEvidence: 'Nie wszystkie dowody, na których się opiera, są jawne', hard: 'trudno sprawdzić', assessor: 'Ocenił', why: 'Uzasadnienie', noEvidence: 'Nie odnotowano żadnego dowodu.', noVerdict: 'Nikt tego nie ocenił.',
  words: { fulfilled: 'spełniona', 'partly-fulfilled': 'spełniona częściowo', 'not-fulfilled': 'niespełniona', 'in-progress': 'w realizacji', 'not-verifiable': 'nie do sprawdzenia' } as Record<string, string>,
};

const en: typeof pl = {
  sentence: (total, judged, own) => `${e(total, { one: 'promise', other: 'promises' })}, ${judged ? `${judged} assessed` : 'none assessed'}${own ? `; ${own === 1 ? 'one verdict rests' : `verdicts on ${own} of them rest`} on the promisor’s own letter` : ''}.`,
  own: 'The verdict rests on the promisor’s own letter.',
  none: 'No promise is recorded up to this day.',
  promisor: 'Who promised', find: 'Who or what', verdict: 'Verdict', unknown: 'not recorded by whom',
  made: 'Promised', evidence: (count) => `Evidence (${count})`, verdicts: (count) => `Verdicts (${count})`,
  submitted: 'Evidence submitted by', document: 'Document', partOf: (names) => `part of ${names}`, flagged: 'The evidence comes from the promisor',
  restsOn: 'Rests on the promisor’s evidence only', hiddenEvidence: 'Not all evidence that it rests on is public', hard: 'hard to verify', assessor: 'Assessed by', why: 'Rationale', noEvidence: 'No evidence is recorded.', noVerdict: 'Nobody has assessed it.',
  words: { fulfilled: 'fulfilled', 'partly-fulfilled': 'partly fulfilled', 'not-fulfilled': 'not fulfilled', 'in-progress': 'in progress', 'not-verifiable': 'not verifiable' },
};

export const texts = { pl, en };
