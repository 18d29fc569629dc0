// Consent at the roadside: taken on one device, taken back by telephone on another, printed.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { World } from "../harness/world.ts";

/** `FOOTBRIDGE_LOOK=folder` leaves pictures of each step there, to be looked at. */
const LOOK = process.env["FOOTBRIDGE_LOOK"];

async function look(app: App, name: string): Promise<void> {
  if (LOOK === undefined) return;
  for (const [width, height] of [
    [1280, 800],
    [800, 1280],
  ] as const) {
    await app.page.setViewportSize({ width, height });
    for (const theme of ["day", "night"] as const) {
      await app.page.evaluate(
        (next) => (document.documentElement.dataset["theme"] = next),
        theme,
      );
      await app.page.screenshot({
        path: `${LOOK}/${name}-${width}-${theme}.png`,
      });
    }
    await app.page.screenshot({
      path: `${LOOK}/${name}-${width}-whole.png`,
      fullPage: true,
    });
  }
  await app.page.evaluate(
    () => (document.documentElement.dataset["theme"] = "day"),
  );
  await app.page.setViewportSize({ width: 1280, height: 800 });
}

test.describe.serial("consent", () => {
  let world: World;
  let ems: App;
  let outreach: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["ems", "outreach"]);
    ems = await App.open(browser, await world.station("ems"));
    outreach = await App.open(browser, await world.station("outreach"));
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(ems, outreach)).toEqual([]);
  });

  const tick = (app: App, name: string | RegExp): Promise<void> =>
    app.page.getByRole("checkbox", { name }).first().check();
  const next = (): Promise<void> =>
    ems.page.getByRole("button", { name: /^(Next|Siguiente)/ }).click();

  test("is filled in one step at a time, survives a lock, and is signed by hand", async () => {
    await ems.contact({ name: "Sam Example", pathway: "Naloxone Plus" });
    await ems.button("Consent").click();
    await expect(ems.heading("Consent")).toBeVisible();
    await tick(ems, "Example Outreach Team");
    await look(ems, "who");
    await next();
    await tick(ems, "Your names, age and date of birth");
    await tick(ems, /^Overdose and naloxone/);
    await look(ems, "what");
    // put down in the middle of it: it opens at the same step
    await ems.lock();
    await ems.unlock();
    await expect(ems.subtitle).toContainText("Step 2 of 4");
    await expect(
      ems.page.getByRole("checkbox", { name: /^Overdose and naloxone/ }),
    ).toBeChecked();
    await next();
    await look(ems, "until");
    await next();
    await expect(
      ems.button("Say what it is for. Choose at least one."),
    ).toBeVisible();
    await ems.page.getByRole("radio", { name: "Español" }).check();
    await expect(
      ems.page.getByText("Usted decide a quién se le puede hablar de usted."),
    ).toBeVisible();
    await ems.button("Say what it is for. Choose at least one.").click();
    await tick(ems, "Saber después cómo está");
    await next();
    await next();
    await ems.page
      .getByRole("radio", { name: "Firmado por la persona" })
      .check();
    const pad = ems.page.getByRole("img", { name: "Signature" });
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (box === null) throw new Error("no pad");
    const at = (x: number, y: number): [number, number] => [
      box.x + box.width * x,
      box.y + box.height * y,
    ];
    await ems.page.mouse.move(...at(0.1, 0.6));
    await ems.page.mouse.down();
    for (const x of [0.2, 0.3, 0.4, 0.5])
      await ems.page.mouse.move(...at(x, x === 0.3 ? 0.2 : 0.7), { steps: 4 });
    await ems.page.mouse.up();
    await expect(ems.button("Clear the signature")).toBeVisible();
    await look(ems, "sign");
    await ems.page.getByRole("button", { name: /^Signed/ }).click();
    await expect(ems.heading("Consent of Sam Example")).toBeVisible();
    await expect(ems.main).toContainText("In force until");
    await look(ems, "consent");
    await ems.allSent();
  });

  test("prints a copy for the file and one for the person, in either language", async () => {
    await ems.page.getByRole("link", { name: "Print" }).click();
    await expect(ems.heading("Consent on paper")).toBeVisible();
    await expect(ems.page.getByText("Copia para la persona")).toBeVisible();
    await expect(ems.page.locator(".paper article")).toHaveCount(2);
    await expect(ems.page.locator(".paper path")).toHaveCount(2);
    await ems.page.getByRole("radio", { name: "English" }).check();
    await expect(ems.page.getByText("Copy for the person")).toBeVisible();
    await look(ems, "paper");
  });

  test("is taken back by telephone on another device, in two taps, and everywhere", async () => {
    await outreach.syncNow();
    await outreach.openPerson("Sam Example");
    await outreach.page.getByRole("link", { name: /In force until/ }).click();
    await expect(outreach.part("Who may now see what")).toContainText(
      "Example Outreach Team",
    );
    await outreach.button("Take back").click();
    await look(outreach, "revoke");
    await outreach.button("Yes, taken back").click();
    await expect(outreach.main).toContainText("The person took it back.");
    await look(outreach, "revoked");
    await outreach.allSent();
    await ems.syncNow();
    await ems.openPerson("Sam Example");
    await expect(ems.main).toContainText("The person took it back.");
    await look(ems, "person");
  });
});
