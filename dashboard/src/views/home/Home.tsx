// What is this, for whom, and where do I begin?

import { useApp } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { Doors } from '../../ui/Doors.tsx';
import { PageHead } from '../../ui/Figure.tsx';
import { Legend } from '../../ui/Legend.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import './home.css';
import { Changes, Finding } from './News.tsx';
import { texts } from './texts.ts';

export function Home() {
  const { t } = useApp();
  const own = useTexts(texts);
  return (
    <div class="home">
      <PageHead answer={own.lead} />
      <p class="forwhom">{own.forWhom}</p>
      <SearchBox large />
      <div class="news"><Finding /><Changes /></div>
      <h2>{own.questions}</h2>
      <Doors />
      <section id="marks" tabIndex={-1} aria-labelledby="markshead">
        <h2 id="markshead">{own.marks}</h2>
        <p>{own.marksLead}</p>
        <Legend folded={false} signs={['cluster', 'maybeCluster', 'announced', 'city', 'organisation', 'agreement', 'visit', 'party', 'maybe', 'benefit', 'role', 'relation']} bars={[]} />
        <h3>{own.certain}</h3>
        <Legend folded={false} signs={[]} bars={['day', 'month', 'span', 'by', 'from', 'inferred', 'unknown', 'life']} />
        <p>{t.home.barNote}</p>
        <p>{t.home.gapNote}</p>
      </section>
    </div>
  );
}
