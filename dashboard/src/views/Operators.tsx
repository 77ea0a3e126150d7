// How is the instance doing, and what is to be decided? For those who run it.

import '../partner/partner.css';
import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { useLoading } from '../loading.ts';
import type { Lang } from '../names.ts';
import { FailureItem } from '../operators/FailureItem.tsx';
import { actionsOf, failuresOf, partsOf, rebuildsOf, SERVICES, type Answers } from '../operators/instance.ts';
import { Channels, Trail } from '../operators/Lists.tsx';
import { PartTable } from '../operators/PartTable.tsx';
import { Rebuilds } from '../operators/Rebuilds.tsx';
import { texts } from '../operators/texts.ts';
import type { Operations } from '../partner/answers.ts';
import { Outcome, RefusalNote } from '../partner/parts.tsx';
import type { PartnerTexts } from '../partner/polish.ts';
import { SessionProvider, useResource, useSession } from '../partner/session.tsx';
import { useTexts } from '../texts.ts';
import { AddressNote } from '../ui/AddressNote.tsx';
import { PageHead } from '../ui/Figure.tsx';
import { KeyForm } from '../ui/KeyForm.tsx';
import { Skeleton } from '../ui/Problem.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';

// Refusals, keys and channels have the partner's page's words.
const SHARED: Record<Lang, () => Promise<{ default: PartnerTexts }>> = { pl: () => import('../partner/polish.ts'), en: () => import('../partner/english.ts') };

export function Operators() {
  const { lang } = useApp();
  const { value: shared, failed, retry } = useLoading(lang, () => SHARED[lang]());
  if (!shared) return failed ? <Unloaded alone retry={retry} /> : <Skeleton />;
  return <SessionProvider texts={shared.default}><OperatorsPage /></SessionProvider>;
}

function OperatorsPage() {
  const { t: shared, key, refused, use } = useSession();
  const t = useTexts(texts);
  if (key !== null) return <Content />;
  return (
    <div class="partner operators">
      <PageHead answer={t.lead} />
      <AddressNote />
      <KeyForm texts={{ ...shared.key, title: t.scope }} refused={refused} use={use} />
    </div>
  );
}

function Content() {
  const { lang } = useApp();
  const { t: shared, refused, refresh, use } = useSession();
  const t = useTexts(texts);
  const [outcome, setOutcome] = useState<{ words: string } | null>(null);
  const loaded = {
    registry: useResource<Operations>('/v1/operations', 'registry'),
    projections: useResource<Operations>('/v1/operations', 'projections'),
    notifications: useResource<Operations>('/v1/operations', 'notifications'),
  };
  // Where a service has no address of its own, this page's own service answers in its place.
  const isOther = (service: (typeof SERVICES)[number]) => (loaded[service].value?.service ?? service) !== service;
  const answers = Object.fromEntries(SERVICES.map((service) => [service, isOther(service) ? null : loaded[service].value])) as Answers;
  const silent = SERVICES.filter((service) => loaded[service].problem?.status === 0 || isOther(service));
  const problem = SERVICES.map((service) => loaded[service].problem).find((each) => each && each.status !== 0) ?? null;
  const waiting = !refused && SERVICES.some((service) => !loaded[service].value && !loaded[service].problem);
  const parts = partsOf(answers, silent);
  const failures = failuresOf(answers);
  const unready = parts.filter(({ ready }) => !ready).length;
  const aside = failures.reduce((sum, { events, waiting: behind }) => sum + events + behind, 0);
  const head = new Intl.NumberFormat(lang).format(answers.registry?.parts[0]?.position ?? 0);
  const answer = waiting ? '…' : problem || refused ? t.scope : unready || aside ? t.troubled(unready, aside) : t.well(head);
  return (
    <div class="partner operators">
      <PageHead answer={answer} waiting={waiting} />
      <AddressNote />
      {refused ? <KeyForm texts={shared.key} refused use={use} /> : null}
      <RefusalNote problem={problem} retry={refresh} />
      <p class="row"><button type="button" onClick={refresh}>{t.refresh}</button><button type="button" onClick={() => use(null)}>{shared.key.forget}</button></p>
      {problem || waiting ? null : (
        <>
          <section aria-labelledby="parts">
            <h2 id="parts">{t.parts.title}</h2>
            <PartTable rows={parts} />
          </section>
          <section aria-labelledby="failures">
            <h2 id="failures">{t.failures.title}</h2>
            <Outcome text={outcome} />
            {failures.length ? failures.map((each) => <FailureItem key={each.id} failure={each} decided={(words) => setOutcome({ words })} />) : <p>{t.failures.none}</p>}
          </section>
          <Rebuilds models={[...(answers.projections?.models ?? []), ...(answers.notifications?.models ?? [])]} runs={rebuildsOf(answers)} />
          <Channels rows={answers.notifications?.channels ?? []} />
          <Trail rows={actionsOf(answers)} />
        </>
      )}
    </div>
  );
}
