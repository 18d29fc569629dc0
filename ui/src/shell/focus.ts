// Where the focus goes when the page changes: to the heading, unless the page put it somewhere itself.

/** Focuses the heading of the page in `main`, as soon as there is one. Returns what gives up waiting for it. */
export function focusHeading(main: HTMLElement): () => void {
  if (hasOwnFocus(main)) return () => undefined;
  main.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  if (focusIn(main)) return () => undefined;
  const observer = new MutationObserver(() => {
    if (hasOwnFocus(main) || focusIn(main)) observer.disconnect();
  });
  observer.observe(main, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Focuses the field somebody was in, once it is there; the heading until then. */
export function focusField(main: HTMLElement, id: string): () => void {
  const stop = focusHeading(main);
  if (id === "" || focusId(main, id)) return stop;
  const observer = new MutationObserver(() => {
    if (focusId(main, id)) observer.disconnect();
  });
  observer.observe(main, { childList: true, subtree: true });
  return () => {
    stop();
    observer.disconnect();
  };
}

function focusId(main: HTMLElement, id: string): boolean {
  const field = main.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  field?.focus();
  return field !== null && document.activeElement === field;
}

function hasOwnFocus(main: HTMLElement): boolean {
  const active = document.activeElement;
  return active !== null && active !== main && main.contains(active) && active.tagName !== "H1";
}

function focusIn(main: HTMLElement): boolean {
  const heading = main.querySelector<HTMLElement>("h1");
  if (!heading) return false;
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}
