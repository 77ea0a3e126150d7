// An answer of the read side, followed: refetched by itself when nothing is chosen, else with a quiet line.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { fetchAnswer, cachedAnswer, Problem, type Answer } from './api.ts';
import { onNews, type News } from './live.ts';

export interface Followed<T> {
  /** What was asked; null while nothing is. */
  url: string | null;
  answer: Answer<T> | null;
  /** The first pages of an answer that is not complete yet, once they are enough for what the page wants of them. */
  part: T | null;
  problem: Problem | null;
  /** The answer is of another question, shown until the answer of this one arrives. */
  outdated: boolean;
  /** Facts recorded since, not shown yet. */
  pending: number;
  /** How often the answer was renewed by news: what is new may be ringed. */
  renewed: number;
  news: News;
  reload(): void;
}

export function useNews(): News {
  const [news, setNews] = useState<News>({ position: 0, open: null });
  useEffect(() => onNews(setNews), []);
  return news;
}

interface Wanted<T> {
  /** How many pages of a long answer are requested; all unless it is given. */
  pages?: number;
  /** Whether the pages that are here already answer something. The same function each time. */
  enough?(part: T): boolean;
}

export function useAnswer<T>(url: string | null, follow: boolean, { pages, enough }: Wanted<T> = {}): Followed<T> {
  const news = useNews();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [renewed, setRenewed] = useState(0);
  const [, redraw] = useState(0);
  const last = useRef<Answer<T> | null>(null);
  const part = useRef<T | null>(null);
  const current = useRef(url);
  const busy = useRef(false);
  current.current = url;
  const exact = url ? cachedAnswer<T>(url) : null;
  if (exact) last.current = exact;

  const load = useCallback((waitFor?: number) => {
    if (!url) return;
    busy.current = true;
    const onPart = enough && ((data: T) => {
      if (current.current !== url || last.current || part.current || !enough(data)) return;
      part.current = data;
      redraw((count) => count + 1);
    });
    fetchAnswer<T>(url, waitFor, pages, onPart).then(
      () => {
        busy.current = false;
        if (current.current !== url) return;
        setProblem(null);
        if (waitFor !== undefined) setRenewed((count) => count + 1);
        redraw((count) => count + 1);
      },
      (error: unknown) => {
        busy.current = false;
        if (current.current === url) setProblem(error instanceof Problem ? error : new Problem(0, String(error), null, null));
      },
    );
  }, [url, pages, enough]);

  useEffect(() => {
    setProblem(null);
    part.current = null;
    if (url && !cachedAnswer(url)) load();
  }, [url, load]);

  const position = last.current?.meta.position ?? null;
  useEffect(() => {
    if (follow && position !== null && news.position > position && !busy.current && !problem) load(news.position);
  }, [follow, news.position, position, load, problem]);

  useEffect(() => {
    // A connection that came back may make a failed question answerable.
    if (news.open && problem?.status === 0) load();
  }, [news.open]);

  return {
    url, answer: last.current, part: last.current ? null : part.current, problem, outdated: !exact && last.current !== null, renewed, news,
    pending: position !== null && !follow ? Math.max(0, news.position - position) : 0,
    reload: () => load(news.position > (position ?? 0) && position !== null ? news.position : undefined),
  };
}
