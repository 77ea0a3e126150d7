import { useEffect } from 'preact/hooks';
import type { Followed } from '../answer.ts';
import type { Answer } from '../api.ts';
import { speakNews, useApp } from '../app.ts';

/** The quiet line over a picture: new facts wait here, and after a lost connection it shows how old the data is. */
export function LiveNote({ followed, also }: { followed: Followed<unknown>; /** Shown by the same page, and renewed with it. */ also?: Followed<unknown> }) {
  const { t, lang } = useApp();
  const { answer, news, pending, reload } = followed;
  useEffect(() => {
    if (pending) speakNews(t.live.fresh(pending));
  }, [pending]);
  const cut = news.open === false && answer;
  if (!cut && !pending) return null;
  const time = answer?.at.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' });
  return (
    <div class="note">
      {cut ? <p data-note="cut">{t.live.cut(time ?? '', answer.meta.position)}</p> : null}
      {pending ? (
        <p data-note="pending">
          {t.live.fresh(pending)}. <button type="button" class="plain" onClick={() => (reload(), also?.reload())}>{t.live.show}</button>
        </p>
      ) : null}
    </div>
  );
}

/** Shown when the address names a record that is still to come: the page shows the last one. */
export function LaterRecord({ answer }: { answer: Answer<unknown> | null }) {
  const { t, view } = useApp();
  if (!view.knownAt || !answer) return null;
  const later = /^\d+$/.test(view.knownAt) ? Number(view.knownAt) > answer.meta.position : Date.parse(view.knownAt) > answer.at.getTime();
  return later ? <div class="note" data-note="later"><p>{t.address.later(view.knownAt, answer.meta.position)}</p></div> : null;
}
