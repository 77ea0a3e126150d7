// A question that a type-ahead sends while somebody types: it comes after a moment of rest, and again where it fails.

import { Problem } from './api.ts';

/** Milliseconds until a failed question is sent again: at first, and at most. */
const [FIRST, MOST] = [1_000, 8_000];

export interface Question<T> {
  /** Milliseconds of rest before the question is sent. */
  rest: number;
  send(): Promise<T>;
  onAnswer(answer: T): void;
  /** Each time that it fails; `again`: whether it is sent again, as it is unless the service refuses it. */
  onProblem(again: boolean): void;
}

/** Sends a question until it is answered, refused, or stopped by the function that is returned. */
export function sendUntilAnswered<T>({ rest, send, onAnswer, onProblem }: Question<T>): () => void {
  const stopping = new AbortController();
  let wait = FIRST;
  const attempt = () => {
    clearTimeout(timer);
    send().then(
      (answer) => stopping.signal.aborted || onAnswer(answer),
      (error: unknown) => {
        if (stopping.signal.aborted) return;
        const again = !(error instanceof Problem) || !error.status || error.status === 429 || error.status >= 500;
        onProblem(again);
        if (!again) return;
        timer = setTimeout(attempt, wait);
        wait = Math.min(MOST, wait * 2);
        addEventListener('online', attempt, { once: true, signal: stopping.signal });
      },
    );
  };
  let timer = setTimeout(attempt, rest);
  return () => {
    stopping.abort();
    clearTimeout(timer);
  };
}
