import { useApp } from '../app.ts';

/** Replaces a part of the page that could not be loaded, or that broke; `alone` when nothing else of the page is there. */
export function Unloaded({ broken = false, alone = false, retry }: { broken?: boolean; alone?: boolean; retry: () => void }) {
  const { t } = useApp();
  const Heading = alone ? 'h1' : 'h2';
  return (
    <section class="problem" role="alert" data-note={broken ? 'broken' : 'unloaded'}>
      <Heading>{broken ? t.problem.broken : t.problem.unloaded}</Heading>
      <p>{broken ? t.problem.brokenNote : t.problem.unloadedNote}</p>
      <button type="button" onClick={retry}>{t.problem.retry}</button>
    </section>
  );
}

/** Without its texts the page has only these two sentences. */
export function NoTexts({ lang, retry }: { lang: string; retry: () => void }) {
  const pl = lang === 'pl';
  return (
    <main data-note="unloaded" aria-live="assertive">
      <h1>{pl ? 'Nie udało się wczytać strony' : 'The page could not be loaded'}</h1>
      <button type="button" onClick={retry}>{pl ? 'Spróbuj ponownie' : 'Try again'}</button>
    </main>
  );
}
