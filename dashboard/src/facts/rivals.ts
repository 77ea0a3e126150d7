import type { RivalValue } from '../answers.ts';
import { textIn, type Lang } from '../names.ts';

/** Who gives a value: the party, or the source where no party does. */
export function giverOf(value: RivalValue, lang: Lang): string {
  const [source] = value.sources;
  return value.by?.label ?? (source ? textIn(source.title, lang).text || source.id : value.event);
}
