import { test } from "@playwright/test";
import { World } from "../harness/world.ts";

test("smoke", async ({ browser }) => {
  const world = await World.gather(["patrol", "ems"]);
  const station = await world.station("patrol", { unlock: true });
  const page = await browser.newPage();
  page.on("console", (m) => console.log("console", m.type(), m.text()));
  page.on("pageerror", (e) => console.log("pageerror", e.message));
  await page.goto(station.url);
  await page.waitForTimeout(3000);
  await page.screenshot({ path: "/tmp/fb/board.png" });
  await page.keyboard.press("F2");
  await page.waitForTimeout(1500);
  await page.screenshot({ path: "/tmp/fb/new.png" });
  await page.keyboard.type("Jordan Example");
  await page.waitForTimeout(800);
  await page.screenshot({ path: "/tmp/fb/new2.png" });
  console.log(await page.locator("body").ariaSnapshot());
  await world.end();
});
