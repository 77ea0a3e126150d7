import { useState } from 'preact/hooks';
import { useApp, useMedia } from '../app.ts';
import { useLoading } from '../loading.ts';
import { navigation, pageOf, type Slug } from '../pages.ts';
import { carried, writeAddress } from '../state.ts';
import { LangSwitch } from './LangSwitch.tsx';
import { Menu } from './Menu.tsx';

export function Header() {
  const { t, lang, address, view } = useApp();
  const small = useMedia('(max-width: 639.9px)');
  const [open, setOpen] = useState(false);
  const link = (slug: Slug) => (
    <li key={slug}>
      <a href={writeAddress(lang, slug, carried(view, slug))} aria-current={address.page === slug ? 'page' : undefined} onClick={() => setOpen(false)}>
        {pageOf(slug).title[lang][0]}
      </a>
    </li>
  );
  const [first, more] = [navigation('first').map(link), navigation('more').map(link)];
  return (
    <header class="top">
      <a class="skip" href="#content">{t.skip}</a>
      <a class="brand" href={writeAddress(lang, '', carried(view, ''))}>Upland</a>
      {small ? (
        <button type="button" class="menu" aria-expanded={open} aria-controls="nav" aria-label={t.menu} onClick={() => setOpen(!open)}>
          <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true"><path d="M0 1.5h22M0 8h22M0 14.5h22" stroke="currentColor" stroke-width="2.4" /></svg>
        </button>
      ) : null}
      <nav id="nav" aria-label={t.nav} hidden={small && !open}>
        <ul>
          {first}
          {small ? more : <li><Menu label={t.more} current={navigation('more').some((slug) => slug === address.page)}><ul>{more}</ul></Menu></li>}
        </ul>
      </nav>
      {/* The first page has the search in its middle. */}
      {address.page === '' ? null : <Search />}
      <LangSwitch />
    </header>
  );
}

/** The search comes after the first answer; until then, or without it, a link leads to its page. */
function Search() {
  const { t, lang, view } = useApp();
  const { value: SearchBox } = useLoading('search', () => import('./SearchBox.tsx').then((module) => module.SearchBox));
  return SearchBox ? <SearchBox /> : <a class="search" href={writeAddress(lang, 'search', carried(view, 'search'))}>{t.search.label}</a>;
}
