import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SettingsView } from "../gen/api";
import { HostError, useHost } from "../host";
import { FakeHost } from "../host/fake";
import { desk, startDesk } from "./desk.svelte";
import { deskView, SETTINGS, STATUS } from "./testing";
import { toast, toasts } from "./toast.svelte";
import { startTouch } from "./touch";

let host: FakeHost;
let end: () => void;

beforeEach(async () => {
  const locked = deskView({ state: "locked" });
  host = new FakeHost({ desk_show: deskView(), status: STATUS, lock: locked, unlock: deskView() });
  useHost(host);
  desk.gone = false;
  desk.sessionLost = false;
  end = await startDesk(() => undefined);
});
afterEach(() => {
  end();
  toasts.dismiss();
  desk.take(deskView({ state: "locked" }));
});

describe("a lock that the core cannot be told", () => {
  it("covers the screen at once, and locks the core before anything is shown again", async () => {
    host.setGone(true);
    host.script("lock", new HostError("host.gone"));
    await desk.lock();
    expect([desk.state, desk.me]).toEqual(["locked", undefined]);
    host.script("lock", deskView({ state: "locked" }));
    const states = new Set<string | undefined>();
    host.setGone(false);
    await vi.waitFor(() => {
      states.add(desk.state);
      expect(host.asked("lock")).toHaveLength(2);
    });
    await vi.waitFor(() => expect(host.asked("desk_show").length).toBeGreaterThan(1));
    states.add(desk.state);
    expect([...states]).toEqual(["locked"]);
    await desk.unlock("right");
    expect(desk.state).toBe("open");
  });

  it("is said when the core is there and refuses", async () => {
    host.script("lock", new HostError("store.busy"));
    await expect(desk.lock()).rejects.toMatchObject({ code: "store.busy" });
    expect(desk.state).toBe("open");
  });
});

describe("nobody there", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("covers the screen only while the core cannot lock it", () => {
    let after: number | undefined;
    const cover = vi.fn();
    const stop = startTouch({ isOpen: () => true, coverAfterMs: () => after, cover });
    vi.advanceTimersByTime(600_000);
    expect(cover).not.toHaveBeenCalled();
    after = 900_000;
    vi.advanceTimersByTime(200_000);
    expect(cover).not.toHaveBeenCalled();
    vi.advanceTimersByTime(110_000);
    expect(cover).toHaveBeenCalled();
    stop();
  });
});

describe("settings", () => {
  it("stay as pressed while an earlier change is still on its way", async () => {
    const answers: ((view: SettingsView) => void)[] = [];
    host.script("settings_save", () => new Promise((done) => void answers.push(done)));
    const first = desk.save({ lock_after_min: 6 });
    const second = desk.save({ lock_after_min: desk.settings.lock_after_min + 1 });
    answers[0]?.({ ...SETTINGS, lock_after_min: 6 });
    await first;
    expect(desk.settings.lock_after_min).toBe(7);
    answers[1]?.({ ...SETTINGS, lock_after_min: 7 });
    await second;
    host.script("settings_save", new HostError("store.full"));
    await expect(desk.save({ lock_after_min: 9 })).rejects.toMatchObject({ code: "store.full" });
    expect(desk.settings.lock_after_min).toBe(7);
  });
});

describe("a message that comes after the lock", () => {
  it("is not shown to whoever stands there, unless it is about the lock", () => {
    desk.take(deskView({ state: "locked" }));
    toast("Kept: Example");
    expect(toasts.current).toBeUndefined();
    toast("The language was not kept", { locked: true });
    expect(toasts.current?.text).toBe("The language was not kept");
  });
});
