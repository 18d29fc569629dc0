// What can go wrong under somebody who types: nothing that was said to be saved is missing, and what happens is clear.
import { expect, type Page, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Core } from "../harness/core.ts";
import { blankDraft, contact } from "../harness/scene.ts";
import { go, stands, visit } from "../harness/screens.ts";
import { Station, World } from "../harness/world.ts";

let world: World;

test.beforeAll(async () => {
  world = await World.gather(["patrol", "ems", "outreach", "provider"]);
});

test.afterAll(() => world?.end());

const narrative = (page: Page) => page.getByRole("textbox", { name: "Narrative" });
const given = (page: Page) => page.getByRole("textbox", { name: "Given name" });
const saved = (page: Page) => page.getByText(/^Saved on this device \d/);
const modal = (page: Page) => page.locator("dialog[open], [role=dialog], [role=alertdialog]");

/** A blank draft, open with every part of it. */
async function openDraft(page: Page, core: Core): Promise<string> {
  const { id } = await blankDraft(core);
  await go(page, `/draft/${id}`);
  const closed = page.getByRole("button", { name: "Open: Narrative" });
  await expect(page.getByRole("region", { name: "Narrative" })).toBeVisible();
  if (await closed.isVisible()) await closed.click();
  await expect(narrative(page)).toBeVisible();
  return id;
}

/** What the core holds of a draft. */
async function held(
  core: Core,
  id: string,
): Promise<{ narrative: string | null; given: string | undefined }> {
  const { contact } = await core.call("draft_show", { id });
  const person = typeof contact.person === "object" && "new" in contact.person ? contact.person.new : {};
  return { narrative: contact.narrative, given: person["name.given"] };
}

test("the relay goes while somebody types, and comes back", async ({ browser }) => {
  const station = await world.station("patrol");
  const core = await Core.enter(station);
  const { page, complaints } = await visit(browser, station, await station.nextLink());
  const bar = page.getByRole("banner", { name: "This device" });
  await expect(bar).toContainText("Connected");
  const id = await openDraft(page, core);
  await narrative(page).pressSequentially("Typed with a network. ");
  await world.stopRelay();
  await narrative(page).pressSequentially("Typed without one.");
  await page.getByRole("button", { name: /^Sync now/ }).click();
  await expect(bar).toContainText("Offline", { timeout: 20_000 });
  await expect(modal(page)).toHaveCount(0);
  await expect(saved(page)).toBeVisible();
  expect((await held(core, id)).narrative).toBe("Typed with a network. Typed without one.");

  // and the contact is finished without it
  await page.getByRole("radio", { name: "Self-Referral" }).check();
  await page.getByRole("button", { name: /^Ready/ }).click();
  await expect(page.getByText("Ready. Saved on this device").first()).toBeVisible();
  await expect(bar).toContainText(/\d+ not sent/);
  await expect(modal(page)).toHaveCount(0);
  await world.startRelay();
  await page.getByRole("button", { name: /^Sync now/ }).click();
  await expect(bar).toContainText("Connected", { timeout: 30_000 });
  await expect(bar).toContainText("All sent", { timeout: 30_000 });
  expect(complaints).toEqual([]);
  await page.context().close();
  await station.stop();
});

test("the program dies under the page, and is started again at the same port", async ({ browser }) => {
  const station = await world.station("ems");
  const core = await Core.enter(station);
  const { page } = await visit(browser, station, await station.nextLink());
  await stands(page);
  const id = await openDraft(page, core);
  await given(page).fill("Sam");
  await narrative(page).pressSequentially("Before it died.");
  await expect(saved(page)).toBeVisible();
  const said = await held(core, id);
  expect(said).toEqual({ narrative: "Before it died.", given: "Sam" });

  await station.kill();
  await narrative(page).pressSequentially(" After it died.");
  await expect(page.getByText("The program on this device stopped")).toBeVisible();
  await expect(page.getByText("Not saved on this device").first()).toBeVisible();
  await expect(narrative(page)).toHaveValue("Before it died. After it died.");
  await expect(saved(page)).toHaveCount(0);
  await expect(modal(page)).toHaveCount(0);

  const again = await world.station("ems", { unlock: true, port: station.port });
  await expect(page.getByText("The program was started again").first()).toBeVisible({ timeout: 20_000 });
  await expect(narrative(page)).toHaveValue("Before it died. After it died.");
  const after = await Core.enter(again);
  expect(await held(after, id)).toEqual(said);

  // The fresh link, in the tab with the work in it.
  const typed = await narrative(page).inputValue();
  await page.goto(await again.nextLink());
  await stands(page);
  await go(page, `/draft/${id}`);
  await expect(narrative(page)).toHaveValue("Before it died.");
  await expect(given(page)).toHaveValue("Sam");
  await narrative(page).fill(typed);
  await expect.poll(async () => (await held(after, id)).narrative).toBe(typed);
  await page.context().close();
  await again.stop();
});

test("the page is closed in the middle of a word, and opened again", async ({ browser }) => {
  const station = await world.station("outreach");
  const core = await Core.enter(station);
  const first = await visit(browser, station, await station.nextLink());
  await stands(first.page);
  const id = await openDraft(first.page, core);
  await narrative(first.page).pressSequentially("The last words are the ones that");
  // as the window's own cross does it, at once
  await first.page.close({ runBeforeUnload: false });
  await expect.poll(async () => (await held(core, id)).narrative).toBe("The last words are the ones that");

  const second = await visit(browser, station, await station.nextLink());
  await expect(second.page.getByRole("heading", { name: "Contact, draft" })).toBeVisible();
  await expect(narrative(second.page)).toHaveValue("The last words are the ones that");
  await expect(narrative(second.page)).toBeFocused();
  await second.page.reload();
  await expect(narrative(second.page)).toHaveValue("The last words are the ones that");

  // Two tabs. A draft finished in one is not lost for who types in the other.
  const third = await visit(browser, station, await station.nextLink());
  await stands(third.page);
  await go(third.page, `/draft/${id}`);
  await third.page.getByRole("radio", { name: "Self-Referral" }).check();
  await expect(saved(third.page)).toBeVisible();
  await third.page.getByRole("button", { name: /^Ready/ }).click();
  await expect(third.page.getByText("Ready. Saved on this device").first()).toBeVisible();
  await narrative(second.page).pressSequentially(" nobody may lose.");
  await expect(second.page.getByText(/is kept as a new draft/).first()).toBeVisible();
  const whole = "The last words are the ones that nobody may lose.";
  await expect(narrative(second.page)).toHaveValue(whole);
  await expect(saved(second.page)).toBeVisible();
  const { drafts } = await core.call("draft_list", {});
  expect(drafts.map((one) => one.contact.narrative)).toEqual([whole]);
  expect([...second.complaints, ...third.complaints]).toEqual([]);
  await second.page.context().close();
  await third.page.context().close();
  await station.stop();
});

test("addresses of nothing say so and lead back", async ({ browser }) => {
  const station = await world.station("outreach");
  const { page, complaints } = await visit(browser, station, station.url);
  await stands(page);
  const KINDS = ["draft", "contact", "person", "handoff", "handoff/new", "service"];
  const IDS = [
    "00000000000000000000000000000000",
    "0192f0c1-0000-7000-8000-000000000000",
    "x",
    "%E0%A4%A",
    "..%2F..%2Fetc",
    "<b>",
    "1".repeat(3000),
  ];
  for (const kind of KINDS)
    for (const id of IDS) {
      await go(page, `/${kind}/${id}`);
      await expect(
        page
          .getByRole("main")
          .getByRole("link", { name: /^(Board|People|Handoffs|Contact|Directory|Go to the board)$/ })
          .first(),
        `${kind}/${id}`,
      ).toBeVisible();
      await expect(
        page
          .getByRole("main")
          .getByText(/not on this device|not here any more|no such|not found|cannot/i)
          .first(),
        `${kind}/${id}`,
      ).toBeVisible();
    }
  for (const route of [
    "/",
    "//",
    "/draft",
    "/draft/",
    "/person/x/y",
    "no-slash",
    "/board/../x",
    "/BOARD",
    "?",
    "/%",
    "/contact/new/x",
    "/🦊",
  ]) {
    await go(page, route);
    await expect(page.getByRole("heading", { level: 1 }), route).toHaveText(/^(Board|Page not found)$/);
  }
  await page.getByRole("link", { name: "Go to the board" }).click();
  await expect(page.getByRole("heading", { name: "Board", level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
  await page.context().close();
  await station.stop();
});

/** A device whose disk can be filled and emptied. */
interface Disk {
  readonly station: Station;
  /** What the page says of it. */
  readonly words: string;
  fill(): Promise<void>;
  empty(): void;
  end(): Promise<void>;
}

/** A small disk of its own; nothing where one cannot be made. */
async function smallDisk(): Promise<Disk | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "footbridge-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], { stdio: "pipe" });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const home = join(folder, "home");
  const filler = join(folder, "filler");
  cpSync(world.home("provider"), home, { recursive: true });
  const station = await Station.start(home, { unlock: true });
  return {
    station,
    words: "The disk of this device is full",
    fill: async () => {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // the program wrote something meanwhile: it is full all the same
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    empty: () => rmSync(filler),
    end: async () => {
      await station.stop();
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A disk that takes nothing more: every file is as long as it may be. */
async function refusingDisk(): Promise<Disk> {
  const station = await world.station("provider", {
    unlock: true,
    wrap: ["sh", "-c", `trap "" XFSZ; exec "$@"`, "sh"],
  });
  const limit = (size: string): void =>
    void execFileSync("prlimit", ["--pid", String(station.pid), `--fsize=${size}:unlimited`]);
  return {
    station,
    words: "Not saved on this device",
    fill: async () => limit("1"),
    empty: () => limit("unlimited"),
    end: () => station.stop(),
  };
}

/** Takes what room is left within the files that are there already. */
async function takeTheRest(core: Core): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    const more = contact("unknown", { narrative: "x".repeat(40_000) });
    const refused = await core
      .call("draft_save", { id: null, contact: more, focus: "", seen_ms: null })
      .catch((error: Error) => error);
    if (refused instanceof Error) return;
  }
  throw new Error("the disk does not fill up");
}

const DISKS = { "fills up": smallDisk, "takes nothing more": refusingDisk };
for (const [name, make] of Object.entries(DISKS)) {
  test(`the disk ${name} while somebody types, and is emptied again`, async ({ browser }) => {
    const disk = await make();
    test.skip(
      disk === undefined,
      "a disk of its own cannot be made here; one that refuses to be written is tested",
    );
    if (!disk) return;
    try {
      const core = await Core.enter(disk.station);
      const { page, complaints } = await visit(browser, disk.station, await disk.station.nextLink());
      await stands(page);
      const id = await openDraft(page, core);
      await narrative(page).fill("There was room for this.");
      await expect(saved(page)).toBeVisible();
      await expect.poll(async () => (await held(core, id)).narrative).toBe("There was room for this.");

      await disk.fill();
      await takeTheRest(core);
      const long = `There was no room for this: ${"a word after another ".repeat(4000)}`;
      await narrative(page).fill(long);
      await expect(page.getByText(disk.words).first()).toBeVisible();
      await expect(page.getByText("Not saved on this device").first()).toBeVisible();
      await expect(saved(page)).toHaveCount(0);
      await expect(modal(page)).toHaveCount(0);
      await expect(narrative(page)).toHaveValue(long);
      // going to another page and back loses nothing either
      await go(page, "/people");
      await go(page, `/draft/${id}`);
      await expect(narrative(page)).toHaveValue(long);
      // nothing can be finished, and what was said to be saved is still there
      await page.getByRole("radio", { name: "Self-Referral" }).check();
      await page.getByRole("button", { name: /^Ready/ }).click();
      await expect(page.getByText("Not saved on this device").first()).toBeVisible();
      await expect(page.getByRole("heading", { name: "Contact, draft" })).toBeVisible();
      expect((await held(core, id)).narrative).toBe("There was room for this.");

      disk.empty();
      await expect(saved(page)).toBeVisible({ timeout: 20_000 });
      await expect(page.getByText("The disk of this device is full")).toHaveCount(0);
      await expect(page.getByText("Not saved on this device")).toHaveCount(0);
      expect((await held(core, id)).narrative).toBe(long);
      await page.reload();
      await expect(narrative(page)).toHaveValue(long);
      expect(complaints).toEqual([]);
      await page.context().close();
    } finally {
      await disk.end();
    }
  });
}
