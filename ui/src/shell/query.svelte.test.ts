import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PersonListView } from "../gen/api";
import { HostError, useHost } from "../host";
import { FakeHost } from "../host/fake";
import { tellChanged } from "./changed";
import { call } from "./call";
import { query } from "./query.svelte";
import type { Query } from "./query.svelte";

const people = (name: string): PersonListView => ({
  people: [
    {
      id: name,
      name,
      birth_date: null,
      conflicts: 0,
      contacts: 0,
      last_contact_ms: null,
      entered_in_error: false,
    },
  ],
  hidden: false,
});
const names = (one: Query<"person_search">): string[] | undefined =>
  one.data?.people.map((person) => person.name);

let host: FakeHost;
let text = $state<string | null>("a");
let one: Query<"person_search">;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  host = new FakeHost({ person_search: ({ text }) => people(text) });
  useHost(host);
  text = "a";
  end = $effect.root(() => {
    one = query("person_search", () => (text === null ? null : { text, limit: null }));
  });
  flushSync();
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("query", () => {
  it("asks once and again when its arguments change", async () => {
    await settle();
    expect([one.loading, names(one)]).toEqual([false, ["a"]]);
    text = "b";
    flushSync();
    expect([one.loading, names(one)]).toEqual([true, ["a"]]);
    await settle();
    expect([one.loading, names(one)]).toEqual([false, ["b"]]);
    expect(host.asked("person_search")).toHaveLength(2);
  });

  it("asks nothing and shows nothing without arguments", async () => {
    await settle();
    text = null;
    flushSync();
    await settle();
    expect([one.data, one.loading]).toEqual([undefined, false]);
    expect(host.asked("person_search")).toHaveLength(1);
  });

  it("asks once for many changes, keeping what it shows", async () => {
    await settle();
    host.script("person_search", people("new"));
    for (let n = 0; n < 5; n += 1) tellChanged();
    await vi.advanceTimersByTimeAsync(149);
    expect(host.asked("person_search")).toHaveLength(1);
    expect(names(one)).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(names(one)).toEqual(["new"]);
    expect(host.asked("person_search")).toHaveLength(2);
  });

  it("follows while changes go on without a pause, one question at a time", async () => {
    await settle();
    let going = 0;
    let most = 0;
    host.script("person_search", async () => {
      most = Math.max(most, (going += 1));
      await new Promise((done) => setTimeout(done, 300));
      going -= 1;
      return people("later");
    });
    for (let ms = 0; ms < 3000; ms += 100) {
      tellChanged();
      await vi.advanceTimersByTimeAsync(100);
      if (ms === 1000) expect(names(one)).toEqual(["later"]);
    }
    expect(most).toBe(1);
    const asked = host.asked("person_search").length;
    expect(asked).toBeGreaterThan(4);
    expect(asked).toBeLessThan(10);
  });

  it("is told of this screen's own changes, but not of drafts", async () => {
    await settle();
    host.script("settle", new HostError("conflict.none"));
    await expect(call("settle", { id: "1", field: "x", keep: "y", seen: null })).rejects.toMatchObject({
      code: "conflict.none",
    });
    host.script("draft_discard", {});
    await vi.advanceTimersByTimeAsync(200);
    expect(host.asked("person_search")).toHaveLength(1);
    await call("draft_discard", { id: "1" });
    await vi.advanceTimersByTimeAsync(200);
    expect(host.asked("person_search")).toHaveLength(2);
  });

  it("keeps what it shows beside an error, and drops an answer that was overtaken", async () => {
    await settle();
    host.script("person_search", new HostError("store.busy"));
    await one.reload();
    expect([one.error?.code, names(one)]).toEqual(["store.busy", ["a"]]);
    let first: (answer: PersonListView) => void = () => undefined;
    host.script("person_search", () => new Promise<PersonListView>((done) => (first = done)));
    const slow = one.reload();
    host.script("person_search", people("second"));
    await one.reload();
    first(people("first"));
    await slow;
    expect([one.error, names(one), one.loading]).toEqual([undefined, ["second"], false]);
  });

  it("stops asking when nobody looks any more", async () => {
    await settle();
    tellChanged();
    end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.asked("person_search")).toHaveLength(1);
  });
});
