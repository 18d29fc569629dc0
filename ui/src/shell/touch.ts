// Whether somebody is here. The core is told, which puts off the lock; only real input counts.
import { call } from "./call";

const LEAST_MS = 20_000;
const LOOK_MS = 5000;

export interface Watched {
  isOpen: () => boolean;
  /** After how long without anybody the screen is covered; `undefined` while the core does that itself. */
  coverAfterMs: () => number | undefined;
  cover: () => void;
}

/** Listens to keys, presses and wheels until the returned function is called. */
export function startTouch({ isOpen, coverAfterMs, cover }: Watched): () => void {
  let told = 0;
  let seen = Date.now();
  const touched = (event: Event): void => {
    if (!event.isTrusted) return;
    seen = Date.now();
    const now = performance.now();
    if (!isOpen() || (told !== 0 && now - told < LEAST_MS)) return;
    told = now;
    void call("touch", {}).catch(() => undefined);
  };
  // A core that stopped locks nothing: names must not stay on a screen that nobody sits before.
  const look = setInterval(() => {
    const after = isOpen() ? coverAfterMs() : undefined;
    if (after !== undefined && Math.abs(Date.now() - seen) >= after) cover();
  }, LOOK_MS);
  const kinds = ["keydown", "pointerdown", "wheel", "touchstart"] as const;
  for (const kind of kinds) window.addEventListener(kind, touched, { passive: true, capture: true });
  return () => {
    clearInterval(look);
    for (const kind of kinds) window.removeEventListener(kind, touched, { capture: true });
  };
}
