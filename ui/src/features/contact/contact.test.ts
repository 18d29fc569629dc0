import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RecordEditRequest } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { go, route } from "../../shell/router.svelte";
import { toasts } from "../../shell/toast.svelte";
import ContactPage from "./ContactPage.svelte";
import { forgetEdits } from "./edit.svelte";
import NewContactPage from "./NewContactPage.svelte";
import { contactView, draftHost, field, record } from "./testing";

beforeEach(() => {
  forgetEdits();
  go("/contact/c1");
});
afterEach(() => {
  cleanup();
  toasts.dismiss();
  localStorage.clear();
});

function contactHost(fields = [field("place.city", "Exampleville"), field("pathway", "naloxone_plus")]) {
  let version = 1;
  const view = contactView(fields);
  const host = new FakeHost({
    contact_show: () => contactView([...view.record.fields], `v${version}`),
    record_edit: (request: RecordEditRequest) => {
      version += 1;
      for (const [key, value] of Object.entries(request.fields)) {
        const held = view.record.fields.find((one) => one.key === key);
        if (held) held.value = value;
        else view.record.fields.push(field(key, value));
      }
      return record("c1", "contact", [...view.record.fields], `v${version}`);
    },
    place_save: {},
  });
  useHost(host);
  return host;
}

async function opened() {
  render(ContactPage);
  return screen.findByRole("heading", { level: 1, name: "Jordan Example" });
}

test("a field is edited in place and authored once, when it is left, on what was seen", async () => {
  const host = contactHost();
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Edit: City" }));
  const city = screen.getByRole<HTMLInputElement>("textbox", { name: "City" });
  expect(document.activeElement).toBe(city);
  await userEvent.clear(city);
  await userEvent.type(city, "Sampleton");
  expect(host.asked("record_edit")).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByText("Sampleton")).toBeTruthy());
  expect(host.asked("record_edit")).toEqual([
    { id: "c1", fields: { "place.city": "Sampleton" }, seen: "v1" },
  ]);
  await toasts.current?.undo?.();
  expect(host.asked("record_edit").at(-1)).toEqual({
    id: "c1",
    fields: { "place.city": "Exampleville" },
    seen: "v2",
  });
});

test("Escape leaves a field as it was, and an edit that changes nothing authors nothing", async () => {
  const host = contactHost();
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Edit: City" }));
  await userEvent.keyboard("x{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Edit: City" }));
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(screen.getByText("Exampleville")).toBeTruthy();
  expect(host.asked("record_edit")).toEqual([]);
});

test("what is refused stays as typed, with the reason beside it", async () => {
  const host = contactHost();
  await opened();
  const issue = { field: "time.clear", code: "value.moment", blocking: true };
  host.script("record_edit", new HostError("record.not_ready", "", [issue]));
  await userEvent.click(screen.getByRole("button", { name: "Add: Clear" }));
  await userEvent.keyboard("soon{Enter}");
  await screen.findByText(/Type a time like 1432/);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Clear" }).value).toBe("soon");
});

test("'not offered' waits for its reason, and both are one edit", async () => {
  const host = contactHost([field("offer", "accepted")]);
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Edit: Offer of service" }));
  await userEvent.click(screen.getByRole("radio", { name: "Not offered" }));
  screen.getByRole("button", { name: /^Start|^Add this note/ }).focus();
  expect(host.asked("record_edit")).toEqual([]);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Reason" }), "medical_emergency");
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(host.asked("record_edit")).toHaveLength(1));
  expect(host.asked("record_edit")[0]?.fields).toEqual({
    offer: "not_offered",
    "offer.reason": "medical_emergency",
  });
});

test("a conflict stands beside its field; one press keeps a value, undo lets both stand again", async () => {
  const at = "2026-11-21T10:00:00-05:00[America/New_York]";
  const values = [
    { value: "yes", member: "m1", agency: "Example EMS", at, clock_off: false },
    { value: "no", member: "m2", agency: "Example Police", at, clock_off: true },
  ];
  const host = contactHost([field("kit_left", "yes", { conflict: values })]);
  host.script("settle", record("c1", "contact", [field("kit_left", "no")], "v2"));
  host.script("unsettle", record("c1", "contact", [field("kit_left", "yes", { conflict: values })], "v3"));
  await opened();
  const group = screen.getByRole("group", { name: "Naloxone kit left" });
  expect(group.textContent).toContain("Example Police");
  await userEvent.dblClick(within(group).getByRole("button", { name: /No$/ }));
  await waitFor(() => expect(toasts.current).toBeTruthy());
  expect(host.asked("settle")).toEqual([{ id: "c1", field: "kit_left", keep: "no", seen: "v1" }]);
  await toasts.current?.undo?.();
  expect(host.asked("unsettle")).toEqual([{ id: "c1", field: "kit_left", seen: "v1" }]);
});

test("a note that could not be added stays in its field; a correction says what it corrects", async () => {
  const host = contactHost();
  const note = {
    id: "n1",
    body: "<b>مرحبا</b>",
    amends: null,
    member: "m",
    agency: "Example EMS",
    at: "",
    mark: "sent",
    entered_in_error: false,
  };
  host.script("contact_show", () => ({ ...contactView([]), notes: [note] }));
  host.script("note_add", new HostError("store.full"));
  await opened();
  expect(screen.getByText("<b>مرحبا</b>").dir).toBe("auto");
  await userEvent.type(screen.getByRole("textbox", { name: "New note" }), "seen again");
  await userEvent.click(screen.getByRole("button", { name: "Add this note" }));
  await waitFor(() => expect(host.asked("note_add")).toHaveLength(1));
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "New note" }).value).toBe("seen again");
  cleanup();
  await opened();
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "New note" }).value).toBe("seen again");
  await userEvent.click(screen.getByRole("button", { name: /^Correct/ }));
  await userEvent.type(screen.getByRole("textbox", { name: "Correction" }), "!");
  host.script("note_add", record("n2", "note", []));
  await userEvent.click(screen.getByRole("button", { name: "Add the correction" }));
  await waitFor(() => expect(host.asked("note_add").at(-1)).toMatchObject({ amends: "n1" }));
});

test("a dose is added to a finished contact with two presses", async () => {
  const host = contactHost();
  host.script("dose_add", () => contactView([]));
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Add a dose now" }));
  await userEvent.dblClick(screen.getByRole("button", { name: "Record this dose" }));
  await waitFor(() => expect(host.asked("dose_add")).toHaveLength(1));
  expect(host.asked("dose_add")[0]?.doses[0]).toMatchObject({ mg: null, giver: null });
});

test("a new contact: search first; the person found, somebody new, or nobody is one press each", async () => {
  const host = draftHost();
  const hit = {
    id: "p7",
    name: "Jordan Example",
    birth_date: "1985-11-03",
    conflicts: 1,
    contacts: 2,
    last_contact_ms: 1,
    entered_in_error: false,
  };
  host.script("person_search", { people: [hit], hidden: false });
  go("/contact/new");
  render(NewContactPage);
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Find a person" }));
  await userEvent.keyboard("Jordan Exa");
  const option = await screen.findByRole("option", { name: /Jordan Example/ });
  expect(option.textContent).toContain("1 to decide");
  await userEvent.dblClick(screen.getByRole("button", { name: /^Somebody new: Jordan Exa/ }));
  await waitFor(() => expect(route.path).toBe("/draft/d2"));
  expect(host.asked("draft_save")).toHaveLength(1);
  expect(host.asked("draft_save")[0]?.contact).toMatchObject({
    person: { new: { "name.given": "Jordan", "name.family": "Exa" } },
  });
  await userEvent.click(option);
  await waitFor(() => expect(host.asked("draft_save")).toHaveLength(2));
  expect(host.asked("draft_save")[1]?.contact.person).toEqual({ existing: "p7" });
  await userEvent.click(screen.getByRole("button", { name: "Nobody known yet" }));
  await waitFor(() => expect(host.asked("draft_save")).toHaveLength(3));
  expect(host.asked("draft_save")[2]?.contact.person).toBe("unknown");
});

test("an edit that a lock cut off goes on with what was typed, on what was seen", async () => {
  const host = contactHost();
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Edit: City" }));
  await userEvent.clear(screen.getByRole("textbox", { name: "City" }));
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Sampleton");
  const edit = host.asked("record_edit").length;
  host.script("record_edit", new HostError("desk.locked"));
  cleanup();
  await waitFor(() => expect(host.asked("record_edit")).toHaveLength(edit + 1));
  host.script("record_edit", record("c1", "contact", [field("place.city", "Sampleton")], "v2"));
  await opened();
  const city = screen.getByRole<HTMLInputElement>("textbox", { name: "City" });
  expect([city.value, city.getAttribute("aria-invalid")]).toEqual(["Sampleton", null]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Done" })).toBeNull());
  expect(host.asked("record_edit").at(-1)).toEqual({
    id: "c1",
    fields: { "place.city": "Sampleton" },
    seen: "v1",
  });
});

test("undo of a time writes the moment as it stood, zone and seconds included", async () => {
  const moment = "2026-11-21T00:10:30-05:00[America/New_York]";
  const host = contactHost([field("time.clear", moment)]);
  await opened();
  await userEvent.click(screen.getByRole("button", { name: "Edit: Clear" }));
  // By this device's clock (Chicago), as it will be read.
  const clear = screen.getByRole<HTMLInputElement>("textbox", { name: "Clear" });
  expect(clear.value).toBe("2026-11-20 23:10");
  await userEvent.clear(clear);
  await userEvent.type(clear, "2026-11-20 23:20{Enter}");
  await waitFor(() => expect(toasts.current?.undo).toBeTruthy());
  await toasts.current?.undo?.();
  expect(host.asked("record_edit").at(-1)?.fields).toEqual({ "time.clear": moment });
});

test("Ctrl+Enter in a note adds the note and nothing else; a set's conflict stands beside it", async () => {
  const at = "2026-11-21T10:00:00-05:00[America/New_York]";
  const by = { member: "m1", agency: "Example EMS", at, clock_off: false };
  const conflict = [
    { ...by, value: "true" },
    { ...by, value: "" },
  ];
  const host = contactHost([field("need.housing", "true", { conflict })]);
  host.script("note_add", record("n1", "note", []));
  host.script("settle", record("c1", "contact", [], "v2"));
  await opened();
  const outside = vi.fn();
  window.addEventListener("keydown", outside);
  await userEvent.type(screen.getByRole("textbox", { name: "New note" }), "seen");
  outside.mockClear();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  window.removeEventListener("keydown", outside);
  await waitFor(() => expect(host.asked("note_add")).toHaveLength(1));
  expect(outside.mock.calls.flat().map((event: KeyboardEvent) => event.key)).toEqual(["Control"]);
  await userEvent.click(screen.getByRole("button", { name: "Keep this: (empty)" }));
  expect(host.asked("settle")).toEqual([{ id: "c1", field: "need.housing", keep: "", seen: "v1" }]);
});
