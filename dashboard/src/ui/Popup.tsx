// A button and what it opens: Escape or a click elsewhere closes it, and the focus comes back.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export function Popup({ label, class: name, children }: { label: string; class?: string; children(close: () => void): ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => root.current?.contains(event.target as Node) || setOpen(false);
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class={`popup ${name ?? ''}`} ref={root} onKeyDown={(event) => event.key === 'Escape' && open && close()}>
      <button type="button" ref={button} aria-expanded={open} onClick={() => setOpen(!open)}>{label}</button>
      {open ? <div class="choices">{children(close)}</div> : null}
    </div>
  );
}
