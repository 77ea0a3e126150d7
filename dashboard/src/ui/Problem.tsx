import { useEffect, useState } from 'preact/hooks';
import type { Followed } from '../answer.ts';
import { useApp } from '../app.ts';

export function ProblemNote({ followed }: { followed: Followed<unknown> }) {
  const { t } = useApp();
  const { problem, answer, reload } = followed;
  if (!problem) return null;
  return (
    <section class="problem" role="alert">
      <h2>{problem.title ?? t.problem.title}</h2>
      <p>{problem.detail ?? (problem.status ? t.problem.status(problem.status) : t.problem.network)} {answer ? t.problem.outdated : null}</p>
      {problem.correlation ? <p>{t.problem.number}: <code>{problem.correlation}</code></p> : null}
      <button type="button" onClick={reload}>{t.problem.retry}</button>
    </section>
  );
}

/** Grey boxes in the answer's shape, shown only when waiting is noticeable. */
export function Skeleton() {
  const { t } = useApp();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="skeleton" aria-busy="true" data-late={late}>
      {late ? <p>{t.picture.loading}</p> : null}
    </div>
  );
}

/** Says why there is nothing, and offers the way out. */
export function Empty({ why, filter, clear }: { why: string; filter?: string | null; clear?: () => void }) {
  const { t } = useApp();
  return (
    <div class="empty">
      <p>{filter ? t.empty.filter(filter) : why}</p>
      {filter && clear ? <button type="button" onClick={clear}>{t.empty.remove(filter)}</button> : null}
    </div>
  );
}
