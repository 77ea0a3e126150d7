// The answer sentence: what was done in numbers, and what came of the first visit that anything came of.

import type { Together } from '../../answers.ts';
import { fullName, shortName } from '../../names.ts';
import type { texts as visitTexts } from '../visits/texts.ts';
import type { texts } from './texts.ts';

type Words = (typeof texts)['pl'];

export function togetherSentence(data: Together, x: Words, visits: (typeof visitTexts)['pl'], lang: 'pl' | 'en', list: (items: string[]) => string): string {
  const who = list(data.subjects.map((ref) => shortName(ref, lang)));
  const ids = data.subjects.map((ref) => ref.id);
  const ends = new Set(data.roles.map((role) => (ids.includes(role.cluster.id) ? role.party.id : role.cluster.id)));
  const parts = x.counts(data.agreements.length, data.visits.length, ends.size, data.commitments.length, data.subjects.length > 1);
  if (!parts.length) return x.nothing(who);
  const path = data.visits.flatMap((visit) => visit.paths)[0];
  return x.sentence(who, list(parts), path ? x.followed(visits.lag(path.lag_days.min, path.lag_days.max), fullName(path.leads_to, lang)) : '');
}

