import { counter } from '../../plural.ts';

const [n, m] = [counter('pl'), counter('en')];

const pl = {
  ask: 'Wpisz nazwę klastra, organizacji, miasta, umowy, wizyty, obietnicy, konferencji lub źródła.',
  found: (words: string, count: number) => `„${words}”: ${n(count, { one: 'wynik', few: 'wyniki', many: 'wyników', other: 'wyniku' })}.`,
  cut: (words: string, count: number) => `„${words}”: ponad ${count} wyników, tu najtrafniejsze. Dopisz słowo, aby zawęzić.`,
  none: (words: string) => `„${words}”: nic nie znaleziono.`,
  hint: 'Sprawdź pisownię albo wpisz jedno słowo. Polskie znaki i wielkość liter nie mają znaczenia.',
  results: 'Wyniki',
  kind: 'Rodzaj',
  what: 'Co',
  matched: 'Znaleziono w',
  sources: 'Źródła',
  in: {
    names: 'nazwie', 'former-names': 'dawnej nazwie', identifier: 'numerze w rejestrze', function: 'funkcji', subject: 'przedmiocie', theme: 'temacie', purpose: 'celu', specialisation: 'specjalizacji', strategy: 'strategii', 'task-team': 'zespole zadaniowym', recognition: 'wyróżnieniu', place: 'miejscu', 'organisation-type': 'rodzaju organizacji', sector: 'branży', seat: 'siedzibie',
    commitment: 'obietnicy', evidence: 'dowodzie', verdict: 'ocenie', focus: 'zakresie', mission: 'misji', goal: 'celu klastra', outcome: 'wyniku wizyty', changes: 'zmianach umowy', reason: 'powodzie', 'joint-action': 'wspólnym działaniu', project: 'projekcie', programme: 'programie',
  } as Record<string, string>,
};

const en: typeof pl = {
  ask: 'Type the name of a cluster, organisation, city, agreement, visit, promise, conference or source.',
  found: (words, count) => `“${words}”: ${m(count, { one: 'result', other: 'results' })}.`,
  cut: (words, count) => `“${words}”: more than ${count} results, the best of them here. Add a word to narrow them.`,
  none: (words) => `“${words}”: nothing found.`,
  hint: 'Check the spelling, or type one word. Accents and capitals make no difference.',
  results: 'Results',
  kind: 'Kind',
  what: 'What',
  matched: 'Found in',
  sources: 'Sources',
  in: {
    names: 'the name', 'former-names': 'a former name', identifier: 'a registry number', function: 'a function', subject: 'the subject', theme: 'the theme', purpose: 'the purpose', specialisation: 'a specialisation', strategy: 'the strategy', 'task-team': 'a task team', recognition: 'a recognition', place: 'the place', 'organisation-type': 'the type of organisation', sector: 'a sector', seat: 'the seat',
    commitment: 'the promise', evidence: 'the evidence', verdict: 'the assessment', focus: 'the focus', mission: 'the mission', goal: 'a goal', outcome: 'an outcome', changes: 'the changes of an agreement', reason: 'a reason', 'joint-action': 'a joint action', project: 'a project', programme: 'a programme',
  },
};

export const texts = { pl, en };
