// Texts about what one did, or several did together, and what came of it.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const forms = {
  agreements: { one: 'umowa', few: 'umowy', many: 'umów', other: 'umowy' },
  visits: { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' },
  promises: { one: 'obietnica', few: 'obietnice', many: 'obietnic', other: 'obietnicy' },
  roles: { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' },
  shared: { one: 'wspólny klaster lub podmiot', few: 'wspólne klastry lub podmioty', many: 'wspólnych klastrów lub podmiotów', other: 'wspólnego klastra lub podmiotu' },
};

const pl = {
  counts: (agreements: number, visits: number, roles: number, promises: number, several: boolean) => [agreements ? n(agreements, forms.agreements) : '', visits ? n(visits, forms.visits) : '', roles ? (several ? n(roles, forms.shared) : `udział: ${n(roles, forms.roles)}`) : '', promises ? n(promises, forms.promises) : ''].filter(Boolean),
  sentence: (who: string, parts: string, followed: string) => `${who}: ${parts}${followed ? `; ${followed}` : ''}.`,
  followed: (lag: string, result: string) => `${lag} po wizycie: ${result}`,
  later: (lag: string) => `po poprzednim: ${lag}`,
  nothing: (who: string) => `${who}: nic nie odnotowano.`,
  choose: 'Wybierz dwa klastry albo podmioty.', chooseOne: 'Wybierz swoje miasto albo organizację.',
  of: 'Kto', first: 'Kto', second: 'z kim', third: 'i z kim', other: 'Zmień', change: (label: string, name: string) => `Zmień: ${label} (${name})`,
  story: 'Po kolei', agreements: (count: number) => `Umowy (${count})`, visits: (count: number) => `Wizyty i to, co z nich wynikło (${count})`, promises: (count: number) => `Obietnice (${count})`, roles: (count: number) => `Udział w klastrach (${count})`,
  afterwards: (count: number) => `Co nastąpiło po umowach (${count})`, after: (lag: string) => `${lag} po umowie`,
  units: (count: number) => `Jednostki (${count})`, functions: (count: number) => `Funkcje (${count})`, recognitions: (count: number) => `Wyróżnienia klastrów (${count})`, teams: (count: number) => `Zespoły zadaniowe (${count})`,
  cluster: 'Klaster', party: 'Kto', role: 'Rola', since: 'Od', until: 'Do', steps: { visit: 'wizyta', agreement: 'umowa', role: 'udział', promise: 'obietnica', outcome: 'wynik wizyty', action: 'wspólne działanie' } as Record<string, string>,
  partners: 'Z kim', withWhom: (name: string) => `razem z: ${name}`, more: 'Lista jest dłuższa, niż się tu mieści.',
};

const en: typeof pl = {
  counts: (agreements, visits, roles, promises, several) => [agreements ? e(agreements, { one: 'agreement', other: 'agreements' }) : '', visits ? e(visits, { one: 'visit', other: 'visits' }) : '', roles ? (several ? e(roles, { one: 'cluster or party in common', other: 'clusters or parties in common' }) : `a part in ${e(roles, { one: 'cluster', other: 'clusters' })}`) : '', promises ? e(promises, { one: 'promise', other: 'promises' }) : ''].filter(Boolean),
  sentence: (who, parts, followed) => `${who}: ${parts}${followed ? `; ${followed}` : ''}.`,
  followed: (lag, result) => `${lag} after the visit: ${result}`,
  later: (lag) => `after the one before: ${lag}`,
  nothing: (who) => `${who}: nothing recorded.`,
  choose: 'Choose two clusters or parties.', chooseOne: 'Choose your city or organisation.',
  of: 'Who', first: 'Who', second: 'with whom', third: 'and with whom', other: 'Change', change: (label, name) => `Change: ${label} (${name})`,
  story: 'In order', agreements: (count) => `Agreements (${count})`, visits: (count) => `Visits and what came of them (${count})`, promises: (count) => `Promises (${count})`, roles: (count) => `Roles in clusters (${count})`,
  afterwards: (count) => `What followed the agreements (${count})`, after: (lag) => `${lag} after the agreement`,
  units: (count) => `Units (${count})`, functions: (count) => `Functions (${count})`, recognitions: (count) => `Recognitions of clusters (${count})`, teams: (count) => `Task teams (${count})`,
  cluster: 'Cluster', party: 'Who', role: 'Role', since: 'Since', until: 'Until', steps: { visit: 'visit', agreement: 'agreement', role: 'role', promise: 'promise', outcome: 'outcome of a visit', action: 'joint action' },
  partners: 'With whom', withWhom: (name) => `with ${name}`, more: 'The list is longer than fits here.',
};

export const texts = { pl, en };
/** A dash is a dash. */
export const same = ['none'];
