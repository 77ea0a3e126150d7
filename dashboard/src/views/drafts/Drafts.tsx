// The drafts of this browser.

import '../record/record.css';
import { useEffect, useState } from 'preact/hooks';
import { speak, useApp } from '../../app.ts';
import { DAYS, deleteDraft, listDrafts, type Draft } from '../../forms/drafts.ts';
import { FORMS } from '../../forms/form.ts';
import { Entered, type Chosen, type Cited } from '../../forms/values.ts';
import { textIn, type Lang } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { start } from '../record/startTexts.ts';

export function Drafts() {
  const { lang } = useApp();
  const t = useTexts(start);
  const [drafts, setDrafts] = useState<Draft[] | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const load = () => void listDrafts().then((all) => setDrafts(all.filter(({ touched, recorded }) => touched || recorded)));
  useEffect(load, []);
  const remove = async (id: string) => {
    await deleteDraft(id);
    setAsked(null);
    speak(t.drafts.removed);
    load();
    document.getElementById('content')?.focus();
  };
  const time = new Intl.DateTimeFormat(lang === 'pl' ? 'pl' : 'en-GB', { dateStyle: 'long', timeStyle: 'short' });
  return (
    <div class="recording">
      <PageHead answer={drafts === null ? t.drafts.waiting : drafts.length ? t.drafts.count(drafts.length) : t.drafts.none} waiting={drafts === null} />
      <p class="about">{t.drafts.note(DAYS)}</p>
      <ul class="drafts">
        {drafts?.map((draft) => (
          <li key={draft.id} data-id={draft.id} class="card">
            <h2><a href={`/${lang}/record/${draft.kind}/${draft.id}`}>{t.kinds[draft.kind].name}</a></h2>
            <p><bdi>{gist(draft, lang) || t.drafts.empty}</bdi></p>
            <p class="about">{t.drafts.changed(time.format(draft.changed))}{draft.recorded ? ` · ${t.drafts.recorded}` : ''}{draft.unsaved ? ` · ${t.drafts.only}` : ''}</p>
            {asked === draft.id ? (
              <div role="group" aria-label={t.drafts.remove}>
                <p>{t.drafts.sure}</p>
                <p class="row"><button type="button" onClick={() => void remove(draft.id)}>{t.drafts.yes}</button> <button type="button" onClick={() => setAsked(null)}>{t.drafts.no}</button></p>
              </div>
            ) : <p><button type="button" onClick={() => setAsked(draft.id)}>{t.drafts.remove}…</button></p>}
          </li>
        ))}
      </ul>
      <p><a href={`/${lang}/record`}>{t.drafts.start}</a></p>
    </div>
  );
}

/** What a draft is about: the names and words in it. */
function gist(draft: Draft, lang: Lang): string {
  const entered = new Entered(draft.values, draft.lang);
  const words = FORMS[draft.kind].fields.flatMap((field) => {
    if (field.type === 'refs') return entered.list<Chosen>(field.name).map(({ names, id }) => textIn(names, lang).text || id);
    if (field.type === 'texts') return [textIn(entered.texts(field.name), lang).text];
    return field.type === 'text' || field.type === 'long' || field.type === 'count' ? [entered.text(field.name)] : [];
  });
  return [...words, entered.when.text, ...entered.list<Cited>('sources').map(({ names }) => textIn(names, lang).text)].filter(Boolean).join(' · ').slice(0, 200);
}
