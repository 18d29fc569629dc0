import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Autosave, LONGEST_MS, QUIET_MS, type SaveState } from "./autosave";

/** A disk whose saves end when the test says so. */
function disk() {
  const saves: { text: string; done: (at: number) => void; fail: (error: Error) => void }[] = [];
  const form = { text: "" };
  const states: SaveState[] = [];
  const autosave = new Autosave<string>({
    read: () => form.text,
    save: (text) => new Promise((done, fail) => saves.push({ text, done, fail })),
    onstate: (state) => states.push(state),
  });
  const type = (text: string) => {
    form.text += text;
    autosave.changed();
  };
  return { saves, states, autosave, type, last: () => states.at(-1) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a keystroke is sent after a short quiet and is said to be saved only when the answer came", async () => {
  const { saves, autosave, type, last } = disk();
  type("a");
  expect(last()?.kind).toBe("pending");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  expect(saves.map((save) => save.text)).toEqual(["a"]);
  expect(last()?.kind).toBe("pending");
  saves[0]?.done(77);
  await vi.advanceTimersByTimeAsync(0);
  expect(last()).toEqual({ kind: "saved", at: 77 });
  expect(autosave.unsaved).toBe(false);
});

test("typing without a pause: no keystroke waits longer than the longest wait for its save", async () => {
  const typedAt: number[] = [];
  const waits: number[] = [];
  let saved = 0;
  const autosave = new Autosave<number>({
    read: () => typedAt.length,
    save: async (count) => {
      for (; saved < count; saved += 1) waits.push(Date.now() - (typedAt[saved] ?? 0));
      return Date.now();
    },
    onstate: () => undefined,
  });
  for (let key = 0; key < 60; key += 1) {
    typedAt.push(Date.now());
    autosave.changed();
    await vi.advanceTimersByTimeAsync(50);
  }
  await vi.advanceTimersByTimeAsync(LONGEST_MS);
  expect(waits).toHaveLength(60);
  expect(Math.max(...waits)).toBeLessThanOrEqual(LONGEST_MS);
});

test("never two saves at once; what was typed meanwhile goes with the next one, newest state only", async () => {
  const { saves, type } = disk();
  type("a");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  type("b");
  type("c");
  await vi.advanceTimersByTimeAsync(5000);
  expect(saves.map((save) => save.text)).toEqual(["a"]);
  saves[0]?.done(1);
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  expect(saves.map((save) => save.text)).toEqual(["a", "abc"]);
});

test("an answer to an older state is not called saved", async () => {
  const { saves, type, last, autosave } = disk();
  type("a");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  type("b");
  saves[0]?.done(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(last()).toEqual({ kind: "pending", at: 1 });
  expect(autosave.unsaved).toBe(true);
});

test("a failure is told, keeps what was typed, and is tried again by itself, slower each time", async () => {
  const { saves, type, last } = disk();
  type("a");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  saves[0]?.fail(new Error("full"));
  await vi.advanceTimersByTimeAsync(0);
  expect(last()?.kind).toBe("failed");
  type("b");
  expect(last()?.kind, "typing does not hide the failure").toBe("failed");
  await vi.advanceTimersByTimeAsync(999);
  expect(saves).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(saves.at(-1)?.text).toBe("ab");
  saves[1]?.fail(new Error("full"));
  await vi.advanceTimersByTimeAsync(1999);
  expect(saves).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  saves[2]?.done(9);
  await vi.advanceTimersByTimeAsync(0);
  expect(last()).toEqual({ kind: "saved", at: 9 });
});

test("flush saves at once, waits for the save in flight, and tells whether all is on disk", async () => {
  const { saves, type, autosave } = disk();
  type("a");
  const first = autosave.flush();
  expect(saves.map((save) => save.text)).toEqual(["a"]);
  type("b");
  saves[0]?.done(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(saves.map((save) => save.text)).toEqual(["a", "ab"]);
  saves[1]?.done(2);
  expect(await first).toBe(true);
  type("c");
  const second = autosave.flush();
  saves[2]?.fail(new Error("gone"));
  expect(await second).toBe(false);
  expect(await disk().autosave.flush(), "nothing to save").toBe(true);
});

test("on demand it tries at once, not at the planned time, and not twice", async () => {
  const { saves, type, autosave } = disk();
  type("a");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  saves[0]?.fail(new Error("full"));
  await vi.advanceTimersByTimeAsync(0);
  const again = autosave.flush();
  saves[1]?.done(5);
  expect(await again).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(saves).toHaveLength(2);
});

test("after stop nothing is saved: a finished draft does not come back", async () => {
  const { saves, type, autosave } = disk();
  type("a");
  await autosave.stop();
  type("b");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(saves).toHaveLength(0);
});
