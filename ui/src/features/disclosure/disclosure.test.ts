import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { DisclosureView, FieldView, OfferPreviewView } from "../../gen/api";
import { useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { handoff } from "../../shell/testing";
import Disclosures from "./Disclosures.svelte";
import HandoffCrossed from "./HandoffCrossed.svelte";
import OfferPreview from "./OfferPreview.svelte";

const PERSON = { id: "p1", name: "Sam Example" };
const field = (key: string, value: string): FieldView => ({ key, value, conflict: [], alert: null });

function disclosure(change: Partial<DisclosureView> = {}): DisclosureView {
  return {
    id: "d1",
    at: "2026-03-02T09:00:00-05:00[America/New_York]",
    person: "p1",
    handoff: "h1",
    to: "Harbor Example Center",
    about: "handoff_packet",
    leg: "outward",
    purpose: "care_coordination",
    fields: [field("name.family", "Secretname"), field("need.food", "true"), field("need.housing", "true")],
    asks: "",
    told: [],
    told_reason: "",
    omitted: true,
    consents: ["01890000-0000-7000-8000-0000abcd1234"],
    by: "",
    standing: "in_reliance",
    standing_at: "2026-03-03T09:00:00-05:00[America/New_York]",
    ...change,
  };
}

function preview(change: Partial<OfferPreviewView> = {}): OfferPreviewView {
  return {
    agency: "Harbor Example Center",
    reads: false,
    fields: [],
    left_out: [],
    consents: [],
    notice: false,
    refused: null,
    ...change,
  };
}

test("the table says who was told what on which consent, by the names of fields only", () => {
  render(Disclosures, { disclosures: [disclosure()], label: "Who was told what" });
  const row = within(screen.getByRole("table", { name: "Who was told what" })).getAllByRole("row")[1];
  expect(row?.textContent).toContain("Harbor Example Center");
  expect(row?.textContent).toContain("abcd1234");
  expect(row?.textContent).toContain("Had left when the consent was taken back");
  expect(row?.textContent).toContain("Something was left out");
  expect(row?.textContent).not.toContain("Secretname");
});

test("before an offer it says what goes, what stays, and why", () => {
  const goes = [field("name.family", "Example"), field("asks", "a bed")];
  const left_out = [{ key: "phone.2155550100", code: "disclosure.out_of_scope" }];
  render(OfferPreview, {
    preview: preview({ fields: goes, left_out }),
    person: PERSON,
    asks: "a bed tonight",
  });
  expect(screen.getByText("Example")).toBeTruthy();
  expect(screen.getByText("a bed tonight")).toBeTruthy();
  expect(screen.getByText(/The consent does not cover this/)).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
});

test("a refusal names its reason, and the consent that it takes is begun with who is to be told", async () => {
  const host = new FakeHost({
    consent_text: {
      texts: [],
      agency: "Example EMS",
      expires: "2027-11-22",
      verbal_basis: null,
      guardian_basis: null,
    },
    consent_draft_save: ({ consent, focus }) => ({ id: "d1", consent, focus, saved_ms: 1, issues: [] }),
    place_save: {},
  });
  useHost(host);
  render(OfferPreview, { preview: preview({ refused: "disclosure.no_consent" }), person: PERSON, asks: "" });
  expect(screen.getByText(/no consent of this person/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button"));
  await vi.waitFor(() => expect(host.asked("consent_draft_save")).toHaveLength(1));
  const [asked] = host.asked("consent_draft_save");
  expect(asked?.consent).toMatchObject({ person: "p1", recipients: [preview().agency] });
  expect(location.hash).toContain("/consent/draft/d1");
});

test("whoever reads the contact anyhow is told nothing by a copy", () => {
  const { container } = render(OfferPreview, {
    preview: preview({ reads: true }),
    person: PERSON,
    asks: "x",
  });
  expect(container.textContent.trim()).toBe("");
});

test("a copy says where it is from, its notice, and that the consent was taken back", () => {
  const copied = {
    from: "River Example EMS",
    at: "2026-03-02T09:00:00-05:00[America/New_York]",
    consents: ["c1"],
    notice: "42 CFR part 2 prohibits",
    omitted: false,
    revoked: "2026-03-04T09:00:00-05:00[America/New_York]",
  };
  const met = { agency: "Harbor Example Center", kind: "met", at: copied.at, code: null };
  const not_told = [{ kind: "refused", agency: "River Example EMS", code: "disclosure.no_consent" }];
  render(HandoffCrossed, {
    handoff: handoff({ copied, told: [met], not_told, disclosures: [disclosure()] }),
  });
  expect(screen.getByText(/Copied from River Example EMS/)).toBeTruthy();
  expect(screen.getByText("42 CFR part 2 prohibits")).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("took the consent back");
  expect(screen.getByText(/told by Harbor Example Center/)).toBeTruthy();
  expect(screen.getByText(/Not told to River Example EMS/)).toBeTruthy();
});
