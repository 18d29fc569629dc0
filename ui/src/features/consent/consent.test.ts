import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConsentDraftView, ConsentInput, ConsentTextsView, ConsentView } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import ConsentActions from "./ConsentActions.svelte";
import ConsentForm from "./ConsentForm.svelte";
import ConsentSees from "./ConsentSees.svelte";
import { ConsentDraft } from "./draft.svelte";
import { begin, choose, members, problems, setField, stepOf } from "./model";
import { CHARS_MAX, decode, encode, type Point } from "./strokes";
import { standingWords } from "./words";

afterEach(cleanup);

const WORDS = {
  title: "Consent to share information",
  "heading.scope": "What may be shared",
  "heading.recipient": "Who may be told",
  "scope.identity": "Your names",
  "scope.needs": "What you need",
  "purpose.treatment": "Your treatment",
  "signature.signed": "Signed by the person",
  "signature.recorded_verbal": "Spoken by the person",
};
const TEXTS: ConsentTextsView = {
  texts: [
    { name: "footbridge 1", language: "en", hash: "ab", words: WORDS },
    {
      name: "footbridge 1",
      language: "es",
      hash: "cd",
      words: { ...WORDS, "scope.identity": "Sus nombres" },
    },
  ],
  agency: "Example EMS",
  expires: "2027-11-22",
  verbal_basis: null,
  guardian_basis: null,
};
const AGENCIES = {
  agencies: [
    { name: "Example EMS", roles: ["ems"], own: true },
    { name: "Example Outreach", roles: ["outreach"], own: false },
  ],
};

function input(): ConsentInput {
  return begin({ id: "p1", name: "Sam Example" }, TEXTS, "en");
}

function consent(more: Partial<ConsentView> = {}): ConsentView {
  return {
    id: "c1",
    person: "p1",
    person_name: "Sam Example",
    standing: "in_force",
    missing: [],
    runs_out_ms: null,
    name_signed: "Sam Example",
    disclosers: ["Example EMS"],
    recipients: ["Example Outreach"],
    designations: [],
    scopes: ["identity"],
    purposes: ["follow_up"],
    returns: ["met"],
    revocation_text: "",
    redisclosure_text: "",
    expires_on: null,
    expires_event: "handoff_closed",
    signature_kind: "signed",
    signed_by: "Sam Example",
    witness: "",
    drawn: false,
    basis: "",
    signed_ms: 0,
    language: "en",
    text: "footbridge 1",
    said: [],
    told: [
      { name: "Example EMS", scopes: [], denied: "disclosure.recipient_not_named" },
      { name: "Example Outreach", scopes: ["identity"], denied: "" },
      { name: "Example Police", scopes: [], denied: "disclosure.law_enforcement_not_named" },
    ],
    readers: ["Example EMS"],
    compartment: "ems",
    entered_in_error: "",
    mark: "ready",
    ...more,
  };
}

describe("a drawn signature", () => {
  it("comes back as it was drawn, scaled onto the pad", () => {
    const strokes = [
      [
        { x: 1, y: 2 },
        { x: 50, y: 90 },
        { x: 300, y: 20 },
      ],
      [{ x: 1500, y: -3 }],
    ];
    expect(encode(strokes)).toBe("1,2 50,90 300,20;1000,0");
    expect(decode(encode(strokes)).length).toBe(2);
    expect(encode([])).toBe("");
    expect(decode("")).toEqual([]);
    expect(decode("1,2 <svg>")).toEqual([]);
  });

  it("always fits into the field, however long somebody draws", () => {
    const scribble: Point[] = Array.from({ length: 20_000 }, (_, n) => ({
      x: (n * 37) % 1001,
      y: (n * 53) % 401,
    }));
    const dots = Array.from({ length: 3000 }, (_, n) => [{ x: n % 1000, y: n % 400 }]);
    for (const strokes of [[scribble], dots]) {
      const text = encode(strokes);
      expect(text.length).toBeLessThanOrEqual(CHARS_MAX);
      expect(text).toMatch(/^\d+,\d+/);
    }
  });
});

describe("the form", () => {
  let host: FakeHost;
  let view: ConsentDraftView;

  beforeEach(() => {
    window.scrollTo = () => undefined;
    view = { id: "d1", consent: input(), focus: "who", saved_ms: 1, issues: [] };
    host = new FakeHost({
      consent_draft_save: ({ consent: kept, focus }) => ({ ...view, consent: kept, focus, saved_ms: 2 }),
      consent_new: () => consent(),
      draft_discard: {},
      place_save: {},
    });
    useHost(host);
  });

  it("starts with what may come back and with nothing else ticked for the person", () => {
    expect(members(input(), "return")).toEqual(["met", "engaged"]);
    for (const list of ["scope", "purpose", "designation"]) expect(members(input(), list)).toEqual([]);
    expect(input()).toMatchObject({ disclosers: ["Example EMS"], recipients: [], language: "en" });
    expect(begin({ id: "p", name: "" }, TEXTS, "vi").language).toBe("en");
  });

  it("keeps every tap, and opens at the step where it was left", async () => {
    const draft = new ConsentDraft({ ...view, focus: "what" });
    render(ConsentForm, { draft, agencies: AGENCIES, texts: TEXTS });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Your names" }));
    expect(await draft.flush()).toBe(true);
    const [saved] = host.asked("consent_draft_save").slice(-1);
    expect(saved).toMatchObject({
      id: "d1",
      focus: "what",
      consent: { fields: { "scope.identity": "true" } },
    });
  });

  it("shows the person's words in the person's language, whatever the screens speak", async () => {
    const draft = new ConsentDraft({ ...view, focus: "what" });
    render(ConsentForm, { draft, agencies: AGENCIES, texts: TEXTS });
    await fireEvent.click(screen.getByRole("radio", { name: "Español" }));
    const tile = await screen.findByRole("checkbox", { name: "Sus nombres" });
    expect(tile.closest("[lang]")?.getAttribute("lang")).toBe("es");
    expect(screen.getByRole("button", { name: /^Next/ })).toBeTruthy();
  });

  it("names what is missing when signing is refused, and leads there; nothing is lost", async () => {
    const issue = { field: "purpose", code: "consent.missing_purpose", blocking: true };
    const refused = new HostError("consent.not_valid", "", [issue]);
    host.script("consent_new", refused);
    const draft = new ConsentDraft({ ...view, focus: "sign" });
    render(ConsentForm, { draft, agencies: AGENCIES, texts: TEXTS });
    await fireEvent.click(screen.getByRole("radio", { name: "Signed by the person" }));
    await fireEvent.click(screen.getByRole("button", { name: /^Signed/ }));
    await fireEvent.click(
      await screen.findByRole("button", { name: "Say what it is for. Choose at least one." }),
    );
    expect(draft.step).toBe("what");
    expect(draft.input.fields["signature.by"]).toBe("Sam Example");
    expect(host.asked("draft_discard")).toEqual([]);
  });

  it("offers spoken consent only where the program names a rule", () => {
    const draft = new ConsentDraft({ ...view, focus: "sign" });
    const { unmount } = render(ConsentForm, { draft, agencies: AGENCIES, texts: TEXTS });
    expect(screen.queryByRole("radio", { name: "Spoken by the person" })).toBeNull();
    unmount();
    render(ConsentForm, { draft, agencies: AGENCIES, texts: { ...TEXTS, verbal_basis: "Example Code 1" } });
    expect(screen.getByRole("radio", { name: "Spoken by the person" })).toBeTruthy();
  });

  it("sorts problems to the step that shows them", () => {
    const at = (field: string) => ({ field, code: "x", blocking: true });
    expect(["recipient", "scope", "expires.date", "signature.kind", "person"].map(stepOf)).toEqual([
      "who",
      "what",
      "until",
      "sign",
      "sign",
    ]);
    expect(problems([at("scope"), at("signature.kind")], false)).toEqual([at("scope")]);
    expect(problems([at("signature.kind"), { ...at("x"), blocking: false }], true)).toHaveLength(1);
    const one = input();
    choose(one, "scope", ["needs"]);
    setField(one, "signature.by", "");
    expect([members(one, "scope"), one.fields["signature.by"]]).toEqual([["needs"], undefined]);
  });
});

describe("a consent that was signed", () => {
  it("is taken back in two taps", async () => {
    const host = new FakeHost({ consent_revoke: () => consent({ standing: "revoked" }) });
    useHost(host);
    render(ConsentActions, { consent: consent() });
    await fireEvent.click(screen.getByRole("button", { name: "Take back" }));
    expect(host.asked("consent_revoke")).toEqual([]);
    await fireEvent.click(screen.getByRole("button", { name: "Yes, taken back" }));
    expect(host.asked("consent_revoke")).toEqual([{ id: "c1", how: "" }]);
  });

  it("cannot be taken back twice or extended after that", () => {
    useHost(new FakeHost());
    render(ConsentActions, { consent: consent({ standing: "revoked" }) });
    expect(screen.queryByRole("button", { name: "Take back" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Extend" })).toBeNull();
  });

  it("says who may see what, and who may not and why", () => {
    render(ConsentSees, { consent: consent() });
    expect(screen.getByText("Names, age and date of birth")).toBeTruthy();
    expect(screen.getByText(/told only with a consent that names the agency/)).toBeTruthy();
    // who shares is not among those who are told, nor named as a stranger who reads along
    expect(screen.queryByText(/Example EMS/)).toBeNull();
  });

  it("stands in one sentence", () => {
    expect(standingWords(consent())).toContain("When the handoff is closed");
    expect(standingWords(consent({ runs_out_ms: Date.UTC(2027, 10, 22) }))).toMatch(/^In force until .*2027/);
    const midnight = new Date(2027, 10, 23).getTime();
    expect(standingWords(consent({ runs_out_ms: midnight }))).toBe("In force until the end of Nov 22, 2027.");
    expect(standingWords(consent({ standing: "revoked" }))).toContain("took it back");
    expect(standingWords(consent({ standing: "of_a_newer_version" }))).toBe("of_a_newer_version");
  });
});
