import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { longJob } from "./progress.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  longJob.end();
  vi.useRealTimers();
});

const at = (done: number, now_ms: number): void =>
  longJob.take({ what: "segments", done, total: 100 }, now_ms);

it("shows a job that takes longer than a second, until it is done", () => {
  at(1, 0);
  at(2, 999);
  expect(longJob.shown).toBeUndefined();
  at(3, 1000);
  expect(longJob.shown?.done).toBe(3);
  at(100, 1100);
  expect(longJob.shown).toBeUndefined();
  at(1, 1200);
  expect(longJob.shown).toBeUndefined();
});

it("forgets a job that fell silent", async () => {
  at(1, 0);
  at(2, 2000);
  await vi.advanceTimersByTimeAsync(4000);
  expect(longJob.shown).toBeUndefined();
});
