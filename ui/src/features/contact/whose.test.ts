// What a page keeps in memory is whose it is: another member who signs in on the same screen is shown none of it.
import { afterEach, beforeEach, expect, it } from "vitest";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { desk } from "../../shell/desk.svelte";
import { deskView, STATUS } from "../../shell/testing";
import { forgetDrafts, openDraft } from "./draft.svelte";
import { keepTyped, typedSoFar } from "./note-text";
import { draftHost } from "./testing";

let host: FakeHost;

beforeEach(() => {
  host = draftHost();
  host.script("status", STATUS);
  useHost(host);
  desk.take(deskView());
});
afterEach(forgetDrafts);

function signIn(member: string): void {
  desk.take(deskView({ state: "locked", member: null }));
  desk.take(deskView({ member }));
}

it("a note that the first did not finish is not what the second finds under the same contact", () => {
  keepTyped("c1", "words of the first");
  signIn("m2");
  expect(typedSoFar("c1")).toBeUndefined();
  keepTyped("c1", "");
  signIn("m1");
  expect(typedSoFar("c1")).toBe("words of the first");
  keepTyped("c1", "");
});

it("a draft whose last words are not on disk is neither opened nor kept by the second", async () => {
  const draft = await openDraft("d1");
  host.script("draft_save", new HostError("desk.locked"));
  draft.model.narrative = "words of the first";
  expect(await draft.flush()).toBe(false);
  const before = host.asked("draft_save").length;

  signIn("m2");
  host.script("draft_show", new HostError("record.not_found"));
  await expect(openDraft("d1")).rejects.toMatchObject({ code: "record.not_found" });
  expect(await draft.flush()).toBe(false);
  expect(host.asked("draft_save")).toHaveLength(before);

  signIn("m1");
  expect(await openDraft("d1")).toBe(draft);
  expect(draft.model.narrative).toBe("words of the first");
});
