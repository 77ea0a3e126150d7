// Where recording begins: which kind of fact, and then its draft.

import './record.css';
import { useEffect } from 'preact/hooks';
import { go, useApp } from '../../app.ts';
import { useLoading } from '../../loading.ts';
import { newDraft, saveDraft, type Draft } from '../../forms/drafts.ts';
import { AMENDMENTS, FORMS, KINDS, type Kind } from '../../forms/form.ts';
import type { Values } from '../../forms/values.ts';
import type { Lang } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { Skeleton } from '../../ui/Problem.tsx';
import { Unloaded } from '../../ui/Unloaded.tsx';
import { Unknown } from '../../ui/Unknown.tsx';
import { chosenById } from './search.ts';
import { start } from './startTexts.ts';

const isKind = (text: string | undefined): text is Kind => (KINDS as readonly string[]).includes(text ?? '');

/** `/record`: the kinds of facts. */
export function RecordPage() {
  const { lang } = useApp();
  const t = useTexts(start);
  return (
    <div class="recording">
      <PageHead answer={t.lead} />
      <ul class="doors">
        {KINDS.filter((kind) => !AMENDMENTS.includes(kind)).map((kind) => <li key={kind}><a href={`/${lang}/record/${kind}`}><strong>{t.kinds[kind].name}</strong><span>{t.kinds[kind].about}</span></a></li>)}
        <li><a href={`/${lang}/drafts`}><strong>{t.drafts.link}</strong><span>{t.drafts.note(30)}</span></a></li>
      </ul>
      <p class="about">{t.amend}</p>
    </div>
  );
}

/** `/record/{kind}`: makes a draft, with what `sel` points at, and goes on to it. */
export function RecordKind() {
  const { address, lang, view } = useApp();
  const { kind } = address.params;
  useEffect(() => {
    if (!isKind(kind)) return;
    let wanted = true;
    void begun(kind, view.sel, lang).then(async (draft) => {
      if (!wanted) return;
      await saveDraft(draft);
      go(`/${lang}/record/${kind}/${draft.id}`, { replace: true });
    });
    return () => void (wanted = false);
  }, [kind, view.sel]);
  return isKind(kind) ? <Skeleton /> : <NoSuchForm />;
}

/** `/record/{kind}/{draft}`: the form. */
export function RecordForm() {
  const { address } = useApp();
  const { kind, draft } = address.params;
  // The fields, their texts in both languages and the drafts come after the page itself.
  const { value: module, failed, retry } = useLoading('form', () => import('./FormPage.tsx'));
  if (!isKind(kind) || !draft) return <NoSuchForm />;
  if (!module) return failed ? <Unloaded alone retry={retry} /> : <Skeleton />;
  return <module.FormPage key={draft} id={draft} />;
}

function NoSuchForm() {
  const t = useTexts(start);
  return <Unknown title={t.unknown} note={t.lead} />;
}

/** A draft that begins with a fact, or with something in the first field that takes it. */
async function begun(kind: Kind, about: string | null, lang: Lang): Promise<Draft> {
  const values: Values = Object.fromEntries(FORMS[kind].fields.flatMap((field) => (field.type === 'choice' && field.needed ? [[field.name, field.options[0]!]] : [])));
  if (about?.includes('@')) return newDraft(kind, lang, values, about);
  // Each in the first field that takes it and is empty.
  for (const stream of about?.split(',') ?? []) {
    const category = stream.slice(0, stream.indexOf('-'));
    const field = FORMS[kind].fields.find((each) => !values[each.name] && each.type === 'refs' && (each.offer === category || (each.offer === 'actor' && (category === 'party' || category === 'cluster'))));
    if (field) values[field.name] = [await chosenById(stream, lang)];
  }
  return newDraft(kind, lang, values);
}
