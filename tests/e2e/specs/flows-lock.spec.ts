// Locking: fast, without a name on the screen, and nothing that was typed is lost.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { World } from "../harness/world.ts";

test.describe.serial("lock", () => {
  let world: World;
  let patrol: App;
  let ems: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["patrol", "ems"]);
    patrol = await App.open(browser, await world.station("patrol", { unlock: false }));
    ems = await App.open(browser, await world.station("ems"));
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol, ems)).toEqual([]);
  });

  test("only the passphrase opens it", async () => {
    await expect(patrol.heading("Locked")).toBeVisible();
    const passphrase = patrol.page.getByLabel("Passphrase", { exact: true });
    await expect(passphrase).toBeFocused();
    await patrol.unlock("not the passphrase of anybody");
    await expect(passphrase).toHaveAccessibleDescription(/passphrase/i);
    await expect(passphrase).toHaveAttribute("aria-invalid", "true");
    await expect(passphrase).toBeFocused();
    await expect(passphrase).toHaveValue("");
    await patrol.unlock();
    await expect(patrol.heading("Board")).toBeVisible();
  });

  test("what is being typed is there after the lock, with its field, and no name meanwhile", async () => {
    await patrol.draft({ name: "Jordan Example", pathway: "Active Outreach" });
    await patrol.unfold("Narrative");
    const narrative = patrol.field("Narrative");
    await narrative.pressSequentially("Jordan asked for a ride to the day ");
    // At once, in the middle of a word: nothing has waited for the autosave.
    await narrative.pressSequentially("cen");
    await patrol.page.keyboard.press("F10");
    await expect(patrol.heading("Locked")).toBeVisible();
    await expect(patrol.page).toHaveTitle("Footbridge");
    expect(await patrol.page.content()).not.toMatch(/Jordan|day cen|Officer Sample|Example County/);
    await patrol.unlock();
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await expect(narrative).toHaveValue("Jordan asked for a ride to the day cen");
    await expect(narrative).toBeFocused();
    await patrol.page.keyboard.type("ter");
    await expect(narrative).toHaveValue(/ride to the day center$/);
  });

  test("the place and its field are there after the page was loaded again", async () => {
    const narrative = patrol.field("Narrative");
    // Where somebody is, is kept a moment after they came there; it is the device that says when.
    const kept = ["place_save", "draft_save"].map((command) =>
      patrol.page.waitForResponse((answer) => {
        const asked = answer.request().postData() ?? "";
        return answer.ok() && asked.includes(`"${command}"`) && asked.includes('name.given"');
      }),
    );
    await patrol.field("Given name").click();
    await Promise.all(kept);
    await patrol.page.reload();
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await expect(patrol.field("Given name")).toHaveValue("Jordan");
    await expect(patrol.field("Given name")).toBeFocused();
    await expect(narrative).toHaveValue(/day center$/);
  });

  test("the sync goes on while locked: what came is counted, and there after unlocking", async () => {
    await patrol.lock();
    await expect(patrol.main).not.toContainText("waiting to be opened");
    await ems.contact({ name: "Casey Example", pathway: "Naloxone Plus" });
    await ems.allSent();
    await expect(patrol.main).toContainText(/\b[1-9]\d* waiting to be opened\./);
    expect(await patrol.page.content()).not.toMatch(/Jordan|Casey|Example County/);
    await expect(patrol.page).toHaveTitle("Footbridge");
    await patrol.unlock();
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await patrol.openPerson("Casey Example");
  });

  test("nothing of a record can be asked for while locked", async () => {
    await patrol.lock();
    const refused = await patrol.page.evaluate(async () => {
      const headers = {
        "Content-Type": "application/json",
        Authorization: `Bearer ${sessionStorage.getItem("footbridge.session") ?? ""}`,
      };
      const body = JSON.stringify({ command: "board", args: {} });
      const answer = await fetch("/rpc", { method: "POST", headers, body });
      return { status: answer.status, text: await answer.text() };
    });
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text)).toMatchObject({ code: "desk.locked" });
    expect(refused.text).not.toMatch(/Jordan|Casey/);
  });
});
