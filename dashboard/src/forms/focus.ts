// Where the keyboard goes on after a choice.

/** Moves the focus once the page is drawn again; who has gone on to another field meanwhile stays there. */
export function focusNext(find: () => HTMLElement | null | undefined): void {
  const from = document.activeElement;
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (!now || now === document.body || now === from) find()?.focus();
  });
}
