// The picture in the README: the board of a full day, at the same hour whenever it is taken.
import { mkdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Core } from "../harness/core.ts";

const PICTURE = new URL("../../../docs/images/board.png", import.meta.url).pathname;
/** When it seems to be taken: a moment of our own, so that a new picture differs only where the board does. */
const THEN = Date.parse("2026-06-04T21:14:00-04:00");
const MINUTE = 60_000;

export async function postcard(page: Page, core: Core): Promise<void> {
  await core.call("settings_save", { theme: "day", language: "en", size: "normal", sound: false, lock_after_min: 30 });
  const shift = Math.floor((THEN - Date.now()) / MINUTE) * MINUTE;
  await page.route("**/rpc", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: moved(await answer.text(), shift) });
  });
  // The stream cannot be moved in time: its sync state would tell the real hour.
  await page.route("**/events", (route) => route.fulfill({ contentType: "text/event-stream", body: "" }));
  await page.clock.setFixedTime(THEN);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await page.evaluate(() => (location.hash = "/board"));
  await page.getByRole("region", { name: "Waiting for you" }).waitFor();
  mkdirSync(new URL(".", `file://${PICTURE}`).pathname, { recursive: true });
  await page.screenshot({ path: PICTURE, animations: "disabled" });
  await page.unrouteAll({ behavior: "ignoreErrors" });
}

/** Every moment in milliseconds of an answer, moved to the minute. */
function moved(answer: string, shift: number): string {
  return answer.replace(/("\w+_ms":)(\d+)/g, (_, key: string, ms: string) => {
    return `${key}${Math.round((Number(ms) + shift) / MINUTE) * MINUTE}`;
  });
}
