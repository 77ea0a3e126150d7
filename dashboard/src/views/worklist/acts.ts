// The form that mends what is lacking, begun with the fact or the cluster that it is about.

import type { WorklistItem } from '../../answers.ts';
import type { Lang } from '../../names.ts';
import { pathOf, SLUGS, type Slug } from '../../pages.ts';

const FORMS: Partial<Record<WorklistItem['reason'], string>> = {
  undecided: 'ranking', disputed: 'correction', unsourced: 'confirmation', dangling: 'organisation', inferred: 'refinement', 'open-parties': 'correction', 'basis-corrected': 'correction', 'thin-claim': 'member',
};
const PAGE = 'record/{kind}';

/** The address of the form; null where there is none, and the fact's own page is the way. */
export function formOf(item: WorklistItem, lang: Lang): string | null {
  const kind = FORMS[item.reason];
  if (!kind || !(SLUGS as string[]).includes(PAGE)) return null;
  const about = kind === 'member' ? item.ref.id : kind === 'organisation' ? null : item.event;
  return `/${lang}/${pathOf(PAGE as Slug, { kind })}${about ? `?sel=${about}` : ''}`;
}
