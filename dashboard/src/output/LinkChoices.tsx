import { useContext, useState } from 'preact/hooks';
import { speak, useApp } from '../app.ts';
import { Position, useRecord } from '../record/record.ts';
import { useShown } from '../shown.ts';
import { writeAddress } from '../state.ts';
import { useWhen, useWhenWords } from '../ui/when.ts';

/** The path of exactly what is shown: both clocks pinned, the record by its position. Null while the position is not known. */
export function useExactPath(): string | null {
  const { lang, view, address, today } = useApp();
  const shown = useShown();
  const position = useContext(Position) ?? shown?.meta.position ?? null;
  // A day of the record ends one day: its position is the same for ever.
  const pinned = view.knownAt === null ? position : /^\d+$/.test(view.knownAt) ? view.knownAt : (shown?.meta.known_at ?? view.knownAt);
  return pinned === null ? null : writeAddress(lang, address.slug, { ...view, asOf: view.asOf ?? today, knownAt: String(pinned), embed: null, brief: null });
}

/** Two addresses: always current (no clocks), or exactly this picture (both clocks pinned); and a citation of the second. */
export function LinkChoices({ close }: { close: () => void }) {
  const { t, lang, view, address, page } = useApp();
  const [failed, setFailed] = useState<string | null>(null);
  const always = writeAddress(lang, address.slug, { ...view, asOf: null, knownAt: null, cmp: null });
  const exact = useExactPath();
  const record = useRecord(exact && new URLSearchParams(exact.slice(exact.indexOf('?'))).get('known_at'));
  const words = useWhenWords(useWhen());
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setFailed(null);
      close();
      speak(t.link.copied);
    } catch {
      setFailed(text);
    }
  };
  return (
    <>
      <button type="button" data-link={always} onClick={() => copy(location.origin + always)}><strong>{t.link.always}</strong><span class="about">{t.link.alwaysNote}</span></button>
      {exact === null ? null : (
        <>
          <button type="button" data-link={exact} onClick={() => copy(location.origin + exact)}><strong>{t.link.exact}</strong><span class="about">{t.link.exactNote}</span></button>
          {/* A citation is the same whenever it is copied: with the day of its record. */}
          <button type="button" disabled={record.loading} onClick={() => copy(t.link.citation(page.name, words, record.words, location.origin + exact))}><strong>{t.link.cite}</strong><span class="about">{t.link.citation(page.name, words, record.words, '…')}</span></button>
        </>
      )}
      {failed ? <label>{t.link.failed}<input readOnly value={failed} onFocus={(event) => event.currentTarget.select()} /></label> : null}
    </>
  );
}
