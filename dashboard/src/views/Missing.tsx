import { useApp } from '../app.ts';
import { Doors } from '../ui/Doors.tsx';
import './home/home.css';

export function Missing() {
  const { t, page } = useApp();
  return (
    <div class="home">
      <h1>{page.question}</h1>
      <p class="answer">{t.missing.text}</p>
      <Doors />
    </div>
  );
}
