// The frame of every page: question, answer sentence, clock, picture with panel, key, table.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { isPrinting, onPrinting } from '../printing.ts';

interface Head {
  /** The question of the page unless it is about one thing. */
  title?: ComponentChildren;
  answer: ComponentChildren;
  /** A part of the answer is still to come. */
  waiting?: boolean;
}

export function PageHead({ title, answer, waiting = false }: Head) {
  const { page } = useApp();
  return (
    <div class="head">
      <h1>{title ?? page.question}</h1>
      <p class="answer" id="answer" data-waiting={waiting || undefined}>{answer}</p>
    </div>
  );
}

/** The width an element has, followed. */
export function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const watch = useRef<ResizeObserver | null>(null);
  const measure = useRef<(() => void) | null>(null);
  useEffect(() => {
    const stop = onPrinting(() => measure.current?.());
    return () => {
      stop();
      watch.current?.disconnect();
    };
  }, []);
  const attach = useRef((element: HTMLElement | null) => {
    watch.current?.disconnect();
    measure.current = null;
    if (!element) return;
    measure.current = () => isPrinting() || setWidth(Math.floor(element.clientWidth));
    measure.current();
    watch.current = new ResizeObserver(measure.current);
    watch.current.observe(element);
  });
  return [attach.current, width];
}
