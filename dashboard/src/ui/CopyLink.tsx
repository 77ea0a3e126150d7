import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { speak, useApp } from '../app.ts';
import { writeAddress } from '../state.ts';

/** The record's position that the page shows now: what "exactly this picture" pins. */
export const Position = createContext<number | null>(null);

/** Two addresses: always current (no clocks), or exactly this picture (both clocks pinned). */
export function CopyLink() {
  const { t, lang, view, address, today } = useApp();
  const position = useContext(Position);
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => root.current?.contains(event.target as Node) || setOpen(false);
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);
  const always = writeAddress(lang, address.slug, { ...view, asOf: null, knownAt: null });
  const exact = writeAddress(lang, address.slug, { ...view, asOf: view.asOf ?? today, knownAt: view.knownAt ?? String(position ?? '') });
  const copy = async (path: string) => {
    const url = location.origin + path;
    try {
      await navigator.clipboard.writeText(url);
      setFailed(null);
      setOpen(false);
      speak(t.link.copied);
      button.current?.focus();
    } catch {
      setFailed(url);
    }
  };
  return (
    <div class="copylink" ref={root} onKeyDown={(event) => {
      if (event.key !== 'Escape' || !open) return;
      setOpen(false);
      button.current?.focus();
    }}>
      <button type="button" ref={button} aria-expanded={open} onClick={() => setOpen(!open)}>{t.link.copy}</button>
      {open ? (
        <div class="choices">
          <button type="button" data-link={always} onClick={() => copy(always)}><strong>{t.link.always}</strong><span class="about">{t.link.alwaysNote}</span></button>
          {position === null ? null : <button type="button" data-link={exact} onClick={() => copy(exact)}><strong>{t.link.exact}</strong><span class="about">{t.link.exactNote}</span></button>}
          {failed ? <label>{t.link.failed}<input readOnly value={failed} onFocus={(event) => event.currentTarget.select()} /></label> : null}
        </div>
      ) : null}
    </div>
  );
}
