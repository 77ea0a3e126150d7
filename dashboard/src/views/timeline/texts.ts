// The timeline's own words.

const pl = {
  kinds: 'Rodzaje',
  kind: {
    cluster: 'dzieje klastrów', agreement: 'umowy', visit: 'wizyty', conference: 'konferencje', commitment: 'obietnice', membership: 'członkostwo', party: 'organizacje', person: 'ludzie',
  } as Record<string, string>,
  unknownKinds: (list: string) => `W zapisie nie ma faktów takiego rodzaju: ${list}.`,
};

const en: typeof pl = {
  kinds: 'Kinds',
  kind: {
    cluster: 'life of clusters', agreement: 'agreements', visit: 'visits', conference: 'conferences', commitment: 'promises', membership: 'membership', party: 'organisations', person: 'people',
  },
  unknownKinds: (list) => `The record has no facts of this kind: ${list}.`,
};

export const texts = { pl, en };
