// The words of the second clock: what the record knew when, and how two records differ.

const pl = {
  days: 'Dni zapisu',
  lead: 'Wybierz dzień, aby zobaczyć, co zapis mówił wtedy.',
  now: 'Co jest teraz?',
  then: 'Jak było dnia…?',
  added: (number: number) => `dodano ${number}`,
  amended: (number: number) => `zmieniono ${number}`,
  retracted: (number: number) => `wycofano ${number}`,
  nothing: 'nic, co tu widać',
  steps: 'po kolei',
  stepsOf: (day: string) => `${day} po kolei`,
  older: 'Wcześniejsze dni',
  next: 'Następne',
  close: 'Zamknij',
  step: { added: 'dodano', ended: 'dodano', amended: 'zmieniono', retracted: 'wycofano' },
  arrow: 'zamiast tego później',
  none: 'nic',
  yes: 'tak',
  no: 'nie',
  types: { AgreementProposed: 'zaproponowana', AgreementConcluded: 'zawarta', VisitPlanned: 'planowana', VisitHeld: 'odbyta', VisitCancelled: 'odwołana' } as Record<string, string>,
  fields: {
    type: 'Co się stało', date: 'Kiedy', occurred: 'Kiedy', parties: 'Strony', subjects: 'Kogo dotyczy', sources: 'Źródła', names: 'Nazwa', name: 'Nazwa', label: 'Nazwa', abbreviation: 'Skrót', count: 'Liczba', comparator: 'Dokładność', class: 'Rodzaj członków', kind: 'Rodzaj',
    host: 'Gospodarz', visitors: 'Goście', clusters: 'Klastry', sites: 'Zwiedzono', beneficiaries: 'Ma z tego korzystać', subject: 'Przedmiot', binding: 'Wiąże prawnie', valid_until: 'Ważna do', ended: 'Zakończenie', signatures: 'Podpisy', state: 'Stan', stage: 'Etap', purpose: 'Cel', outcomes: 'Wynik',
    delegates: 'Delegaci', place: 'Miejsce', text: 'Treść', verdict: 'Ocena', rationale: 'Uzasadnienie', submitter: 'Kto przedstawił', assessor: 'Kto ocenił', promisor: 'Kto obiecał', disputes: 'Spory', confirmations: 'Potwierdzenia', role: 'Udział', lead: 'Prowadzi', organiser: 'Organizator', initiators: 'Inicjatorzy', mission: 'Misja', conference: 'Konferencja', others: 'Inne strony', audience: 'Dla kogo', mode: 'Kto zapisał', as_of: 'Stan na', progress: 'Podpisy', concluded: 'Zawarcie', joint_actions: 'Wspólne działania', amendments: 'Zmiany umowy', evidence: 'Dowody', assessments: 'Oceny', paths: 'Co z tego wynikło', reason: 'Powód', reports: 'Podane liczby',
  } as Record<string, string>,
};

const en: typeof pl = {
  days: 'Days of the record',
  lead: 'Choose a day to see what the record said then.',
  now: 'What is there now?',
  then: 'How was it on…?',
  added: (number) => `${number} added`,
  amended: (number) => `${number} changed`,
  retracted: (number) => `${number} retracted`,
  nothing: 'nothing that is seen here',
  steps: 'step by step',
  stepsOf: (day) => `${day} step by step`,
  older: 'Earlier days',
  next: 'Next ones',
  close: 'Close',
  step: { added: 'added', ended: 'added', amended: 'changed', retracted: 'retracted' },
  arrow: 'later instead',
  none: 'nothing',
  yes: 'yes',
  no: 'no',
  types: { AgreementProposed: 'proposed', AgreementConcluded: 'concluded', VisitPlanned: 'planned', VisitHeld: 'held', VisitCancelled: 'cancelled' },
  fields: {
    type: 'What happened', date: 'When', occurred: 'When', parties: 'Parties', subjects: 'Concerns', sources: 'Sources', names: 'Name', name: 'Name', label: 'Name', abbreviation: 'Abbreviation', count: 'Number', comparator: 'Exactness', class: 'Class of members', kind: 'Kind',
    host: 'Host', visitors: 'Visitors', clusters: 'Clusters', sites: 'Sites', beneficiaries: 'Meant to benefit', subject: 'Subject', binding: 'Legally binding', valid_until: 'Valid until', ended: 'End', signatures: 'Signatures', state: 'State', stage: 'Stage', purpose: 'Purpose', outcomes: 'Outcome',
    delegates: 'Delegates', place: 'Place', text: 'Text', verdict: 'Verdict', rationale: 'Rationale', submitter: 'Submitted by', assessor: 'Assessed by', promisor: 'Promised by', disputes: 'Disputes', confirmations: 'Confirmations', role: 'Part', lead: 'Leads', organiser: 'Organiser', initiators: 'Initiators', mission: 'Mission', conference: 'Conference', others: 'Other parties', audience: 'Audience', mode: 'Recorded by', as_of: 'As of', progress: 'Signatures', concluded: 'Conclusion', joint_actions: 'Joint actions', amendments: 'Amendments', evidence: 'Evidence', assessments: 'Assessments', paths: 'What followed', reason: 'Reason', reports: 'Reported numbers',
  },
};

export const texts = { pl, en };
