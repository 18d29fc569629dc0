import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useHost } from "../host";
import { FakeHost } from "../host/fake";
import { flushAll } from "./before-lock";
import { forgetPlace, placeToOpen, rememberPlace } from "./place";

let host: FakeHost;

beforeEach(() => {
  vi.useFakeTimers();
  forgetPlace();
  host = new FakeHost({ place_save: {} });
  useHost(host);
});
afterEach(() => vi.useRealTimers());

describe("the place", () => {
  it("is kept once for a quick walk", async () => {
    rememberPlace("/people", "");
    rememberPlace("/draft/1", "");
    rememberPlace("/draft/1", "narrative");
    await vi.advanceTimersByTimeAsync(1000);
    rememberPlace("/draft/1", "narrative");
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.asked("place_save")).toEqual([{ route: "/draft/1", focus: "narrative" }]);
  });

  it("is kept before the desk locks", async () => {
    rememberPlace("/draft/1", "offer");
    await flushAll();
    expect(host.asked("place_save")).toEqual([{ route: "/draft/1", focus: "offer" }]);
  });

  it("is where the app opens, unless there is no such page", () => {
    expect(placeToOpen({ route: "/draft/1", focus: "offer" })).toEqual({ route: "/draft/1", focus: "offer" });
    expect(placeToOpen({ route: "/people?text=x", focus: "" }).route).toBe("/people?text=x");
    for (const route of ["", "/gone", "//evil.example", "javascript:1"]) {
      expect(placeToOpen({ route, focus: "x" }), route).toEqual({ route: "/board", focus: "" });
    }
    expect(placeToOpen(undefined).route).toBe("/board");
  });
});
