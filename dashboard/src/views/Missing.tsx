import { useApp } from '../app.ts';
import { Doors } from './Home.tsx';

export function Missing() {
  const { t } = useApp();
  return (
    <div class="home">
      <h1>{t.titles.missing}</h1>
      <p class="answer">{t.missing.text}</p>
      <Doors />
    </div>
  );
}
