import { useApp } from '../app.ts';
import { navigation, pageOf } from '../pages.ts';
import { carried, writeAddress } from '../state.ts';

/** One door to each page of the navigation, with the question it answers. */
export function Doors() {
  const { t, lang, view } = useApp();
  return (
    <nav aria-label={t.home.doors}>
      <ul class="doors">
        {[...navigation('first'), ...navigation('more')].map((slug) => {
          const [name, question] = pageOf(slug).title[lang];
          return <li key={slug}><a href={writeAddress(lang, slug, carried(view, slug))}><strong>{name}</strong><span>{question}</span></a></li>;
        })}
      </ul>
    </nav>
  );
}
