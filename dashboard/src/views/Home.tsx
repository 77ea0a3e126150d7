import { useApp } from '../app.ts';
import { OPEN_PAGES } from '../ui/Header.tsx';
import { Legend } from '../ui/Legend.tsx';

export function Home() {
  const { t } = useApp();
  return (
    <div class="home">
      <h1>{t.titles.home}</h1>
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
  const { t, lang } = useApp();
  return (
    <nav aria-label={t.home.doors}>
      <ul class="doors">
        {OPEN_PAGES.map((page) => <li key={page}><a href={`/${lang}/${page}`}><strong>{t.pages[page]}</strong><span>{t.titles[page]}</span></a></li>)}
        {marks ? <li><a href="#marks"><strong>{t.home.marks}</strong><span>{t.home.marksLead}</span></a></li> : null}
      </ul>
    </nav>
  );
}
