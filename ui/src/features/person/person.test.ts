import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonView, TimelineItemView } from "../../gen/api";
import { useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { go, route } from "../../shell/router.svelte";
import { toasts } from "../../shell/toast.svelte";
import { draftHost, field, record } from "../contact/testing";
import { alertsOf, memberKey } from "./alerts";
import PeoplePage from "./PeoplePage.svelte";
import PersonPage from "./PersonPage.svelte";
import { tagWords } from "./words";

const AT = "2026-11-21T10:00:00-05:00[America/New_York]";
const by = (value: string) => ({ value, member: "m", agency: `Agency ${value}`, at: AT, clock_off: false });

const item = (kind: string, code: string, tags: string[] = []): TimelineItemView => ({
  id: `${kind}1`,
  kind,
  at_ms: 1_790_000_000_000,
  agency: "Example EMS",
  code,
  text: kind === "note" ? "said <i>hello</i>" : "",
  tags,
  mark: "sent",
});

const PERSON: PersonView = {
  record: record("p1", "person", [
    field("name.preferred", "Jo"),
    field("what_matters", "مرحبا 🛟"),
    field("name.family", "Example", { conflict: [by("Example"), by("Sample")] }),
    field("risk.weapon_access", "no", { conflict: [by("no"), by("yes")], alert: "yes" }),
    field("allergy.penicillin_v", "yes"),
    field("allergy.latex", "no"),
  ]),
  name: "Jo Example",
  timeline: [
    item("contact", "naloxone_plus", ["offer.accepted", "naloxone.given"]),
    item("note", ""),
    item("handoff", "offered"),
  ],
  handoffs: [],
  follow_ups: [],
  hidden: false,
};

function personHost(): FakeHost {
  const host = draftHost();
  host.script("person_show", PERSON);
  host.script("consent_list", { consents: [] });
  host.script("disclosure_list", { disclosures: [] });
  useHost(host);
  return host;
}

beforeEach(() => go("/person/p1"));
afterEach(() => {
  cleanup();
  toasts.dismiss();
});

test("alerts take the safer answer while colleagues disagree, and nothing that was denied", () => {
  expect(alertsOf(PERSON.record)).toEqual([
    { key: "risk.weapon_access", disputed: true },
    { key: "allergy.penicillin_v", disputed: false },
  ]);
});

test("what is typed becomes a key that the core takes, or none", () => {
  expect(memberKey("phone", "(555) 010-0199")).toBe("phone.5550100199");
  expect(memberKey("phone", "none")).toBeUndefined();
  expect(memberKey("alias", "Big Jo!")).toBe("alias.big_jo");
  expect(memberKey("allergy", "Penicilina V")).toBe("allergy.penicilina_v");
  expect(memberKey("allergy", " 🛟 ")).toBeUndefined();
  expect(memberKey("alias", "Ñandú")).toBe("alias.ñandú");
});

test("tags of a newer version are shown rather than hidden", () => {
  expect(tagWords("offer.accepted")).toBe("Offer: Accepted");
  expect(tagWords("naloxone.given")).toBe("Naloxone given");
  expect(tagWords("follow_up_state.missed")).toBe("Overdue");
  expect(tagWords("some_list.some_code")).toBe("some_code");
});

test("a person: alerts first, own words before particulars, conflicts beside their fields", async () => {
  personHost();
  render(PersonPage);
  await screen.findByRole("heading", { level: 1, name: "Jo Example" });
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("penicillin v");
  expect(alert.textContent).toContain("the safer answer is shown");
  expect(alert.textContent).not.toContain("latex");
  const headings = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
  expect(headings.indexOf("In their own words")).toBeLessThan(headings.indexOf("Particulars"));
  expect(screen.getByText("مرحبا 🛟").dir).toBe("auto");
  expect(within(screen.getByRole("group", { name: "Family name" })).getByText("Sample")).toBeTruthy();
});

test("the timeline shows one kind on demand, and what was written as it was written", async () => {
  personHost();
  render(PersonPage);
  const timeline = await screen.findByRole("list", { name: "What happened" });
  expect(within(timeline).getByText("said <i>hello</i>")).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "Handoffs" }));
  expect(within(timeline).queryByText("said <i>hello</i>")).toBeNull();
  expect(within(timeline).getByText(/^Handoff: Offered/)).toBeTruthy();
});

test("a new contact with this person is one press, and one contact", async () => {
  const host = personHost();
  render(PersonPage);
  await userEvent.dblClick(await screen.findByRole("button", { name: /^New contact with this person/ }));
  await waitFor(() => expect(route.path).toBe("/draft/d2"));
  expect(host.asked("draft_save")).toHaveLength(1);
  expect(host.asked("draft_save")[0]?.contact.person).toEqual({ existing: "p1" });
});

test("a telephone is added under its digits, as it was said", async () => {
  const host = personHost();
  host.script("record_edit", PERSON.record);
  render(PersonPage);
  await userEvent.type(await screen.findByRole("textbox", { name: "A telephone" }), "(555) 010-0199{Enter}");
  await waitFor(() =>
    expect(host.asked("record_edit")).toEqual([
      { id: "p1", fields: { "phone.5550100199": "(555) 010-0199" }, seen: "v1" },
    ]),
  );
});

test("people are found as one types; Enter opens the first", async () => {
  const host = personHost();
  const hit = { id: "p1", name: "", birth_date: "1985-11", conflicts: 0, contacts: 1 };
  host.script("person_search", ({ text }) => ({
    people: text === "jo" ? [{ ...hit, last_contact_ms: null, entered_in_error: false }] : [],
    hidden: false,
  }));
  host.script("contact_list", { contacts: [], hidden: false });
  go("/people");
  render(PeoplePage);
  await screen.findByText("Type to find somebody");
  expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Find a person" }));
  await userEvent.keyboard("jo");
  const link = await screen.findByRole("link", { name: /Name not known/ });
  expect(link.textContent).toContain("Nov 1985");
  await userEvent.keyboard("{Enter}");
  expect(route.path).toBe("/person/p1");
});

test("without a search, whoever was met last is one press away, each once", async () => {
  const row = {
    id: "c1",
    person: "p1",
    person_name: "Jordan Example",
    pathway: "",
    agency: "",
    started_ms: Date.now() - 3_600_000,
    offer: "",
    mark: "sent",
    entered_in_error: false,
  };
  const host = personHost();
  host.script("contact_list", {
    contacts: [
      row,
      { ...row, id: "c2" },
      { ...row, id: "c3", person: null, person_name: "" },
      { ...row, id: "c4", person: "p2", person_name: "Sam Example", entered_in_error: true },
    ],
    hidden: false,
  });
  go("/people");
  render(PeoplePage);
  const list = await screen.findByRole("region", { name: "Met last" });
  const links = within(list).getAllByRole("link");
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["#/person/p1"]);
  expect(host.asked("person_search")).toEqual([]);
});
