import { useState } from 'preact/hooks';
import { useApp, useMedia } from '../app.ts';
import { carried, writeAddress } from '../state.ts';
import { LangSwitch } from './LangSwitch.tsx';

export const OPEN_PAGES = ['network', 'timeline', 'compare', 'partner'] as const;

export function Header() {
  const { t, lang, address, view } = useApp();
  const small = useMedia('(max-width: 639.9px)');
  const [open, setOpen] = useState(false);
  const links = OPEN_PAGES.map((page) => (
    <li key={page}>
      <a href={writeAddress(lang, page, carried(view))} aria-current={address.page === page ? 'page' : undefined} onClick={() => setOpen(false)}>
        {t.pages[page]}
      </a>
    </li>
  ));
  return (
    <header class="top">
      <a class="skip" href="#content">{t.skip}</a>
      <a class="brand" href={`/${lang}/`}>Upland</a>
      {small ? (
        <button type="button" class="menu" aria-expanded={open} aria-controls="nav" aria-label={t.menu} onClick={() => setOpen(!open)}>
          <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true"><path d="M0 1.5h22M0 8h22M0 14.5h22" stroke="currentColor" stroke-width="2.4" /></svg>
        </button>
      ) : null}
      <nav id="nav" aria-label={t.nav} hidden={small && !open}>
        <ul>{links}</ul>
      </nav>
      <LangSwitch />
    </header>
  );
}
