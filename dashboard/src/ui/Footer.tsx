import { useApp } from '../app.ts';
import { instance } from '../instance.ts';
import { pageOf, type Slug } from '../pages.ts';
import { carried, writeAddress } from '../state.ts';

const LINKS: Slug[] = ['about', 'accessibility'];

/** Below every page: who runs this instance, its licence, and the pages on itself. */
export function Footer() {
  const { t, lang, view } = useApp();
  const { operator_name: operator, data_licence: licence, data_licence_url: url } = instance();
  return (
    <footer class="foot">
      <p>{operator ? <>{t.foot.operator}: <bdi>{operator}</bdi>. </> : null}{licence ? <>{t.foot.licence}: {url ? <a href={url} rel="license">{licence}</a> : licence}.</> : null}</p>
      <ul>
        {LINKS.map((slug) => <li key={slug}><a href={writeAddress(lang, slug, carried(view, slug))}>{pageOf(slug).title[lang][0]}</a></li>)}
        <li><a href="/docs" target="_self">{t.foot.api}</a></li>
      </ul>
    </footer>
  );
}
