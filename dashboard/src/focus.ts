// Focus goes into a panel with a choice, and back to where the keyboard was before.

import { useState } from 'preact/hooks';

let before: HTMLElement | null = null;

addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !target.closest('aside.panel')) before = target;
});

/** Gives the focus back to what had it before the panel: or, when that is gone, to the picture, or to the content. */
export function focusBack(): void {
  // After the panel is out of the page, and what replaces it is there.
  requestAnimationFrame(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const to = before?.isConnected ? before : document.querySelector<HTMLElement>('.picture, .matrix [tabindex="0"]');
    (to ?? document.getElementById('content'))?.focus();
  });
}

let acts = 0;
const act = () => void (acts += 1);
for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(kind, act, { capture: true, passive: true });

/** A choice after which the focus goes into the panel, by what the reader had done until then. */
export interface ToPanel {
  acts: number;
}

/** The last such choice, and how to make one. */
export function useToPanel(): [ToPanel | null, () => void] {
  const [focus, setFocus] = useState<ToPanel | null>(null);
  return [focus, () => setFocus({ acts })];
}

/** Whether the reader still waits for the panel: who scrolled, typed or pressed since is not taken away from there. */
export const isAwaited = (focus: ToPanel | null): boolean => focus?.acts === acts;
