// Inviting at one screen, setting a device up at another: by a picture of the code, and by voice.
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { App } from "../harness/app.ts";
import { Station, World } from "../harness/world.ts";

const PASSPHRASE = "four plain words here";

async function forOutreach(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = "/team"));
  await page.getByLabel(/^Agency/).fill("Example Outreach Team");
  await page.getByLabel(/^Role/).selectOption("outreach");
}

async function passphrases(page: Page): Promise<void> {
  await page.getByLabel(/^New passphrase(?!, again)/).fill(PASSPHRASE);
  await page.getByLabel(/New passphrase, again/).fill(PASSPHRASE);
}

test("a device is set up with a photograph of the QR picture", async ({ browser }) => {
  const world = await World.gather([]);
  const station = await world.station("office");
  const office = await App.open(browser, station);
  await forOutreach(office.page);
  await office.page.getByRole("button", { name: "Make the code" }).click();
  const qr = office.page.getByRole("img", { name: /QR picture/ });
  const photograph = await qr.screenshot({ animations: "disabled" });

  const fresh = await Station.start(join(world.folder, "fresh"));
  const device = await App.open(browser, fresh);
  const choose = async (buffer: Buffer): Promise<void> => {
    const chooser = device.page.waitForEvent("filechooser");
    await device.page.getByRole("button", { name: "From a QR picture" }).click();
    await (await chooser).setFiles({ name: "photograph.png", mimeType: "image/png", buffer });
  };
  // a picture of something else is told, and nothing is lost by it
  await choose(await office.page.getByRole("heading", { level: 1 }).screenshot());
  await expect(device.page.getByText(/No QR code is seen/)).toBeVisible();
  await choose(Buffer.from("no picture"));
  await expect(device.page.getByText(/not a picture that can be read/)).toBeVisible();
  await choose(photograph);
  const code = (await office.page.locator(".code").innerText()).replaceAll(/\s/g, "");
  await expect(device.page.getByLabel(/^Invitation code/)).toHaveValue(code);
  await passphrases(device.page);
  await device.page.getByRole("button", { name: "Set up this device" }).click();
  await expect(device.page.getByRole("navigation", { name: "Pages" })).toBeVisible({ timeout: 30_000 });
  expect([...office.complaints, ...device.complaints]).toEqual([]);
  await fresh.stop();
  await world.end();
});

test("a device is set up by voice, with a number that both screens show", async ({ browser }) => {
  const world = await World.gather([]);
  const station = await world.station("office");
  const office = await App.open(browser, station);
  await forOutreach(office.page);
  await office.page.getByRole("button", { name: "Invite by voice" }).click();
  const digits = await office.page.locator(".digits").innerText();
  const relay = await office.page.getByText(/^http:\/\/127/).innerText();

  const fresh = await Station.start(join(world.folder, "fresh"));
  const device = await App.open(browser, fresh);
  await device.page.getByRole("button", { name: "By voice" }).click();
  await device.page.getByLabel(/^Relay/).fill(relay);
  await device.page.getByLabel(/^Eight digits/).fill(digits);
  await passphrases(device.page);
  await device.page.getByRole("button", { name: "Meet the inviter" }).click();
  const numbers = [office.page, device.page].map((page) => page.locator(".number").innerText());
  const [here, there] = await Promise.all(numbers);
  expect(there).toBe(here);
  for (const { page } of [device, office]) {
    await page.getByRole("button", { name: "Both are the same" }).click();
  }
  await expect(office.page.getByText(/The invitation is at the new device/)).toBeVisible({ timeout: 30_000 });
  await expect(device.page.getByRole("navigation", { name: "Pages" })).toBeVisible({ timeout: 30_000 });
  expect([...office.complaints, ...device.complaints]).toEqual([]);
  await fresh.stop();
  await world.end();
});
