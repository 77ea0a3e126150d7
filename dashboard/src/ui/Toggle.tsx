import type { ComponentChildren } from 'preact';

/** A choice that is on or off; its words stay the same. */
export function Toggle({ on, change, children }: { on: boolean; change: (on: boolean) => void; children: ComponentChildren }) {
  return <button type="button" class="toggle" aria-pressed={on} onClick={() => change(!on)}><span class="box" aria-hidden="true" />{children}</button>;
}
