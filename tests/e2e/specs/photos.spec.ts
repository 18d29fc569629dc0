// Not a test: pictures of every screen, to be looked at by people. `npm run photos`; they go to target/photos.
import { join } from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { App } from "../harness/app.ts";
import { Core } from "../harness/core.ts";
import { Station, World } from "../harness/world.ts";
import { Camera } from "../photos/camera.ts";
import { postcard } from "../photos/postcard.ts";
import { EMPTY, full, type Screen } from "../photos/screens.ts";
import { tell } from "../photos/story.ts";

/** `FOOTBRIDGE_PHOTOS=board,lock` takes only those that begin so. */
const wanted = (process.env["FOOTBRIDGE_PHOTOS"] ?? "").split(",");
const isWanted = (name: string): boolean => wanted.some((begin) => name.startsWith(begin));

interface Studio {
  readonly app: App;
  readonly camera: Camera;
  readonly core: Core;
}

/** A page of this device, and a camera before it. */
async function studio(browser: Browser, station: Station, known?: Core): Promise<Studio> {
  const core = known ?? (await Core.enter(station));
  const app = await App.open(browser, station, { link: await station.nextLink() });
  return { app, core, camera: new Camera(app.page, core) };
}

async function visit({ app, camera }: Studio, screen: Screen): Promise<void> {
  if (!isWanted(screen.name)) return;
  await app.page.setViewportSize({ width: 1366, height: 768 });
  // A dialog of the screen before would lie over this one.
  await app.page.keyboard.press("Escape");
  await app.page.evaluate((path) => (location.hash = path), screen.path);
  await expect(app.page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await camera.quiet();
  await screen.then?.(app);
  await camera.quiet();
  await camera.shoot(screen.name);
  expect(app.complaints).toEqual([]);
}

test("photos of an empty day, the lock and a new device", async ({ browser }) => {
  const world = await World.gather(["patrol"]);
  const station = await world.station("patrol");
  const desk = await studio(browser, station);
  for (const screen of EMPTY) await visit(desk, screen);

  await desk.app.lock();
  if (isWanted("lock-plain")) await desk.camera.shoot("lock-plain");
  await desk.app.unlock("wrong on purpose");
  await expect(desk.app.page.getByText("Error:")).toBeAttached();
  if (isWanted("lock-wrong")) await desk.camera.shoot("lock-wrong");

  const fresh = await Station.start(join(world.folder, "fresh"));
  const enrol = await studio(browser, fresh);
  if (isWanted("enrol-empty")) await enrol.camera.shoot("enrol-empty");
  await enrol.app.button("Set up this device").click();
  if (isWanted("enrol-errors")) await enrol.camera.shoot("enrol-errors");
  await fresh.stop();

  const stranger = await browser.newPage();
  await stranger.goto(station.origin);
  await expect(stranger.getByRole("heading", { level: 1 })).toBeVisible();
  if (isWanted("session-lost")) await new Camera(stranger).shoot("session-lost");
  await world.end();
});

test("photos of a full day", async ({ browser }) => {
  const story = await tell();
  const { world, stations, cores, handoffs } = story;
  const desk = await studio(browser, stations.outreach, cores.outreach);
  await desk.camera.quiet();
  await putAway(desk.app);
  for (const screen of full(story)) await visit(desk, screen);

  const { app, camera } = desk;
  if (isWanted("draft-disk-full")) {
    const refusal = JSON.stringify({ code: "store.full", message: "", issues: [] });
    await app.page.route("**/rpc", (route) =>
      route.request().postData()?.includes("draft_save") === true
        ? route.fulfill({ status: 422, contentType: "application/json", body: refusal })
        : route.fallback(),
    );
    await visit(desk, { name: "draft-disk-full", path: `/draft/${story.drafts.full}`, then: typeMore });
    await app.page.unrouteAll();
    await app.button("Try again now").click();
  }
  if (isWanted("toast")) {
    await app.page.evaluate((path) => (location.hash = path), `/handoff/${handoffs["mine"] ?? ""}`);
    await app.button("Met the person").click();
    await expect(app.toast(/^Saved/)).toBeVisible();
    // It stays for as long as somebody has the focus in it.
    await app.page.getByRole("status", { name: "Messages" }).getByRole("button").last().focus();
    await camera.shoot("toast-saved");
  }
  if (isWanted("alerts")) {
    const asked = { contact: story.contacts["jose"] ?? "", to: [world.agency("outreach")], asks: "A ride.", purpose: null };
    await cores.patrol.call("handoff_offer", asked);
    await cores.patrol.call("sync_now", {});
    await expect(app.page.getByRole("region", { name: "News" })).toBeVisible({ timeout: 30_000 });
    await visit(desk, { name: "alerts-open", path: "/board" });
  }
  if (isWanted("lock-arrived")) {
    await app.lock();
    const asked = { contact: story.contacts["dana"] ?? "", to: [world.agency("outreach")], asks: "", purpose: null };
    await cores.patrol.call("handoff_offer", asked);
    await cores.patrol.call("sync_now", {});
    await expect(app.page.getByText("Something arrived", { exact: true })).toBeVisible({ timeout: 30_000 });
    await camera.shoot("lock-arrived");
    await app.unlock();
  }
  if (isWanted("board-offline")) {
    await world.stopRelay();
    await app.syncNow();
    await expect(app.sync).toContainText("Offline");
    await visit(desk, { name: "board-offline", path: "/board" });
    await visit(desk, { name: "device-offline", path: "/device" });
    await world.startRelay();
  }
  if (isWanted("board-gone")) {
    await stations.outreach.kill();
    await app.page.evaluate(() => (location.hash = "/board"));
    await expect(app.page.getByRole("alert").first()).toBeVisible();
    await new Camera(app.page).shoot("board-gone");
  }
  await world.end();
});

test("photos of the team", async ({ browser }) => {
  const world = await World.gather(["patrol", "provider"]);
  const desk = await studio(browser, await world.station("office"));
  const { page } = desk.app;
  const ask = () => page.getByRole("button", { name: "Ask the relay who was there" }).click();
  await visit(desk, { name: "team-full", path: "/team", then: ask });
  const remove = () => page.getByRole("button", { name: /^Remove: Officer Sample/ }).click();
  await visit(desk, { name: "team-remove", path: "/team", then: remove });
  const fill = async (): Promise<void> => {
    await page.getByLabel(/^Agency/).fill("Example Outreach Team");
    await page.getByLabel(/^Role/).selectOption("outreach");
  };
  const invite = async (): Promise<void> => {
    await fill();
    await page.getByRole("button", { name: "Make the code" }).click();
  };
  await visit(desk, { name: "team-invite", path: "/team", then: invite });
  const voice = async (): Promise<void> => {
    await page.getByRole("button", { name: "Done: hide the code" }).click();
    await fill();
    await page.getByRole("button", { name: "Invite by voice" }).click();
    await expect(page.getByText("Waiting for the other device…")).toBeVisible();
  };
  if (isWanted("team-invite")) await visit(desk, { name: "team-voice", path: "/team", then: voice });
  await world.end();
});

/** The news of the day so far: they would stand above every page. */
async function putAway(app: App): Promise<void> {
  const news = app.page.getByRole("region", { name: "News" }).getByRole("button", { name: "Put away" });
  while ((await news.count()) > 0) await news.first().click();
}

async function typeMore(app: App): Promise<void> {
  await app.field("Narrative").fill("Typed while the disk is full.");
  await expect(app.page.getByRole("alert").first()).toBeVisible();
}

test("the picture for the readme", async ({ browser }) => {
  const story = await tell();
  const desk = await studio(browser, story.stations.outreach, story.cores.outreach);
  await postcard(desk.app.page, desk.core);
  await story.world.end();
});
