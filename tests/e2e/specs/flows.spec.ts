// A contact, and what grows out of it, on four devices of four agencies.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { code } from "../harness/words.ts";
import { World } from "../harness/world.ts";

const OUTREACH = "Example Outreach Team";
const BORN = "Date of birth";
const CENTER = "Example Recovery Center";

test.describe.serial("a contact on four devices", () => {
  let world: World;
  let patrol: App;
  let ems: App;
  let outreach: App;
  let provider: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather();
    const open = async (name: "patrol" | "ems" | "outreach" | "provider"): Promise<App> =>
      App.open(browser, await world.station(name));
    [patrol, ems, outreach, provider] = await Promise.all([
      open("patrol"),
      open("ems"),
      open("outreach"),
      open("provider"),
    ]);
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol, ems, outreach, provider)).toEqual([]);
  });

  /** Where two values of a field stand against each other. */
  const dispute = (app: App) => app.page.getByRole("group", { name: BORN });

  test("naloxone is recorded, offered, accepted, and everybody sees it live", async () => {
    await ems.draft({ name: "Jordan Example", pathway: "Naloxone Plus" });
    const naloxone = ems.part("Naloxone");
    for (const dose of ["Dose 1", "Dose 2"]) {
      const row = await ems.dose(dose);
      await ems.radio("Strength", "4 mg", row).check();
      await ems.radio("Route", "Nasal", row).check();
    }
    const second = naloxone.getByRole("group", { name: "Dose 2" });
    await second.getByRole("combobox", { name: "Response" }).selectOption("Responsive, alert");
    await expect(ems.radio("Naloxone given, by anybody", "Yes")).toBeChecked();
    await ems.radio("Naloxone kit left", "Yes").check();
    await ems.unfold("Offer of service");
    await ems.radio("Offer of service", "Accepted").check();
    await ems.unfold("Needs");
    await ems.part("Needs").getByRole("checkbox", { name: "Housing", exact: true }).check();
    await ems.unfold("Narrative");
    await ems.field("Narrative").fill("Found by a friend. “I want a bed tonight.”");
    await ems.ready("Jordan Example");
    await expect(ems.part("Naloxone")).toContainText("2 doses");
    await expect(ems.part("Naloxone")).toContainText("Responsive, alert");
    await expect(ems.part("Narrative")).toContainText("“I want a bed tonight.”");

    await ems.offer([OUTREACH, CENTER], "a bed tonight");
    for (const asked of [outreach, provider]) await asked.openWaiting("Jordan Example");
    await expect(outreach.part("What is asked for")).toContainText("a bed tonight");
    await expect(outreach.part("What is asked for")).toContainText("Housing");

    await outreach.step("Acknowledge");
    await expect(ems.subtitle).toHaveText(code("handoff_state", "acknowledged"));
    await outreach.step("Accept");
    await expect(ems.subtitle).toHaveText(code("handoff_state", "accepted"));
    await expect(ems.main).toContainText(`Answers for the person now: ${OUTREACH}`);
    await expect(provider.events(code("handoff_event", "accepted"))).toBeVisible();
    await expect(provider.main).toContainText(`Answers for the person now: ${OUTREACH}`);
    for (const [step, word] of [
      ["Met the person", "met"],
      ["Transported", "transported"],
      ["Arrived", "arrived"],
    ] as const) {
      await outreach.step(step);
      await expect(ems.subtitle).toHaveText(code("handoff_state", word));
      await expect(ems.events(code("handoff_event", word))).toBeVisible();
    }
  });

  test("who holds the same can show the same receipt", async () => {
    const receipt = (app: App) => app.part("Receipt").getByRole("paragraph").first();
    await expect(outreach.subtitle).toHaveText(code("handoff_state", "arrived"));
    const shown = await receipt(outreach).textContent();
    expect(shown).toMatch(/^\S{4,}/);
    await expect(receipt(ems)).toHaveText(shown ?? "");
    await expect(receipt(provider)).toHaveText(shown ?? "");
  });

  test("naloxone starts a follow-up by its clock, and an attempt is two taps", async () => {
    await outreach.go("Follow-ups");
    const due = outreach.page.getByRole("article", { name: "Follow-up: Jordan Example" });
    await expect(due).toContainText("After an overdose");
    await expect(due).toContainText("Window opens");
    await outreach.button("Record an attempt: Jordan Example", due).click();
    await outreach.button("Not found", due.getByRole("group", { name: "What came of it?" })).click();
    await expect(due).toContainText("1 attempt: Not found");
    await patrol.go("Follow-ups");
    await expect(patrol.page.getByRole("article", { name: "Follow-up: Jordan Example" })).toContainText(
      "1 attempt: Not found",
    );
  });

  test("the person's page tells all of it", async () => {
    await provider.openPerson("Jordan Example");
    for (const title of [
      "Contact: Naloxone Plus",
      `Handoff: ${code("handoff_state", "arrived")}`,
      "Follow-up: After an overdose",
      "Note",
    ]) {
      await expect(provider.events(title)).toBeVisible();
    }
    const story = provider.page.getByRole("list", { name: "What happened" });
    await expect(story).toContainText("Naloxone given");
    await expect(story).toContainText("Not found");
    await provider.radio("Show", "Notes").check();
    await expect(provider.events("Contact: Naloxone Plus")).toBeHidden();
    await expect(provider.events("Note")).toBeVisible();
  });

  test("two who edit one field without a network: both values, and one tap settles it", async () => {
    for (const app of [patrol, outreach]) await app.openPerson("Jordan Example");
    await world.stopRelay();
    for (const [app, born] of [
      [patrol, "5/4/1990"],
      [outreach, "6/7/1991"],
    ] as const) {
      await app.button(`Add: ${BORN}`).click();
      await app.field(BORN).fill(born);
      await app.button("Done").click();
      await expect(app.button(`Edit: ${BORN}`)).toBeVisible();
    }
    await world.startRelay();
    for (const app of [patrol, outreach]) await app.syncNow();
    for (const app of [patrol, outreach]) {
      const values = dispute(app).getByRole("listitem");
      await expect(values).toHaveCount(2);
      const police = values.filter({ hasText: "May 4, 1990" });
      await expect(police).toContainText("Officer Sample");
      await expect(police).toContainText("Example County Police");
      const team = values.filter({ hasText: "Jun 7, 1991" });
      await expect(team).toContainText("Peer Sample");
      await expect(team).toContainText(OUTREACH);
    }
    await dispute(patrol).getByRole("button", { name: "Keep this: May 4, 1990" }).click();
    for (const app of [patrol, outreach]) {
      await expect(dispute(app)).toBeHidden();
      await expect(app.part("Particulars")).toContainText("May 4, 1990");
    }
  });

  test("two who accept without knowing of each other are shown on all three", async () => {
    await ems.contact({ name: "Sam Example", pathway: "Active Outreach" });
    await ems.offer([OUTREACH, CENTER]);
    for (const asked of [outreach, provider]) await asked.openWaiting("Sam Example");
    await world.stopRelay();
    for (const asked of [outreach, provider]) {
      await asked.step("Accept");
      await expect(asked.subtitle).toHaveText(code("handoff_state", "accepted"));
    }
    await expect(outreach.main).not.toContainText("Two agencies accepted");
    await world.startRelay();
    for (const asked of [outreach, provider]) await asked.syncNow();
    for (const app of [ems, outreach, provider]) {
      await app.syncNow();
      await expect(app.main).toContainText("Two agencies accepted");
      await expect(app.main).toContainText(
        /Answers for the person now: .*Outreach Team.*Recovery Center|Answers for the person now: .*Recovery Center.*Outreach Team/,
      );
    }
    await outreach.go("Review");
    await expect(outreach.part("Handoffs that two agencies hold")).toContainText("Sam Example");
  });

  test("a decline comes back to who asked, with its reason", async () => {
    await ems.contact({ name: "Robin Example", pathway: "Active Outreach" });
    await ems.offer([CENTER]);
    await provider.openWaiting("Robin Example");
    await provider.step("Decline");
    await provider
      .button("No capacity now", provider.page.getByRole("group", { name: "Decline: why?" }))
      .click();
    await expect(ems.subtitle).toHaveText(code("handoff_state", "declined"));
    await expect(ems.page.getByRole("list", { name: "What happened" })).toContainText("No capacity now");
    await ems.go("Board");
    await expect(ems.part("Waiting for you")).toContainText("Declined or not answered: find another way");
  });

  test("a record says where it is: only here, then nothing", async () => {
    await patrol.allSent();
    await world.stopRelay();
    await patrol.contact({ name: "Casey Example", pathway: "Officer Intervention" });
    const mark = patrol.main.getByText("Ready", { exact: true });
    await expect(mark).toBeVisible();
    await expect(patrol.sync).toContainText(/\b[1-9]\d* not sent/);
    await expect(patrol.sync).toContainText("Offline");
    await patrol.draft({ name: "Quinn Example" });
    await patrol.go("Board");
    await expect(patrol.part("Go on with")).toContainText("Draft");
    await world.startRelay();
    await patrol.syncNow();
    // The draft is all that is left: nobody else has it.
    await expect(patrol.sync).toContainText(/\b1 not sent/);
    await expect(patrol.sync).toContainText("Connected");
    await patrol
      .part("Recent contacts")
      .getByRole("link", { name: /^Casey Example/ })
      .click();
    await expect(patrol.heading("Casey Example")).toBeVisible();
    await expect(mark).toBeHidden();
  });

  test("a decision taken back: both values stand again, on both devices", async () => {
    for (const app of [patrol, outreach]) await app.openPerson("Jordan Example");
    await world.stopRelay();
    for (const [app, born] of [
      [patrol, "1/2/1988"],
      [outreach, "3/4/1989"],
    ] as const) {
      await app.button(`Edit: ${BORN}`).click();
      await app.field(BORN).fill(born);
      await app.button("Done").click();
    }
    await world.startRelay();
    // the relay was away: nobody is made to wait for the hint that it is back
    const sync = async (): Promise<void> => {
      for (const app of [patrol, outreach]) await app.syncNow();
    };
    await sync();
    await dispute(patrol).getByRole("button", { name: "Keep this: Jan 2, 1988" }).click();
    await sync();
    await expect(dispute(outreach)).toBeHidden();
    await patrol.button("Undo").click();
    await sync();
    for (const app of [patrol, outreach]) await expect(dispute(app).getByRole("listitem")).toHaveCount(2);
  });
});
