// How another record has a fact. The words for it come when there is a difference to tell.

import { useContext } from 'preact/hooks';
import { useLoading } from '../loading.ts';
import type { Difference } from './changes.ts';
import { Differences } from './comparison.ts';

export function Changed({ difference }: { difference: Difference | null | undefined }) {
  return difference ? <Words difference={difference} /> : null;
}

/** The same for a fact by its id, where the page compares records. */
export function ChangedById({ id }: { id: string }) {
  return <Changed difference={useContext(Differences)?.get(id)} />;
}

function Words({ difference }: { difference: Difference }) {
  const { value: View } = useLoading('changed', () => import('./ChangedWords.tsx').then((module) => module.ChangedWords));
  return View ? <View difference={difference} /> : null;
}
