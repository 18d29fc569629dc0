// Tells the core that somebody is here, which puts off the lock. Only real input counts.
import { call } from "./call";

const LEAST_MS = 20_000;

/** Listens to keys, presses and wheels until the returned function is called. */
export function startTouch(isOpen: () => boolean): () => void {
  let last = 0;
  const touched = (event: Event): void => {
    const now = performance.now();
    if (!event.isTrusted || !isOpen() || (last !== 0 && now - last < LEAST_MS)) return;
    last = now;
    void call("touch", {}).catch(() => undefined);
  };
  const kinds = ["keydown", "pointerdown", "wheel", "touchstart"] as const;
  for (const kind of kinds) window.addEventListener(kind, touched, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, touched, { capture: true });
  };
}
