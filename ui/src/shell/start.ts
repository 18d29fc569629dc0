// Everything that runs for as long as the page is there.
import type { DeskEvent } from "../gen/api";
import { alerts } from "./alerts.svelte";
import { flushAll } from "./before-lock";
import { startClock } from "./clock.svelte";
import { desk, startDesk } from "./desk.svelte";
import { longJob } from "./progress.svelte";
import { startRouter } from "./router.svelte";
import { startShortcuts } from "./shortcuts.svelte";
import { startTouch } from "./touch";

function onEvent(event: DeskEvent): void {
  if (event.event === "alert") alerts.take(event.is, Date.now());
  else if (event.event === "progress") longJob.take(event.is, Date.now());
}

/** Starts it all. The host takes its link out of the address before the router reads it. */
export async function startShell(): Promise<() => void> {
  const endDesk = await startDesk(onEvent);
  const flush = (): void => void flushAll();
  window.addEventListener("pagehide", flush);
  const ends = [
    startRouter(),
    startClock(),
    startShortcuts(),
    startTouch({
      isOpen: () => desk.state === "open",
      coverAfterMs: () => (desk.gone || desk.sessionLost ? desk.settings.lock_after_min * 60_000 : undefined),
      cover: () => desk.cover(),
    }),
    endDesk,
  ];
  return () => {
    window.removeEventListener("pagehide", flush);
    ends.forEach((end) => end());
  };
}
