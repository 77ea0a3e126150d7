import { useApp } from '../app.ts';
import { writeAddress } from '../state.ts';

/** The other language's same page: path, query and place on the page stay. */
export function LangSwitch() {
  const { t, lang, address, view } = useApp();
  const other = lang === 'pl' ? 'en' : 'pl';
  return (
    <a class="language" href={writeAddress(other, address.slug, view)} lang={other} hreflang={other} data-keep>
      {t.otherLanguage}
    </a>
  );
}
