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
  types: { AgreementProposed: 'zaproponowana', AgreementConcluded: 'zawarta', VisitPlanned: 'planowana', VisitHeld: 'odbyta', VisitCancelled: 'odwołana' } as Record<string, string>,
  /** Fields of views; those of facts have their names in `facts/texts.ts`. */
  fields: {
    type: 'Co się stało', outcomes: 'Wyniki', subjects: 'Kogo dotyczy', sources: 'Źródła', signatures: 'Podpisy', progress: 'Podpisy', stage: 'Etap', state: 'Stan', ended: 'Zakończenie', disputes: 'Spory', confirmations: 'Potwierdzenia', concluded: 'Zawarcie', joint_actions: 'Wspólne działania', projects: 'Projekty', amendments: 'Zmiany umowy', assessments: 'Oceny', paths: 'Co z tego wynikło', reports: 'Podane liczby', evidence: 'Dowody', clusters: 'Klastry', identities: 'Być może ta sama organizacja',
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
  types: { AgreementProposed: 'proposed', AgreementConcluded: 'concluded', VisitPlanned: 'planned', VisitHeld: 'held', VisitCancelled: 'cancelled' },
  fields: {
    type: 'What happened', outcomes: 'Outcomes', subjects: 'Concerns', sources: 'Sources', signatures: 'Signatures', progress: 'Signatures', stage: 'Stage', state: 'State', ended: 'End', disputes: 'Disputes', confirmations: 'Confirmations', concluded: 'Conclusion', joint_actions: 'Joint actions', projects: 'Projects', amendments: 'Amendments', assessments: 'Assessments', paths: 'What followed', reports: 'Reported numbers', evidence: 'Evidence', clusters: 'Clusters', identities: 'Possibly the same organisation',
  },
};

export const texts = { pl, en };
