// Text that nobody expects, in every field; two presses where one was meant, on every button.
import { expect, type Locator, type Page, test } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Core } from "../harness/core.ts";
import { PASSPHRASE } from "../harness/programs.ts";
import { blankDraft, contact, type Scene, stage } from "../harness/scene.ts";
import { go, SCREENS, stands, type Visit, visit } from "../harness/screens.ts";
import { Station } from "../harness/world.ts";

/** Kept as typed, and short enough for a name. No line breaks: those are for fields of several lines. */
const TEXTS: Readonly<Record<string, string>> = {
  emoji: "👩🏽‍🚒 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇸 1️⃣ 🦊",
  "right to left": "محمد الفارسي ١٢٣ שלום",
  "mixed directions": "Jo \u202Eexample\u202C شارع 100 \u2066x\u2069",
  "zero width": "Jo\u200Brd\u200Can \u200DEx\u2060am\uFEFFple\u00AD",
  "control characters": "a\u0001b\u0007c\u001B[31md\u007Fe\u0085f",
  markup: `<img src=x onerror="window.injected=1">{{7*7}}&lt;b`,
  "one long word": "W".repeat(50),
  "piled marks": `Z${"\u0351\u036B\u0353\u036A".repeat(8)}a`,
  "quotes and slashes": `' OR 1=1; -- "\\u0000" \\ %00 %s \${x} ../../etc`,
};
const NOVEL = "It was a dark and stormy night; no name was known, and nobody had asked. 🌧 ".repeat(2600);

let scene: Scene;
let here: Visit;
let core: Core;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  scene = await stage();
  core = scene.cores.patrol;
  here = await visit(browser, scene.stations.patrol, await scene.stations.patrol.nextLink());
  await stands(here.page);
});

test.afterAll(() => scene?.world.end());

/** As wide as the window, nothing thrown, nothing run that was only text. */
async function sound({ page, complaints }: Visit, name: string): Promise<void> {
  expect
    .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name}: too wide`)
    .toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => "injected" in window), name).toBe(false);
  expect(complaints, name).toEqual([]);
}

const fields = (page: Page): Locator =>
  page
    .getByRole("main")
    .locator("input:is([type=text], :not([type])), textarea")
    .and(page.locator(":visible"));

/** Opens every part of a draft. */
async function openAll(page: Page): Promise<void> {
  for (
    const closed = page.getByRole("button", { name: /^(Open: |More about the name)/ });
    (await closed.count()) > 0;
  )
    await closed.first().click();
}

/** What every field of the page holds, by its label. */
const values = (page: Page): Promise<Record<string, string>> =>
  fields(page).evaluateAll((all) =>
    Object.fromEntries(
      all.map((one) => [
        (one as HTMLInputElement).labels?.[0]?.textContent ?? "",
        (one as HTMLInputElement).value,
      ]),
    ),
  );

test("a draft keeps what was typed, whatever it is", async () => {
  test.setTimeout(120_000);
  const { page } = here;
  const { id } = await blankDraft(core);
  await go(page, `/draft/${id}`);
  await openAll(page);
  await page.getByRole("button", { name: /^Add a dose now/ }).click();
  await page.getByRole("radio", { name: "Other strength" }).check();
  await page.getByRole("radio", { name: "Not offered" }).check();
  const all = await fields(page).count();
  expect(all).toBeGreaterThan(15);
  const script = "<script>window.injected=1</script>";
  for (const [name, text] of Object.entries({ ...TEXTS, "a word without end": "W".repeat(3000), script })) {
    // a time is shorter than most of these: its field takes no more than a time can have
    for (const field of await fields(page).all()) await field.fill(text);
    const typed = await values(page);
    expect(Object.values(typed).filter((value) => value === text).length, name).toBeGreaterThan(10);
    await expect(page.getByText(/^Saved on this device \d/)).toBeVisible();
    await sound(here, name);
    const kept = JSON.stringify((await core.call("draft_show", { id })).contact);
    expect(kept.split(JSON.stringify(text)).length - 1, `${name}: kept as typed`).toBeGreaterThan(10);
    await page.reload();
    await stands(page);
    await openAll(page);
    expect(await values(page), `${name}: opened again`).toEqual(typed);
    await sound(here, `${name}, opened again`);
  }
});

test("a novel fits in no field: it is kept, and the field says so", async () => {
  test.setTimeout(120_000);
  const { page } = here;
  const { id } = await blankDraft(core);
  await go(page, `/draft/${id}`);
  await openAll(page);
  const names = Object.keys(await values(page)).filter((name) => !name.includes("search"));
  const TRIED = /^(Given name|Code name|Date of birth|Address or place|Dispatched|Narrative)/;
  for (const [at, field] of (await fields(page).all()).entries()) {
    if (!TRIED.test(names[at]?.trim() ?? "")) continue;
    const most = await field.getAttribute("maxlength");
    await field.fill(NOVEL);
    if (most === null) {
      await expect(field, names[at]).toHaveValue(NOVEL);
      // nobody is corrected in the middle of a word
      await field.press("Tab");
      await expect(field, names[at]).toHaveAccessibleDescription(
        /too many|too long|cannot be read|like|Type/i,
      );
      await expect
        .poll(
          async () =>
            JSON.stringify((await core.call("draft_show", { id })).contact).includes(NOVEL.slice(-500)),
          { message: names[at] ?? "" },
        )
        .toBe(true);
    }
    await sound(here, `novel in ${names[at]}`);
    await field.fill("");
    await expect(page.getByText(/^Saved on this device \d/)).toBeVisible();
  }
  await page.getByRole("textbox", { name: "Narrative" }).fill(NOVEL);
  await page.getByRole("radio", { name: "Self-Referral" }).check();
  await page.getByRole("button", { name: /^Ready/ }).click();
  await expect(page.getByRole("alert", { name: /^Not ready yet/ })).toContainText(/too long|too many/);
  await expect(page.getByRole("textbox", { name: "Narrative" })).toHaveValue(NOVEL);
  await sound(here, "novel, refused");
});

test("what is finished shows on the other device as it was typed", async ({ browser }) => {
  test.setTimeout(120_000);
  const ems = scene.cores.ems;
  const there = await visit(browser, scene.stations.ems, await scene.stations.ems.nextLink());
  await stands(there.page);
  const all = Object.values(TEXTS);
  for (let at = 0; at < all.length; at += 3) {
    const name = Object.keys(TEXTS)
      .slice(at, at + 3)
      .join(", ");
    const [given = "", family = "", place = ""] = all.slice(at, at + 3);
    const { id } = await blankDraft(core);
    await go(here.page, `/draft/${id}`);
    await openAll(here.page);
    const typed = {
      "Given name": given,
      "Family name": family,
      "Address or place": place,
      Narrative: all.join("\n"),
    };
    for (const [field, text] of Object.entries(typed))
      await here.page.getByRole("textbox", { name: field, exact: true }).fill(text);
    await here.page.getByRole("radio", { name: "Self-Referral" }).check();
    await here.page.getByRole("button", { name: /^Ready/ }).click();
    await expect(here.page.getByRole("button", { name: /^Add this note/ }), name).toBeVisible();
    const contactId = here.page.url().split("/").at(-1) ?? "";
    await sound(here, `${name}, finished`);
    await ems.synced(() =>
      ems.call("contact_show", { id: contactId }).then(
        (shown) => shown.notes.length > 0 && shown.person !== null,
        () => false,
      ),
    );
    await go(there.page, `/contact/${contactId}`);
    for (const [part, text] of [
      ["Narrative", typed.Narrative],
      ["Who", given],
      ["Who", family],
      ["Where and when", place],
    ] as const)
      expect(
        await there.page.getByRole("region", { name: part }).evaluate((part) => part.textContent),
        `${name}: ${part}`,
      ).toContain(text);
    await sound(there, `${name}, on the other device`);
    await go(there.page, "/board");
    await sound(there, `${name}, on the other board`);
    const shown = await ems.call("contact_show", { id: contactId });
    await go(there.page, `/person/${shown.person?.id}`);
    expect(await there.page.getByRole("main").evaluate((main) => main.textContent), name).toContain(family);
    await sound(there, `${name}, the person`);
  }
  await there.page.context().close();
});

test("finished records, searches, handoffs and settings take it too, or say why not", async () => {
  test.setTimeout(180_000);
  const { page } = here;
  const made = await core.call(
    "contact_new",
    contact({ new: { "name.given": "Sam", "name.family": "Example" } }),
  );
  const chosen = Object.entries(TEXTS).filter(([name]) => /emoji|mixed|control|markup|word/.test(name));
  const texts = { ...Object.fromEntries(chosen), novel: NOVEL };
  for (const [name, text] of Object.entries(texts)) {
    for (const [route, label] of [
      [`/contact/${made.contact}`, "Address or place"],
      [`/person/${made.person}`, "Middle name"],
      [`/person/${made.person}`, "What matters to me"],
    ] as const) {
      await go(page, route);
      await page
        .getByRole("button", { name: new RegExp(`^(Edit|Add): ${label}`) })
        .first()
        .click();
      const field = page.getByRole("textbox", { name: label, exact: true });
      await field.fill(text);
      await page.getByRole("button", { name: "Done" }).click();
      if (text === NOVEL) {
        await expect(field, `${name}: ${label}`).toHaveAttribute("aria-invalid", "true");
        await expect(field).toHaveValue(text);
        await page.getByRole("button", { name: "Cancel" }).click();
      } else {
        await expect(field, `${name}: ${label}`).toHaveCount(0);
        expect(
          await page.getByRole("main").evaluate((main) => main.textContent),
          `${name}: ${label}`,
        ).toContain(text);
      }
      await sound(here, `${name}: ${label}`);
    }
    for (const what of ["Another name they go by", "An allergy", "A telephone"]) {
      await go(page, `/person/${made.person}`);
      const field = page.getByRole("textbox", { name: what, exact: true });
      await field.fill(text);
      await page.getByRole("button", { name: `Add: ${what}` }).click();
      // taken, or refused in words with the text still there
      await expect
        .poll(
          async () =>
            (await field.inputValue()) === "" || (await field.getAttribute("aria-invalid")) === "true",
          { message: `${name}: ${what}` },
        )
        .toBe(true);
      await sound(here, `${name}: ${what}`);
    }
    await go(page, `/contact/${made.contact}`);
    const note = page.getByRole("textbox", { name: "New note" });
    await note.fill(text);
    await page.getByRole("button", { name: /^Add this note/ }).click();
    if (text === NOVEL) await expect(note).toHaveAttribute("aria-invalid", "true");
    else await expect(note).toHaveValue("");
    await expect(note, "nothing is cut").toHaveValue(text === NOVEL ? text : "");
    await note.fill("");
    await sound(here, `${name}: note`);
    for (const [route, role] of [
      ["/contact/new", "combobox"],
      ["/people", "searchbox"],
      ["/directory", "searchbox"],
      ["/settings", "textbox"],
    ] as const) {
      await go(page, route);
      await page.getByRole("main").getByRole(role).first().fill(text);
      await stands(page);
      await sound(here, `${name}: ${route}`);
    }
    await go(page, `/handoff/new/${made.contact}`);
    for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
    await page.getByRole("checkbox", { name: scene.world.agency("ems") }).check();
    const asks = page.getByRole("textbox", { name: "What is asked for" });
    await asks.fill(text);
    await expect(asks, `${name}: asks`).toHaveValue(text);
    await page.getByRole("button", { name: /^Offer the handoff/ }).click();
    if (text === NOVEL) {
      await expect(page.getByRole("alert", { name: "Not offered yet" })).toBeVisible();
      await expect(asks).toHaveValue(text);
    } else {
      await expect(page.getByRole("heading", { name: "What is asked for" })).toBeVisible();
      expect(await page.getByRole("main").evaluate((main) => main.textContent), `${name}: asks`).toContain(
        text,
      );
    }
    await sound(here, `${name}: handoff`);
  }
});

test("the lock and the enrolment refuse it in words", async ({ browser }) => {
  test.setTimeout(120_000);
  const { page } = here;
  await go(page, "/board");
  await core.call("lock", {});
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  for (const name of ["emoji", "control characters", "markup"] as const) {
    await page.getByLabel("Passphrase").fill(TEXTS[name] ?? "");
    await page.getByRole("button", { name: "Unlock" }).dblclick();
    await expect(page.getByLabel("Passphrase"), name).toHaveAttribute("aria-invalid", "true");
    await sound(here, `lock, ${name}`);
  }
  await page.getByLabel("Passphrase").fill(NOVEL);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByLabel("Passphrase")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Passphrase")).toHaveValue("");
  await sound(here, "lock, novel");
  await page.getByLabel("Passphrase").fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  // It opens where somebody was; a lock from elsewhere may come before the last page was noted.
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();

  const home = mkdtempSync(join(tmpdir(), "footbridge-e2e-"));
  const station = await Station.start(home);
  const enrol = await visit(browser, station, station.url);
  for (const [name, text] of Object.entries({ ...TEXTS, novel: NOVEL })) {
    await enrol.page.getByLabel("Invitation code").fill(text);
    await enrol.page.getByLabel("New passphrase", { exact: true }).fill(`${text} and more`);
    await enrol.page.getByLabel("New passphrase, again").fill(`${text} and more`);
    await enrol.page.getByRole("button", { name: "Set up this device" }).dblclick();
    await expect(enrol.page.getByRole("alert", { name: "Not set up yet" }), name).toBeVisible();
    await expect(enrol.page.getByLabel("Invitation code"), name).toHaveValue(text);
    await sound(enrol, `enrolment, ${name}`);
  }
  await enrol.page.context().close();
  await station.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Presses that need a fresh thing each time, and what they may make at most. */
async function fresh(page: Page, screen: string): Promise<void> {
  if ((await page.locator("dialog[open]").count()) > 0) await page.keyboard.press("Escape");
  if (screen.startsWith("draft")) {
    const { id } =
      screen === "draft, filled"
        ? await core.call("draft_save", {
            id: null,
            contact: contact({ new: { "name.given": "Sam" } }, { narrative: "Once." }),
            focus: "",
            seen_ms: null,
          })
        : await blankDraft(core);
    await go(page, `/draft/${id}`);
    if (screen === "draft, filled") await openAll(page);
    return;
  }
  // a follow-up that was met is done with
  if (screen.startsWith("follow-ups")) await core.call("contact_new", contact("unknown"));
  const found = SCREENS.find((one) => one.name === screen);
  await found?.open(page, scene);
  if (screen === "contact") await page.getByRole("textbox", { name: "New note" }).fill("Once.");
  if (screen === "person")
    for (const what of ["An allergy", "A telephone"])
      await page.getByRole("textbox", { name: what, exact: true }).fill("555-0199");
}

/** One of each kind: a page of twenty fields has the same "Edit" twenty times. */
const kindOf = (name: string): string => name.replace(/:.*/s, "").replace(/\b\d+\b/g, "n");

const PRESSES: Readonly<Record<string, (button: Locator) => Promise<void>>> = {
  "double click": async (button) => {
    // one that says "not now" takes no press, and is pressed all the same
    await button.dblclick({ force: true });
  },
  "two fast Enters": async (button) => {
    await button.focus();
    await button.page().keyboard.press("Enter");
    await button.page().keyboard.press("Enter");
  },
};

async function pressAll(
  visited: Visit,
  asked: Core,
  screens: readonly string[],
  within: "main" | "body",
  open: (page: Page, screen: string) => Promise<void>,
): Promise<number> {
  const { page } = visited;
  let pressed = 0;
  for (const screen of screens) {
    await open(page, screen);
    const root = within === "main" ? page.getByRole("main") : page.locator("body");
    const labels = (): Promise<string[]> =>
      root
        .getByRole("button")
        .evaluateAll((all) =>
          all.map((one) =>
            (one.getAttribute("aria-label") ?? (one as HTMLElement).innerText).trim().replace(/\s+/g, " "),
          ),
        );
    const seen = new Set<string>();
    for (const name of await labels()) {
      if (seen.has(kindOf(name))) continue;
      seen.add(kindOf(name));
      for (const [how, press] of Object.entries(PRESSES)) {
        await open(page, screen);
        const at = (await labels()).indexOf(name);
        // news that was put away, an "Undo" whose time is over
        if (at < 0) continue;
        const before = await asked.counts(scene.at.contact);
        await press(root.getByRole("button").nth(at));
        await page.evaluate(() => document.fonts.ready);
        // whatever was begun has ended when nothing on the page is busy
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        if ((await asked.call("desk_show", {})).state === "locked")
          await asked.call("unlock", { name: null, passphrase: PASSPHRASE });
        const after = await asked.counts(scene.at.contact);
        for (const [what, count] of Object.entries(after))
          expect
            .soft(count - (before[what] ?? 0), `${how} on "${name}" (${screen}): ${what}`)
            .toBeLessThanOrEqual(1);
        pressed += 1;
      }
    }
  }
  expect(visited.complaints).toEqual([]);
  return pressed;
}

test("two presses where one was meant are one", async () => {
  test.setTimeout(240_000);
  const screens = SCREENS.filter(
    (one) =>
      one.on === undefined &&
      !/^no such|handoff, (?!being|offered)|without|nothing|none|everything open/.test(one.name),
  ).map((one) => one.name);
  expect(await pressAll(here, core, ["board"], "body", fresh)).toBeGreaterThan(2);
  const count = await pressAll(
    here,
    core,
    screens.filter((name) => !["board"].includes(name)),
    "main",
    fresh,
  );
  expect(count).toBeGreaterThan(60);
});
