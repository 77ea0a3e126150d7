// The frame of every page: question, answer sentence, clock, picture with panel, key, table.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export function PageHead({ title, answer }: { title: string; answer: ComponentChildren }) {
  return (
    <div class="head">
      <h1>{title}</h1>
      <p class="answer" id="answer">{answer}</p>
    </div>
  );
}

/** The width an element has, followed. */
export function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const watch = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watch.current?.disconnect(), []);
  const attach = useRef((element: HTMLElement | null) => {
    watch.current?.disconnect();
    if (!element) return;
    setWidth(Math.floor(element.clientWidth));
    watch.current = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    watch.current.observe(element);
  });
  return [attach.current, width];
}
