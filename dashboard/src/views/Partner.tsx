// What am I subscribed to, where am I, and what have I missed?

import '../partner/partner.css';
import { useApp } from '../app.ts';
import { useLoading } from '../loading.ts';
import type { Lang } from '../names.ts';
import type { Me, Subscriptions } from '../partner/answers.ts';
import { KeyForm } from '../ui/KeyForm.tsx';
import { lazily } from '../ui/lazily.tsx';
import { RefusalNote, Terms } from '../partner/parts.tsx';
import type { PartnerTexts } from '../partner/polish.ts';
import { SessionProvider, useResource, useSession } from '../partner/session.tsx';
import { SubscriptionForm } from '../partner/SubscriptionForm.tsx';
import { SubscriptionItem } from '../partner/SubscriptionItem.tsx';
import { AddressNote } from '../ui/AddressNote.tsx';
import { PageHead } from '../ui/Figure.tsx';
import { Skeleton } from '../ui/Problem.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';

/** More subscriptions than this are folded. */
const OPEN = 4;
const TEXTS: Record<Lang, () => Promise<{ default: PartnerTexts }>> = { pl: () => import('../partner/polish.ts'), en: () => import('../partner/english.ts') };

// The operators' page has the same session, and its code is not in the list of all pages' files.
export const Operators = lazily('operators', () => import('./Operators.tsx').then((module) => module.Operators));

export function Partner() {
  const { lang } = useApp();
  // While another language's texts are on their way the page stays, with what is typed in it.
  const { value: texts, failed, retry } = useLoading(lang, () => TEXTS[lang]());
  if (!texts) return failed ? <Unloaded alone retry={retry} /> : <Skeleton />;
  return <SessionProvider texts={texts.default}><PartnerPage /></SessionProvider>;
}

function PartnerPage() {
  const { t, key, refused, use } = useSession();
  if (key !== null) return <Content key="content" />;
  return (
    <div class="partner">
      <PageHead answer={t.lead} />
      <AddressNote />
      {refused ? null : <KeyForm texts={t.key} refused={false} use={use} />}
    </div>
  );
}

function Content() {
  const { lang } = useApp();
  const { t, refused, refresh, use } = useSession();
  const me = useResource<Me>('/v1/me');
  const operator = me.value?.scopes.includes('operate') ?? false;
  const may = operator || (me.value?.scopes.includes('subscriptions:write') ?? false);
  const listed = useResource<Subscriptions>(may ? '/v1/subscriptions' : null);
  const items = [...(listed.value?.items ?? [])].sort((a, b) => Number(a.stage === 'revoked') - Number(b.stage === 'revoked'));
  const requested = items.filter(({ stage }) => stage === 'requested').length;
  const waiting = !me.value && !me.problem && !refused;
  const answer = me.value ? t.answer(me.value.name, items.length, requested) : t.lead;
  return (
    <div class="partner">
      <PageHead answer={waiting ? '…' : answer} waiting={waiting || (may && !listed.value && !listed.problem && !refused)} />
      <AddressNote />
      {refused ? <KeyForm texts={t.key} refused more={me.value ? t.key.stale : null} use={use} /> : null}
      <RefusalNote problem={me.problem ?? listed.problem} retry={refresh} />
      {me.value ? <Identity me={me.value} may={may} forget={() => use(null)} /> : null}
      {me.problem && !me.value ? <p class="row"><button type="button" onClick={() => use(null)}>{t.key.forget}</button></p> : null}
      {may && listed.value ? (
        <section aria-labelledby="subscriptions">
          <h2 id="subscriptions">{operator ? t.subscriptions.all : t.subscriptions.title}</h2>
          {items.length ? null : <p>{t.subscriptions.none}</p>}
          {items.map((each) => <SubscriptionItem key={each.id} subscription={each} operator={operator} folded={items.length > OPEN || each.stage === 'revoked'} />)}
          <p class="row"><button type="button" onClick={refresh}>{t.subscriptions.refresh}</button>{operator ? <a href={`/${lang}/operators`}>{t.subscriptions.operators}</a> : null}</p>
        </section>
      ) : null}
      {may && me.value ? <SubscriptionForm me={me.value} /> : null}
    </div>
  );
}

/** Who the key is, and what it may read. */
function Identity({ me, may, forget }: { me: Me; may: boolean; forget(): void }) {
  const { t: { list } } = useApp();
  const { t } = useSession();
  const { groups } = me.reads;
  const reads = groups === null ? t.me.everything : groups.length ? t.me.groups(list(groups.map((each) => t.me.group[each] ?? each))) : t.me.nothing;
  return (
    <section class="card" aria-labelledby="mehead">
      <h2 id="mehead">{t.me.title}</h2>
      <Terms items={[[t.me.name, <bdi key="name">{me.name}</bdi>], [t.me.subject, me.subject ?? t.me.nobody], [t.me.reads, reads], [t.me.scopes, <code key="scopes">{me.scopes.join(' ')}</code>]]} />
      {may ? null : <p>{t.me.may('subscriptions:write')}</p>}
      <p class="row"><button type="button" onClick={forget}>{t.key.forget}</button></p>
    </section>
  );
}
