// Every control of the kit in every state: judged by axe in every theme and size, in both languages, narrow and wide.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

const UI = new URL("../../../ui/", import.meta.url).pathname;
const BUILT = join(UI, "dist-gallery");
/** No such place: its files are given by the test. */
const ORIGIN = "http://gallery.invalid";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};

test.beforeAll(() => {
  test.setTimeout(120_000);
  execFileSync("npm", ["run", "--silent", "gallery"], { cwd: UI, stdio: "pipe" });
});

test.beforeEach(async ({ page }) => {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const type = TYPES[extname(pathname)] ?? "application/octet-stream";
    return route.fulfill({ contentType: type, body: readFileSync(join(BUILT, pathname)) });
  });
});

const THEMES = ["day", "night", "contrast"] as const;
const SIZES = ["normal", "large", "glove"] as const;

for (const theme of THEMES)
  test(`the kit, ${theme}`, async ({ page }, info) => {
    test.setTimeout(90_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    for (const size of SIZES)
      // words and dialogs do not change with the colours of their surroundings: once is enough
      for (const more of size === "normal" && theme === "day" ? ["", "&lang=es", "&dialog"] : [""]) {
        const name = `${theme} ${size} ${more}`;
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(`${ORIGIN}/gallery.html?theme=${theme}&size=${size}${more}`);
        await expect(
          page.getByRole("heading", { name: "Footbridge kit", includeHidden: true }),
        ).toBeVisible();
        const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
        const { violations } = await axe
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
          .analyze();
        expect
          .soft(
            violations.flatMap(({ id, nodes }) =>
              nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
            ),
            name,
          )
          .toEqual([]);
        for (const width of [1280, 683, 320]) {
          await page.setViewportSize({ width, height: 640 });
          expect
            .soft(
              await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
              `${name} at ${width}`,
            )
            .toBeLessThanOrEqual(0);
        }
        await page.setViewportSize({ width: 1280, height: 800 });
        await info.attach(`kit-${name.trim().replaceAll(/\W+/g, "-")}.png`, {
          body: await page.screenshot({ fullPage: true }),
          contentType: "image/png",
        });
      }
    expect(complaints).toEqual([]);
  });
