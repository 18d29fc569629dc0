import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DeskEvent } from "../gen/api";
import { HttpHost } from "./http";
import { EventReader } from "./sse";

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>;
let answer: Answer = () => new Response("{}");
const fetched = vi.fn(async (path: string, init: RequestInit) => answer(path, init));

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/");
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const headerOf = (call: number, name: string): unknown =>
  (fetched.mock.calls[call]?.[1].headers as Record<string, string> | undefined)?.[name];

describe("the way in", () => {
  it("trades the link's token for a session, once, and takes it out of the address", async () => {
    history.replaceState(null, "", "/#enter=Tok_en-1");
    answer = () => new Response(JSON.stringify({ session: "S1" }));
    const host = new HttpHost();
    await host.start();
    expect(fetched.mock.calls[0]?.[0]).toBe("/enter");
    expect(fetched.mock.calls[0]?.[1].body).toBe(JSON.stringify({ token: "Tok_en-1" }));
    expect(location.hash).toBe("#/");
    answer = () => new Response("{}");
    await host.call("board", {});
    expect(headerOf(1, "Authorization")).toBe("Bearer S1");
  });

  it("goes on with the session of this tab after a reload", async () => {
    sessionStorage.setItem("footbridge.session", "S2");
    await new HttpHost().start();
    expect(fetched).not.toHaveBeenCalled();
  });

  it("says so when there is no way in", async () => {
    await expect(new HttpHost().start()).rejects.toMatchObject({ code: "host.session" });
    history.replaceState(null, "", "/#enter=used");
    answer = () => new Response("", { status: 401 });
    await expect(new HttpHost().start()).rejects.toMatchObject({ code: "host.session" });
  });

  it("gives an old session up and tells it once", async () => {
    sessionStorage.setItem("footbridge.session", "old");
    const host = new HttpHost();
    const lost = vi.fn();
    host.onSessionLost(lost);
    await host.start();
    answer = () => new Response("", { status: 401 });
    await expect(host.call("board", {})).rejects.toMatchObject({ code: "host.session" });
    await expect(host.call("board", {})).rejects.toMatchObject({ code: "host.session" });
    expect(lost).toHaveBeenCalledTimes(1);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(sessionStorage.getItem("footbridge.session")).toBeNull();
  });
});

describe("a core that goes away", () => {
  it("is told, fails calls at once, and is back by itself when it answers again", async () => {
    const host = new HttpHost();
    const gone: boolean[] = [];
    host.onGone((now) => gone.push(now));
    let up = false;
    answer = (path) => {
      if (!up) throw new TypeError("connection refused");
      return path === "/events" ? stream() : new Response("{}");
    };
    host.events(() => undefined);
    await vi.waitFor(() => expect(gone).toEqual([true]));
    const before = fetched.mock.calls.length;
    await expect(host.call("board", {})).rejects.toMatchObject({ code: "host.gone" });
    expect(fetched.mock.calls.length).toBe(before);
    up = true;
    await vi.advanceTimersByTimeAsync(5000);
    expect(gone).toEqual([true, false]);
    await expect(host.call("board", {})).resolves.toEqual({});
    host.stop();
  });

  it("says that anything may have changed when a stream begins anew, and only then", async () => {
    const host = new HttpHost();
    const heard: string[] = [];
    let streams = 0;
    answer = () => ((streams += 1) === 1 ? stream('data: {"event":"sync"}\n\n') : stream());
    host.events((event) => heard.push(event.event));
    await vi.waitFor(() => expect(heard).toEqual(["sync"]));
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard).toEqual(["sync", "changed"]);
    host.stop();
  });

  it("has the browser finish what is sent while the page closes, as far as it may", async () => {
    sessionStorage.setItem("footbridge.session", "S");
    const host = new HttpHost();
    await host.start();
    answer = () => new Response("{}");
    const keepalive = (): unknown => fetched.mock.lastCall?.[1].keepalive;
    await host.call("board", {});
    expect(keepalive()).toBe(false);
    window.dispatchEvent(new Event("pagehide"));
    await host.call("board", {});
    expect(keepalive()).toBe(true);
    await host.call("person_search", { text: "x".repeat(70_000), limit: 1 });
    expect(keepalive()).toBe(false);
    window.dispatchEvent(new Event("pageshow"));
    await host.call("board", {});
    expect(keepalive()).toBe(false);
  });

  it("delivers events of one stream after another", async () => {
    const host = new HttpHost();
    const heard: DeskEvent[] = [];
    answer = () => stream('data: {"event":"cha', 'nged"}\n\n: still here\n\n');
    host.events((event) => heard.push(event));
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard.length).toBeGreaterThan(1);
    expect(new Set(heard.map((event) => event.event))).toEqual(new Set(["changed"]));
    host.stop();
    const count = fetched.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetched.mock.calls.length).toBe(count);
  });
});

describe("EventReader", () => {
  it("gives whole events only, whatever the pieces, and skips comments", () => {
    const reader = new EventReader();
    const text = ': hello\n\ndata: {"a":1}\r\n\r\nevent: x\ndata: {"b":\ndata: 2}\n\n';
    const found = [...text].flatMap((piece) => reader.take(piece));
    expect(found).toEqual(['{"a":1}', '{"b":\n2}']);
  });
});

function stream(...pieces: string[]): Response {
  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(bytes.encode(piece));
      if (pieces.length > 0) controller.close();
    },
  });
  return new Response(body);
}
