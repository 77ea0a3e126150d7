import { useApp } from '../app.ts';
import { navigation, pageOf } from '../pages.ts';
import { carried, writeAddress } from '../state.ts';
import { Legend } from '../ui/Legend.tsx';

export function Home() {
  const { t, page } = useApp();
  return (
    <div class="home">
      <h1>{page.question}</h1>
      <p class="answer">{t.home.lead}</p>
      <Doors marks />
      <section id="marks" tabIndex={-1} aria-labelledby="markshead">
        <h2 id="markshead">{t.home.marks}</h2>
        <p>{t.home.marksLead}</p>
        <Legend folded={false} signs={['cluster', 'maybeCluster', 'announced', 'city', 'organisation', 'agreement', 'visit', 'party', 'maybe', 'benefit', 'role']} bars={[]} />
        <h3>{t.home.certain}</h3>
        <Legend folded={false} signs={[]} bars={['day', 'month', 'span', 'by', 'from', 'inferred', 'unknown', 'life']} />
        <p>{t.home.barNote}</p>
        <p>{t.home.gapNote}</p>
      </section>
    </div>
  );
}

/** One door to each page, with the question it answers. */
export function Doors({ marks = false }: { marks?: boolean }) {
  const { t, lang, view } = useApp();
  return (
    <nav aria-label={t.home.doors}>
      <ul class="doors">
        {[...navigation('first'), ...navigation('more')].map((slug) => {
          const [name, question] = pageOf(slug).title[lang];
          return <li key={slug}><a href={writeAddress(lang, slug, carried(view, slug))}><strong>{name}</strong><span>{question}</span></a></li>;
        })}
        {marks ? <li><a href="#marks"><strong>{t.home.marks}</strong><span>{t.home.marksLead}</span></a></li> : null}
      </ul>
    </nav>
  );
}
