// The core contact from the keyboard alone: no pointer is used in this file.
import { expect, type Page, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { PASSPHRASE } from "../harness/programs.ts";
import { World } from "../harness/world.ts";

/** What has the focus: where it is, and whether anybody could see that it has it. */
interface Stop {
  readonly name: string;
  /** In `main`, before or after the stop before it in the order of reading. */
  readonly inMain: boolean;
  readonly follows: boolean;
  readonly marked: boolean;
  readonly inSight: boolean;
  /** What lies over its middle. */
  readonly over: string;
}

async function tab(page: Page): Promise<Stop> {
  await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const holder = window as unknown as { lastStop?: Element };
    const here = document.activeElement ?? document.body;
    const before = holder.lastStop;
    holder.lastStop = here;
    const box = here.getBoundingClientRect();
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    // What lies on top there: the element itself, or something of it or around it, and no bar.
    const top = document.elementFromPoint(middle.x, middle.y);
    // A tile shows the focus of the button that it is the label of.
    const shows = [here, here.closest("label")]
      .filter((one) => one !== null)
      .map((one) => getComputedStyle(one));
    const label = here.closest("label") ?? (here instanceof HTMLInputElement ? here.labels?.[0] : null);
    return {
      name: `${here.tagName} ${here.getAttribute("aria-label") ?? here.id} ${(label ?? here).textContent?.trim().slice(0, 40) ?? ""}`,
      inMain: here.closest("main") !== null,
      follows:
        before === undefined ||
        Boolean(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
      marked: shows.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
      over: top?.outerHTML.slice(0, 120) ?? "outside of the window",
      inSight:
        top !== null &&
        (here.contains(top) || top.contains(here) || here.parentElement?.contains(top) === true),
    };
  });
}

/** The name of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const here = document.activeElement;
    const by = here?.getAttribute("aria-labelledby");
    const label =
      here instanceof HTMLInputElement || here instanceof HTMLTextAreaElement ? here.labels?.[0] : null;
    const words = by
      ? document.getElementById(by)?.textContent
      : (here?.getAttribute("aria-label") ?? label?.textContent);
    return (words ?? here?.textContent ?? "").trim();
  });
}

/** Goes on with Tab until this has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === name) return;
  }
  throw new Error(`Tab never came to "${name}"; it stands on "${await focused(page)}"`);
}

/** From one answer of a question to this one, as radio buttons are worked: with an arrow, which chooses on its way. */
async function arrowTo(page: Page, name: string, arrow: "ArrowUp" | "ArrowDown"): Promise<void> {
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press(arrow);
    if ((await focused(page)) === name) return;
  }
  throw new Error(`the arrows never came to "${name}"`);
}

test.describe.serial("keyboard", () => {
  let world: World;
  let patrol: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["patrol", "outreach"]);
    patrol = await App.open(browser, await world.station("patrol", { unlock: false }));
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol)).toEqual([]);
  });

  test("from unlock to an offered handoff", async () => {
    const { page } = patrol;
    const { keyboard } = page;
    await expect(page.getByLabel("Passphrase", { exact: true })).toBeFocused();
    await keyboard.type(PASSPHRASE);
    await keyboard.press("Enter");
    await expect(patrol.heading("Board")).toBeVisible();

    await keyboard.press("F2");
    await expect(page.getByRole("combobox", { name: "Find a person" })).toBeFocused();
    await keyboard.type("Sam Example");
    await keyboard.press("Control+Enter");
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    // The first question that matters has the focus already.
    await expect(patrol.radio("Pathway", "Self-Referral")).toBeFocused();
    await arrowTo(page, "Officer Intervention", "ArrowUp");
    await expect(patrol.radio("Pathway", "Officer Intervention")).toBeChecked();

    await keyboard.press("Alt+2");
    await tabTo(page, "On scene");
    await keyboard.press("Control+.");
    await expect(patrol.field("On scene")).toHaveValue(/^\d\d:\d\d$/);

    // This pathway folds naloxone away; what was opened is next, and nobody starts at the top again.
    await keyboard.press("Alt+4");
    await tabTo(page, "Open: Naloxone");
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 2, name: "Naloxone" })).toBeFocused();
    await keyboard.press("Tab");
    await expect(patrol.radio("Naloxone given, by anybody", "Yes")).toBeFocused();
    await arrowTo(page, "No", "ArrowDown");

    await keyboard.press("Alt+5");
    await tabTo(page, "Accepted");
    await keyboard.press("Space");
    await expect(patrol.radio("Offer of service", "Accepted")).toBeChecked();

    await keyboard.press("Alt+7");
    await tabTo(page, "Narrative");
    await keyboard.type("Would like to talk to somebody tomorrow.");
    await keyboard.press("Control+Enter");
    await expect(patrol.heading("Sam Example")).toBeVisible();
    await expect(patrol.part("Narrative")).toContainText("Would like to talk to somebody tomorrow.");

    await keyboard.press("Control+Enter");
    await expect(patrol.heading("Start a handoff")).toBeVisible();
    await tabTo(page, "Example Outreach Team");
    const asked = page.getByRole("checkbox", { name: "Example Outreach Team" });
    if (!(await asked.isChecked())) await keyboard.press("Space");
    await expect(asked).toBeChecked();
    await tabTo(page, "What is asked for");
    await keyboard.type("a talk tomorrow");
    await keyboard.press("Control+Enter");
    await expect(patrol.heading("Handoff: Sam Example")).toBeVisible();
    await expect(patrol.subtitle).toHaveText(/^Offered/);
  });

  test("what has the focus can be seen, and comes in the order of reading", async () => {
    const { page } = patrol;
    await page.keyboard.press("F2");
    await expect(page.getByRole("combobox", { name: "Find a person" })).toBeFocused();
    await page.keyboard.press("Control+Enter");
    await expect(patrol.field("Given name")).toBeFocused();
    // A message that lies over the page goes by itself, and can be put away; it is not what is looked at here.
    await expect(page.getByRole("status", { name: "Messages" }).getByRole("button")).toHaveCount(0, {
      timeout: 20_000,
    });
    const stops: Stop[] = [];
    for (let stop = await tab(page); stop.inMain && stops.length < 150; stop = await tab(page))
      stops.push(stop);
    expect(stops.length).toBeGreaterThan(20);
    expect(stops.filter((stop) => !stop.follows)).toEqual([]);
    expect(stops.filter((stop) => !stop.marked)).toEqual([]);
    expect(stops.filter((stop) => !stop.inSight)).toEqual([]);
  });

  test("the list of shortcuts opens and closes by its key, and gives the focus back", async () => {
    const { page } = patrol;
    await page.keyboard.press("F3");
    const search = page.getByRole("searchbox", { name: "Find a person" });
    await expect(search).toBeFocused();
    const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    for (const close of ["Control+/", "Escape"]) {
      await page.keyboard.press("Control+/");
      await expect(list).toBeVisible();
      for (const words of ["New contact", "Find a person", "Follow-ups", "Lock"]) {
        await expect(list).toContainText(words);
      }
      await page.keyboard.press(close);
      await expect(list).toBeHidden();
      await expect(search).toBeFocused();
    }
  });

  test("every function key leads where the list says", async () => {
    const { page } = patrol;
    for (const [key, heading] of [
      ["F2", "New contact: with whom?"],
      ["F3", "People"],
      ["F4", "Handoffs"],
      ["F7", "Follow-ups"],
      ["F8", "Directory"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(patrol.heading(heading)).toBeVisible();
    }
    await page.keyboard.press("F9");
    await expect(page.getByText("Sync started")).toBeAttached();
    await page.keyboard.press("F10");
    await expect(patrol.heading("Locked")).toBeVisible();
    await page.keyboard.press("F2");
    await expect(patrol.heading("Locked")).toBeVisible();
  });

  test("letters are letters: no shortcut is pressed by typing", async () => {
    const { page } = patrol;
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press("Enter");
    await expect(patrol.heading("Directory")).toBeVisible();
    await page.keyboard.press("F3");
    const search = page.getByRole("searchbox", { name: "Find a person" });
    await expect(search).toBeFocused();
    const letters = "abcdefghijklmnopqrstuvwxyz 0123456789 ./?";
    await page.keyboard.type(letters);
    await expect(search).toHaveValue(letters);
    await expect(patrol.heading("People")).toBeVisible();
  });
});
