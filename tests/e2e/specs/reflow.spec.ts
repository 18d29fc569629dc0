// Narrow windows, large text, gloves, forced colours: nothing cut off, nothing too small to hit.
import { expect, type Page, test } from "@playwright/test";
import type { SettingsView } from "../../../ui/src/gen/api.ts";
import { PASSPHRASE } from "../harness/programs.ts";
import { type Scene, stage } from "../harness/scene.ts";
import { go, SCREENS, stands, type Visit, visit } from "../harness/screens.ts";

let scene: Scene;
let visits: Record<"patrol" | "ems", Visit>;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  scene = await stage();
  const open = async (name: "patrol" | "ems", deviceScaleFactor: number): Promise<Visit> =>
    visit(browser, scene.stations[name], await scene.stations[name].nextLink(), { deviceScaleFactor });
  visits = { patrol: await open("patrol", 2), ems: await open("ems", 2) };
  await Promise.all(Object.values(visits).map(({ page }) => stands(page)));
});

test.afterAll(() => scene?.world.end());

async function settings(change: Partial<SettingsView>): Promise<void> {
  for (const [name, { page }] of Object.entries(visits) as ["patrol" | "ems", Visit][]) {
    const { settings } = await scene.cores[name].call("desk_show", {});
    await scene.cores[name].call("settings_save", { ...settings, ...change });
    if (change.size !== undefined)
      await expect(page.locator("html")).toHaveAttribute("data-size", change.size);
    if (change.theme !== undefined)
      await expect(page.locator("html")).toHaveAttribute("data-theme", change.theme);
    if (change.language !== undefined)
      await expect(page.locator("html")).toHaveAttribute("lang", change.language);
  }
}

/** Elements that stick out of the window, and text that is cut off by its own box. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const name = (one: Element): string =>
      `${one.tagName.toLowerCase()}.${[...one.classList].join(".")} "${(one.textContent ?? "").trim().slice(0, 40)}"`;
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.push(`the page scrolls sideways by ${wide}`);
    for (const one of document.querySelectorAll<HTMLElement>("body *")) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      // read aloud only
      if (one.closest(".visually-hidden, [hidden]")) continue;
      const box = one.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) continue;
      const style = getComputedStyle(one);
      if (box.right > innerWidth + 1 || box.left < -1) {
        if (style.position !== "fixed" || box.top >= 0)
          found.push(
            `${name(one)} sticks out: ${Math.round(box.left)} to ${Math.round(box.right)} of ${innerWidth}`,
          );
      }
      const hides =
        style.overflowX === "hidden" || style.overflowX === "clip" || style.textOverflow === "ellipsis";
      if (hides && one.scrollWidth > one.clientWidth + 1)
        found.push(`${name(one)} is cut off: ${one.scrollWidth} in ${one.clientWidth}`);
    }
    return found.slice(0, 8);
  });

/** The page's own main action, and the fields, can be brought into sight and are not lying under something. */
async function reachable(page: Page, name: string): Promise<void> {
  const covered = await page.evaluate(async () => {
    const bad: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>(
      "main :is(button, a[href], input, select, textarea, summary)",
    )) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      one.scrollIntoView({ block: "center", behavior: "instant" });
      const box = one.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
      const there = document.elementFromPoint(x, Math.min(Math.max(y, 0), innerHeight - 1));
      const own =
        there !== null &&
        (one.contains(there) || there.contains(one) || one.closest("label")?.contains(there) === true);
      if (!own)
        bad.push(
          `"${(one.getAttribute("aria-label") ?? one.textContent ?? one.id).trim().slice(0, 40)}" lies under ${there?.tagName}.${there?.className}`,
        );
    }
    scrollTo(0, 0);
    return bad.slice(0, 5);
  });
  expect.soft(covered, `${name}: reachable`).toEqual([]);
}

interface Sizes {
  readonly target: number;
  readonly button: number;
}

/** What is pressed is large enough, and neighbours are not hit by mistake. */
const tooSmall = (page: Page, sizes: Sizes): Promise<string[]> =>
  page.evaluate(({ target, button }) => {
    const found: string[] = [];
    const SLACK = 0.5;
    const name = (one: Element): string =>
      `${one.tagName.toLowerCase()}.${[...one.classList].join(".")} "${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, summary, [role=option]",
      ),
    ]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden"))
      // the whole tile is pressed, not only the box in it
      .map((one) => ({
        one,
        box: (one.matches("input[type=radio], input[type=checkbox]")
          ? (one.closest("label") ?? one)
          : one
        ).getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 1 && box.height > 1 && box.right > 0);
    for (const { one, box } of all) {
      const inText = one.matches("p a, li a") && getComputedStyle(one).display === "inline";
      const least = inText ? 24 : one.matches("button, .button, label.tile *") ? button : target;
      if (box.height + SLACK < least)
        found.push(`${name(one)} is ${Math.round(box.height * 10) / 10} high, not ${least}`);
      if (box.width + SLACK < (inText ? 24 : 48))
        found.push(`${name(one)} is ${Math.round(box.width * 10) / 10} wide`);
    }
    // what scrolls under a bar that stays is no neighbour of what stands on the bar
    const layer = (one: Element | null): Element | null =>
      one === null || ["sticky", "fixed"].includes(getComputedStyle(one).position)
        ? one
        : layer(one.parentElement);
    const buttons = all.filter(({ one }) => one.matches("button, .button"));
    for (const [at, { one, box }] of buttons.entries())
      for (const { one: other, box: next } of buttons.slice(at + 1)) {
        if (layer(one) !== layer(other)) continue;
        const x = Math.max(next.left - box.right, box.left - next.right);
        const y = Math.max(next.top - box.bottom, box.top - next.bottom);
        const beside = x >= 0 && y < 0 ? x : y >= 0 && x < 0 ? y : undefined;
        if (beside !== undefined && beside + SLACK < 8)
          found.push(`${name(one)} and ${name(other)} are ${Math.round(beside)} apart`);
      }
    return found.slice(0, 8);
  }, sizes);

async function all(
  judge: (page: Page, name: string) => Promise<void>,
  only: (screen: (typeof SCREENS)[number]) => boolean = () => true,
): Promise<void> {
  for (const screen of SCREENS.filter(only)) {
    const { page } = visits[screen.on ?? "patrol"];
    await screen.open(page, scene);
    await judge(page, screen.name);
  }
}

async function resize(width: number, height: number): Promise<void> {
  for (const { page } of Object.values(visits)) await page.setViewportSize({ width, height });
}

test("320 px wide", async () => {
  test.setTimeout(180_000);
  await resize(320, 640);
  await all(async (page, name) => {
    expect.soft(await cutOff(page), name).toEqual([]);
    await reachable(page, name);
  });
});

test("200 % zoom of a car's laptop", async () => {
  test.setTimeout(180_000);
  await resize(683, 384);
  await all(async (page, name) => {
    expect.soft(await cutOff(page), name).toEqual([]);
    await reachable(page, name);
  });
});

test("in Spanish, with the largest sizes, in narrow windows", async () => {
  test.setTimeout(120_000);
  await settings({ language: "es", size: "glove" });
  for (const [width, height] of [
    [320, 640],
    [800, 1280],
  ] as const) {
    await resize(width, height);
    await all(
      async (page, name) => expect.soft(await cutOff(page), `${name} at ${width}`).toEqual([]),
      (one) => one.main === true,
    );
  }
  await settings({ language: "en", size: "normal" });
});

test("everything that is pressed is large enough", async () => {
  test.setTimeout(180_000);
  for (const [width, height] of [
    [1366, 768],
    [800, 1280],
  ] as const) {
    await resize(width, height);
    await all(async (page, name) =>
      expect.soft(await tooSmall(page, { target: 48, button: 48 }), `${name} at ${width}`).toEqual([]),
    );
  }
});

test("with gloves, everything is larger", async () => {
  test.setTimeout(120_000);
  await settings({ size: "glove" });
  await resize(1280, 800);
  await all(
    async (page, name) => {
      expect.soft(await tooSmall(page, { target: 48, button: 72 }), name).toEqual([]);
      expect.soft(await cutOff(page), name).toEqual([]);
    },
    (one) => one.main === true,
  );
  await settings({ size: "normal" });
});

test("forced colours and no motion leave every screen whole", async () => {
  test.setTimeout(120_000);
  await resize(1280, 800);
  for (const { page } of Object.values(visits))
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce", contrast: "more" });
  await all(
    async (page, name) => {
      expect.soft(await cutOff(page), name).toEqual([]);
      const broken = await page.evaluate(() => {
        const found: string[] = [];
        for (const one of document.querySelectorAll<HTMLElement>(
          "main :is(button, .button, input, select, textarea)",
        )) {
          if (!one.checkVisibility({ visibilityProperty: true })) continue;
          const style = getComputedStyle(one);
          const edge = style.borderTopWidth !== "0px" && style.borderTopStyle !== "none";
          const box = one.matches("[type=radio], [type=checkbox]");
          // without backgrounds an edge is all that shows what can be pressed
          if (!edge && !box)
            found.push(`no edge: ${one.tagName}.${one.className} ${one.textContent?.trim().slice(0, 30)}`);
          if (style.color === style.backgroundColor) found.push(`cannot be read: ${one.textContent}`);
        }
        for (const motion of document.getAnimations()) {
          const { duration, iterations } = motion.effect?.getComputedTiming() ?? {};
          if (Number(duration) > 10 && iterations !== 0) found.push("something moves");
        }
        return found.slice(0, 5);
      });
      expect.soft(broken, name).toEqual([]);
    },
    (one) => one.main === true,
  );
  // where somebody is shows without colours too
  const { page } = visits.patrol;
  await go(page, "/board");
  await page.keyboard.press("Tab");
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  );
  expect(outline).not.toBe("none");
  for (const { page } of Object.values(visits))
    await page.emulateMedia({ forcedColors: null, reducedMotion: null, contrast: null });
});

test("the lock stands in a narrow window", async () => {
  await resize(320, 640);
  const { page } = visits.patrol;
  await scene.cores.patrol.call("lock", {});
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  expect(await cutOff(page)).toEqual([]);
  expect(await tooSmall(page, { target: 48, button: 48 })).toEqual([]);
  await reachable(page, "locked");
  await scene.cores.patrol.call("unlock", { name: null, passphrase: PASSPHRASE });
  await stands(page);
  for (const { complaints } of Object.values(visits)) expect(complaints).toEqual([]);
});
