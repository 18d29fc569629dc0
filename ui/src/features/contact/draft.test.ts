import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HostError } from "../../host";
import { go } from "../../shell/router.svelte";
import { route } from "../../shell/router.svelte";
import { toasts } from "../../shell/toast.svelte";
import DraftPage from "./DraftPage.svelte";
import { forgetDrafts } from "./draft.svelte";
import { draftHost, NOTHING } from "./testing";

beforeEach(() => go("/draft/d1"));
afterEach(() => {
  cleanup();
  forgetDrafts();
  toasts.dismiss();
  localStorage.clear();
});

async function opened() {
  render(DraftPage);
  return screen.findByRole("heading", { level: 1, name: "Contact, draft" });
}

test("what is typed is kept by itself, with the field it was typed in, and said to be saved only then", async () => {
  const host = draftHost();
  await opened();
  await userEvent.type(screen.getByRole("textbox", { name: "Given name" }), "Jordan");
  await waitFor(() => expect(screen.getByText("Saved on this device 14:32:05")).toBeTruthy());
  const last = host.asked("draft_save").at(-1);
  expect(last).toMatchObject({
    id: "d1",
    focus: "name.given",
    contact: { person: { new: { "name.given": "Jordan" } } },
  });
});

test("opening keeps nothing and puts the focus where it was", async () => {
  const host = draftHost({ fields: { "place.city": "Example City" } }, "place.city");
  await opened();
  expect((document.activeElement as HTMLInputElement).value).toBe("Example City");
  await tick();
  expect(host.asked("draft_save")).toEqual([]);
});

test("right-to-left, emoji and zero-width text goes in and out unchanged; a long narrative is not cut", async () => {
  const odd = "🛟‍👩🏽 مرحبا \u200b<b>&amp;{n}\u202e";
  const novel = "word ".repeat(5000);
  const host = draftHost({ person: { new: { "name.given": odd } }, narrative: novel });
  await opened();
  const name = screen.getByRole<HTMLInputElement>("textbox", { name: "Given name" });
  expect(name.value).toBe(odd);
  expect(name.dir).toBe("auto");
  const text = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Narrative" });
  expect(text.value).toHaveLength(novel.length);
  expect(text.maxLength).toBe(-1);
  expect(screen.getByText(/5,000 characters too many: at most 20,000/)).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "X");
  await waitFor(() => expect(host.asked("draft_save").length).toBeGreaterThan(0));
  expect(host.asked("draft_save").at(-1)?.contact).toMatchObject({
    person: { new: { "name.given": odd } },
    narrative: novel,
  });
});

test("a full disk is said at once, what was typed stays, and 'Try again' keeps it", async () => {
  const host = draftHost();
  await opened();
  const saved = { id: "d1", contact: {}, focus: "", saved_ms: 0, issues: [] };
  host.script("draft_save", new HostError("store.full"));
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Example");
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Not saved on this device"));
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "City" }).value).toBe("Example");
  host.script("draft_save", (request) => ({ ...saved, contact: request.contact, saved_ms: 1 }));
  await userEvent.click(screen.getByRole("button", { name: "Try again now" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect(host.asked("draft_save").at(-1)?.contact.fields["place.city"]).toBe("Example");
});

test("one press adds a dose like the one before, given now", async () => {
  const host = draftHost({ pathway: "naloxone_plus" });
  await opened();
  const add = screen.getByRole("button", { name: "Add a dose now" });
  await userEvent.click(add);
  await userEvent.click(screen.getByRole("radio", { name: "4 mg" }));
  await userEvent.click(screen.getByRole("radio", { name: "Nasal" }));
  await userEvent.click(add);
  expect(screen.getByText("2 doses")).toBeTruthy();
  await waitFor(() => {
    const doses = host.asked("draft_save").at(-1)?.contact.doses;
    expect(doses).toHaveLength(2);
    expect(doses?.[1]).toMatchObject({ mg: "4", route: "nasal", giver: null });
    expect(doses?.[1]?.at).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
  });
  expect(host.asked("draft_save").at(-1)?.contact.fields["naloxone.given"]).toBe("yes");
});

test("two taps that follow at once are one dose", async () => {
  draftHost({ pathway: "naloxone_plus" });
  await opened();
  const add = screen.getByRole("button", { name: "Add a dose now" });
  add.click();
  add.click();
  await waitFor(() => expect(screen.getByText("1 dose")).toBeTruthy());
});

test("officer intervention is on offer to law enforcement only", async () => {
  draftHost();
  await opened();
  expect(screen.getByRole("radio", { name: "Active Outreach" })).toBeTruthy();
  expect(screen.queryByRole("radio", { name: "Officer Intervention" })).toBeNull();
});

test("Ready that is refused shows what blocks, leading to the field; hints never block", async () => {
  const host = draftHost({ fields: { offer: "not_offered" } });
  await opened();
  expect(screen.queryByRole("link", { name: /^Reason/ })).toBeNull();
  const issues = [
    { field: "offer.reason", code: "offer.reason_required", blocking: true },
    { field: "time.clear", code: "time.order", blocking: false },
  ];
  host.script("draft_ready", new HostError("record.not_ready", "", issues));
  await userEvent.click(screen.getByRole("button", { name: "Ready" }));
  const link = await screen.findByRole("link", { name: "Reason: Say why no service was offered." });
  expect(
    screen.getByRole("alert").contains(document.activeElement) || document.activeElement?.contains(link),
  ).toBe(true);
  await userEvent.click(link);
  expect(document.activeElement?.id).toBe("f-offer.reason");
  expect(screen.queryByRole("link", { name: /^Clear/ })).toBeNull();
});

test("Ready keeps what was typed a moment ago, happens once, and opens the contact", async () => {
  const host = draftHost();
  await opened();
  const order: string[] = [];
  let done: () => void = () => undefined;
  host.script("draft_save", (request) => {
    order.push(`save ${request.contact.fields["place.city"]}`);
    return { id: "d1", contact: request.contact, focus: "", saved_ms: 1, issues: [] };
  });
  host.script("draft_ready", async () => {
    order.push("ready");
    await new Promise<void>((resolve) => (done = resolve));
    return { contact: "c1", incident: "i1", person: "p1", follow_up: null, hints: [] };
  });
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Example");
  await userEvent.dblClick(screen.getByRole("button", { name: "Ready" }));
  await waitFor(() => expect(order.at(-1)).toBe("ready"));
  expect(order.at(-2)).toBe("save Example");
  done();
  await waitFor(() => expect(route.path).toBe("/contact/c1"));
  expect(order.filter((one) => one === "ready")).toHaveLength(1);
  expect(toasts.current?.text).toContain("Ready");
});

test("a discarded draft comes back with one press, as it was", async () => {
  const host = draftHost({ narrative: "kept" });
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Discard this draft" }));
  await waitFor(() => expect(route.path).toBe("/board"));
  expect(host.asked("draft_discard")).toEqual([{ id: "d1" }]);
  await toasts.current?.undo?.();
  expect(host.asked("draft_save").at(-1)).toMatchObject({ id: null, contact: { narrative: "kept" } });
  expect(route.path).toBe("/draft/d2");
});

test("leaving the page keeps what was typed last", async () => {
  const host = draftHost();
  await opened();
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Ex");
  cleanup();
  await waitFor(() => expect(host.asked("draft_save").at(-1)?.contact.fields["place.city"]).toBe("Ex"));
});

test("what could not be kept before the lock is there when the draft is opened again", async () => {
  const host = draftHost();
  await opened();
  host.script("draft_save", new HostError("desk.locked"));
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Ex");
  cleanup();
  await waitFor(() => expect(host.asked("draft_save").length).toBeGreaterThan(0));
  await opened();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "City" }).value).toBe("Ex");
});

test("a draft finished in another window goes on as a new one", async () => {
  const host = draftHost();
  await opened();
  host.script("draft_save", (request) =>
    request.id === "d1"
      ? new HostError("record.not_found")
      : { id: "d9", contact: request.contact, focus: request.focus, saved_ms: 1, issues: [] },
  );
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "E");
  await waitFor(() => expect(route.path).toBe("/draft/d9"));
  expect(host.asked("draft_save").at(-1)?.contact.fields["place.city"]).toBe("E");
});

test("a dose is written by whoever holds it: no part of the form changes what it was only given", async () => {
  const warned = vi.spyOn(console, "warn");
  draftHost({ pathway: "naloxone_plus" });
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Add a dose now" }));
  await userEvent.click(screen.getByRole("radio", { name: "4 mg" }));
  await userEvent.click(screen.getByRole("radio", { name: "Nasal" }));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Nasal" }).checked).toBe(true);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test("a draft that went on in another window is read again, and its older state never goes over it", async () => {
  const host = draftHost({ fields: { "place.city": "Old" } });
  await opened();
  const newer = { ...NOTHING, fields: { "place.city": "New" } };
  host.script("draft_show", { id: "d1", contact: newer, focus: "", saved_ms: 99, issues: [] });
  window.dispatchEvent(new Event("focus"));
  const city = screen.getByRole<HTMLInputElement>("textbox", { name: "City" });
  await waitFor(() => expect(city.value).toBe("New"));
  expect(host.asked("draft_save")).toEqual([]);
  host.script("draft_show", { id: "d1", contact: NOTHING, focus: "", saved_ms: 100, issues: [] });
  await userEvent.type(city, "er");
  window.dispatchEvent(new Event("focus"));
  await waitFor(() => expect(host.asked("draft_save").at(-1)?.contact.fields["place.city"]).toBe("Newer"));
  expect(city.value).toBe("Newer");
});

test("a draft finished in another window is not brought back by looking at it", async () => {
  const host = draftHost();
  await opened();
  host.script("draft_save", new HostError("record.not_found"));
  screen.getByRole("textbox", { name: "City" }).focus();
  await waitFor(() => expect(host.asked("draft_save").length).toBeGreaterThan(0));
  expect(host.asked("draft_save").every((one) => one.id === "d1")).toBe(true);
  expect(route.path).toBe("/draft/d1");
  host.script("draft_show", new HostError("record.not_found"));
  window.dispatchEvent(new Event("focus"));
  await waitFor(() => expect(screen.queryByRole("textbox", { name: "City" })).toBeNull());
});

test("a dose taken away comes back by Undo, also when the page was left meanwhile", async () => {
  const host = draftHost({
    pathway: "naloxone_plus",
    doses: [{ mg: "4", route: null, at: null, response: null, giver: null }],
  });
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Take dose 1 out" }));
  cleanup();
  await waitFor(() => expect(host.asked("draft_save").at(-1)?.contact.doses).toEqual([]));
  await toasts.current?.undo?.();
  expect(host.asked("draft_save").at(-1)?.contact.doses).toMatchObject([{ mg: "4" }]);
});
