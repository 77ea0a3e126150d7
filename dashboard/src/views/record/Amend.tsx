import './amend.css';
import { useWords } from '../../app.ts';
import { useTexts } from '../../texts.ts';
import { texts } from './amend.ts';

/** What can be done with a fact, on its own page: each leads to its form with the fact in it. */
export function Amend({ event }: { event: string }) {
  const { lang } = useWords();
  const t = useTexts(texts);
  return (
    <nav class="amend" aria-label={t.title}>
      <h2>{t.title}</h2>
      <ul class="row">
        {(['correction', 'refinement', 'dispute', 'confirmation', 'retraction'] as const).map((kind) => <li key={kind}><a href={`/${lang}/record/${kind}?sel=${event}`}>{t[kind]}</a></li>)}
      </ul>
    </nav>
  );
}
