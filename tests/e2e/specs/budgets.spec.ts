// Tap budgets of the design: a press of a finger or a button of the mouse anywhere on the page counts.
import { expect, type Page, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { World } from "../harness/world.ts";

/** Counts real presses on the page from its first script on; the number is kept over reloads of nothing else. */
const COUNT = (): void => {
  const holder = window as unknown as { taps: number };
  holder.taps = 0;
  window.addEventListener("pointerdown", (event) => (holder.taps += event.isTrusted ? 1 : 0), true);
};

async function taps(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { taps: number }).taps);
}

async function counted(page: Page, work: () => Promise<void>): Promise<number> {
  const before = await taps(page);
  await work();
  return (await taps(page)) - before;
}

/** Stamped with one tap each. */
const TIMES = ["On scene", "Clear"] as const;

test.describe.serial("tap budgets", () => {
  let world: World;
  let ems: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["ems", "outreach", "provider"]);
    const prepare = async (context: { addInitScript: (script: () => void) => Promise<unknown> }) =>
      void (await context.addInitScript(COUNT));
    ems = await App.open(browser, await world.station("ems"), { prepare });
    await expect(ems.heading("Board")).toBeVisible();
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(ems)).toEqual([]);
  });

  test("from the board into a new contact: at most two, to a field that takes letters or answers", async () => {
    const nobody = await counted(ems.page, async () => {
      await ems.main.getByRole("link", { name: "New contact" }).click();
      await ems.button("Nobody known yet").click();
      await expect(ems.radio("Pathway", "Naloxone Plus")).toBeVisible();
      await expect(ems.main).toContainText("Saved on this device");
    });
    expect(nobody).toBeLessThanOrEqual(2);
    await ems.go("Board");
    const somebody = await counted(ems.page, async () => {
      await ems.main.getByRole("link", { name: "New contact" }).click();
      // The search has the focus already: typing needs no tap.
      await expect(ems.page.getByRole("combobox", { name: "Find a person" })).toBeFocused();
      await ems.page.keyboard.type("Jordan Example");
      await ems.button("Somebody new: Jordan Example").click();
      await expect(ems.field("Given name")).toHaveValue("Jordan");
    });
    expect(somebody).toBeLessThanOrEqual(2);
  });

  test("a time: one", async () => {
    for (const time of TIMES) {
      const presses = await counted(ems.page, async () => {
        await ems.button(`Now: ${time}`).click();
        await expect(ems.field(time)).toHaveValue(/^\d\d:\d\d$/);
      });
      expect(presses).toBe(1);
    }
  });

  test("a dose of naloxone: at most three for the first, one for the next like it", async () => {
    await ems.radio("Pathway", "Naloxone Plus").check();
    const first = await counted(ems.page, async () => {
      await ems.button("Add a dose now").click();
      const dose = ems.part("Naloxone").getByRole("group", { name: "Dose 1" });
      await ems.radio("Strength", "4 mg", dose).click();
      await ems.radio("Route", "Nasal", dose).click();
      await expect(ems.field("Time given", dose)).toHaveValue(/^\d\d:\d\d$/);
      await expect(ems.radio("Naloxone given, by anybody", "Yes")).toBeChecked();
    });
    expect(first).toBeLessThanOrEqual(3);
    const before = await taps(ems.page);
    const dose = await ems.dose("Dose 2");
    await expect(ems.radio("Strength", "4 mg", dose)).toBeChecked();
    await expect(ems.radio("Route", "Nasal", dose)).toBeChecked();
    // A press that was taken for a bounce counts too; there is one at most.
    expect((await taps(ems.page)) - before).toBeLessThanOrEqual(3);
    const stamped = await Promise.all(TIMES.map((time) => ems.field(time).inputValue()));
    await ems.ready("Jordan Example");
    await expect(ems.part("Naloxone")).toContainText("2 doses");
    // The page and the program mean the same by a time of the day.
    for (const time of stamped) await expect(ems.part("Where and when")).toContainText(`Today ${time}`);
    await expect(ems.part("Where and when")).not.toContainText("UTC");
  });

  test("a handoff from a contact: at most two, to the agency that is usually asked", async () => {
    // Which agency is the usual one is learnt from the first handoff.
    await ems.offer([world.agency("outreach")]);
    await ems.contact({ name: "Sam Example", pathway: "Active Outreach" });
    const presses = await counted(ems.page, async () => {
      await ems.page.getByRole("link", { name: "Start a handoff" }).last().click();
      await expect(ems.page.getByRole("checkbox", { name: world.agency("outreach") })).toBeChecked();
      await expect(ems.page.getByRole("checkbox", { name: world.agency("provider") })).not.toBeChecked();
      await ems.page.getByRole("button", { name: "Offer the handoff" }).click();
      await expect(ems.subtitle).toHaveText(/^Offered/);
    });
    expect(presses).toBeLessThanOrEqual(2);
    await expect(ems.page.getByRole("list", { name: "What happened" })).toContainText(
      `Offered: ${world.agency("outreach")}`,
    );
  });
});
