// Where the keyboard was before it went into a panel.

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
