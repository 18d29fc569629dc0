// Every screen in every state, judged by axe: nothing found.
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SettingsView } from "../../../ui/src/gen/api.ts";
import { type Scene, stage } from "../harness/scene.ts";
import { EMPTY, go, SCREENS, stands, type Visit, visit } from "../harness/screens.ts";
import { Station, World } from "../harness/world.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds, each with the elements it found it at. */
async function findings(page: Page): Promise<string[]> {
  // no page of ours has frames: what axe does for them costs more than the judging
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .withTags(TAGS);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll("\n", " ")}`),
  );
}

/** Judged in a window as high as the page: what lies under a bar that stands still is scrolled to by people. */
async function judge(page: Page, name: string): Promise<void> {
  const window = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (window !== null) await page.setViewportSize({ width: window.width, height: Math.max(window.height, height) });
  expect.soft(await findings(page), name).toEqual([]);
  if (window !== null) await page.setViewportSize(window);
}

let scene: Scene;
let visits: Record<"patrol" | "ems", Visit>;

async function open(browser: Browser, name: "patrol" | "ems"): Promise<Visit> {
  const station = scene.stations[name];
  return visit(browser, station, await station.nextLink());
}

async function settings(change: Partial<SettingsView>, of?: "patrol" | "ems"): Promise<void> {
  for (const [name, { page }] of Object.entries(visits) as ["patrol" | "ems", Visit][]) {
    if (of !== undefined && of !== name) continue;
    const { settings } = await scene.cores[name].call("desk_show", {});
    await scene.cores[name].call("settings_save", { ...settings, ...change });
    for (const [attribute, value] of Object.entries({
      "data-theme": change.theme,
      "data-size": change.size,
      lang: change.language,
    }))
      if (value !== undefined) await expect(page.locator("html")).toHaveAttribute(attribute, value);
  }
}

test.describe("with work in hand", () => {
  test.beforeAll(async ({ browser }) => {
    test.setTimeout(120_000);
    scene = await stage();
    visits = { patrol: await open(browser, "patrol"), ems: await open(browser, "ems") };
    await settings({ theme: "day", size: "normal", language: "en" });
  });

  test.afterAll(() => scene?.world.end());

  test("every screen, in every state", async () => {
    test.setTimeout(240_000);
    for (const screen of SCREENS) {
      const { page } = visits[screen.on ?? "patrol"];
      await screen.open(page, scene);
      await judge(page, screen.name);
    }
    expect([...visits.patrol.complaints, ...visits.ems.complaints]).toEqual([]);
  });

  const LOOKS: readonly (readonly [string, Partial<SettingsView>])[] = [
    ["at night", { theme: "night", size: "glove", language: "en" }],
    ["with high contrast", { theme: "contrast", size: "large", language: "en" }],
    ["in Spanish", { theme: "day", size: "normal", language: "es" }],
  ];
  for (const [name, look] of LOOKS) {
    test(`the main screens ${name}`, async () => {
      test.setTimeout(120_000);
      await settings(look);
      for (const screen of SCREENS.filter((one) => one.main)) {
        const { page } = visits[screen.on ?? "patrol"];
        await screen.open(page, scene);
        await judge(page, `${screen.name}, ${name}`);
      }
      await settings({ theme: "day", size: "normal", language: "en" });
    });
  }

  test("what comes over a screen: the list of shortcuts, the menu, a toast, an alert, a sync that is refused", async () => {
    const { page } = visits.patrol;
    await go(page, "/board");
    await page.keyboard.press("Control+/");
    await expect(page.getByRole("dialog")).toBeVisible();
    await judge(page, "shortcuts");
    await page.keyboard.press("Control+/");

    await page.setViewportSize({ width: 800, height: 1280 });
    await page.getByRole("button", { name: "Menu" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await judge(page, "menu");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1366, height: 768 });

    await go(page, `/draft/${scene.at.draft}`);
    await page.getByRole("button", { name: /^Take dose 1 out/ }).click();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    await judge(page, "toast");
    await page.getByRole("button", { name: "Undo" }).click();

    const { contact } = scene.at;
    const ems = visits.ems.page;
    await go(ems, "/board");
    await scene.cores.patrol.call("handoff_offer", {
      contact,
      to: [scene.world.agency("ems")],
      asks: "A ride.",
      purpose: null,
    });
    await expect(ems.getByText("A new handoff was offered to your agency.").first()).toBeVisible({
      timeout: 30_000,
    });
    await judge(ems, "alert");
  });

  test("the program gone, and the way in lost", async () => {
    const { page } = visits.patrol;
    await go(page, `/draft/${scene.at.draft}`);
    await page.context().setOffline(true);
    await page.getByRole("textbox", { name: "Given name" }).fill("Sammy");
    await expect(page.getByText("The program on this device stopped")).toBeVisible();
    await judge(page, "program gone");
    await page.context().setOffline(false);
    await expect(page.getByText("The program on this device stopped")).toHaveCount(0);
    await page.route("**/rpc", (route) => route.fulfill({ status: 401 }));
    await page.getByRole("textbox", { name: "Given name" }).fill("Sam");
    await expect(page.getByText("The program was started again").first()).toBeVisible();
    await judge(page, "way in lost, with work on the screen");
    await page.reload();
    await expect(page.getByRole("heading", { name: "Open the link that the program printed" })).toBeVisible();
    await judge(page, "way in lost");
  });

  test("locked, and a wrong passphrase", async () => {
    const { page } = visits.ems;
    for (const theme of ["day", "night", "contrast"] as const) {
      // the other one's page has lost its way in by now
      await settings({ theme }, "ems");
      await scene.cores.ems.call("lock", {});
      await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
      await judge(page, `locked, ${theme}`);
      await page.getByLabel("Passphrase").fill("not the passphrase");
      await page.keyboard.press("Enter");
      await expect(page.getByLabel("Passphrase")).toHaveAttribute("aria-invalid", "true");
      await judge(page, `wrong passphrase, ${theme}`);
    }
  });
});

test("a device on which nothing was done yet", async ({ browser }) => {
  const world = await World.gather(["patrol"]);
  const station = await world.station("patrol");
  const { page, complaints } = await visit(browser, station, station.url);
  await stands(page);
  for (const route of EMPTY) {
    await go(page, route);
    await judge(page, `${route}, empty`);
  }
  expect(complaints).toEqual([]);
  await world.end();
});

test("a device that is not set up yet", async ({ browser }) => {
  const home = mkdtempSync(join(tmpdir(), "footbridge-e2e-"));
  const station = await Station.start(home);
  const { page } = await visit(browser, station, station.url);
  for (const [language, title] of [
    ["es", "Español"],
    ["en", "English"],
  ] as const) {
    await page.getByRole("button", { name: title }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await judge(page, `enrolment, ${language}`);
  }
  await page.getByRole("button", { name: "Set up this device" }).click();
  await expect(page.getByRole("alert", { name: "Not set up yet" })).toBeVisible();
  await judge(page, "enrolment with errors");
  await station.stop();
  rmSync(home, { recursive: true, force: true });
});
