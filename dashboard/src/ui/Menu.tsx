import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  label: string;
  /** The page that is shown is one of these. */
  current?: boolean;
  children: ComponentChildren;
}

/** A button that shows links below itself. It closes with Escape, with a click elsewhere, when the focus leaves, and when a link is followed. */
export function Menu({ label, current = false, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => root.current?.contains(target as Node) || setOpen(false);
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
    };
  }, [open]);
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="submenu" ref={root} onKeyDown={key} onClick={({ target }) => (target as Element).closest('a') && setOpen(false)}>
      <button type="button" class="plain" ref={button} aria-expanded={open} data-current={current || undefined} onClick={() => setOpen(!open)}>{label} <span aria-hidden="true">▾</span></button>
      {open ? <div class="choices">{children}</div> : null}
    </div>
  );
}
