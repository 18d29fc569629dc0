// Nobody has to look at the app to be told: in the app, by the system and by sound; once, and never with a name.
import { type BrowserContext, expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { World } from "../harness/world.ts";

interface Note {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

interface Told {
  readonly notes: Note[];
  /** One for every tone that was started. */
  readonly tones: number[];
}

/** The system's notifications and the loudspeaker, as far as a page can reach them. */
const LISTEN = (): void => {
  const told: { notes: unknown[]; tones: number[]; at: number } = { notes: [], tones: [], at: 0 };
  class FakeNotification {
    static readonly permission = "granted";
    static requestPermission = (): Promise<string> => Promise.resolve("granted");
    onclick: unknown = null;
    constructor(title: string, options: { body: string; tag: string }) {
      told.notes.push({ title, body: options.body, tag: options.tag });
    }
    close(): void {
      // It was shown; nothing is to be taken away.
    }
  }
  const parameter = { value: 0, setValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 };
  class FakeAudio {
    readonly state = "running";
    readonly currentTime = 0;
    readonly destination = {};
    createOscillator() {
      const frequency = { value: 0 };
      const tone = {
        frequency,
        connect: <T>(to: T): T => to,
        start: () => {
          told.tones.push(frequency.value);
          told.at = performance.now();
        },
        stop: () => 0,
      };
      return tone;
    }
    createGain() {
      return { gain: parameter, connect: <T>(to: T): T => to };
    }
  }
  Object.assign(window, { Notification: FakeNotification, AudioContext: FakeAudio, told });
};

const prepare = async (context: BrowserContext): Promise<void> => void (await context.addInitScript(LISTEN));

function told(app: App): Promise<Told> {
  return app.page.evaluate(() => (window as unknown as { told: Told }).told);
}

const NAMES = /Jordan|Sam|Casey|Robin|Example/;
const NEW_OFFER = "A new handoff was offered to your agency.";
const DECLINE = "A handoff that you answer for was declined.";
const CLOCK = "A clock of your agency is about to be missed.";

test.describe.serial("alerts", () => {
  let world: World;
  let ems: App;
  let outreach: App;
  let provider: App;

  const news = (app: App) => app.page.getByRole("region", { name: "News" });
  /** Something that is told nobody comes through to this device: what came before it has been looked at. */
  const roundTrip = async (to: App, name: string): Promise<void> => {
    await ems.contact({ name, pathway: "Active Outreach" });
    await to.openPerson(name);
  };

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["ems", "outreach", "provider"]);
    const open = async (name: "ems" | "outreach" | "provider"): Promise<App> =>
      App.open(browser, await world.station(name), { prepare });
    [ems, outreach, provider] = await Promise.all([open("ems"), open("outreach"), open("provider")]);
    for (const app of [ems, outreach, provider]) await expect(app.heading("Board")).toBeVisible();
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(ems, outreach, provider)).toEqual([]);
  });

  test("a new offer: in the app, by the system, by sound, once", async () => {
    await ems.contact({ name: "Jordan Example", pathway: "Active Outreach" });
    await ems.offer([world.agency("outreach")], "a bed for Jordan");
    await expect(news(outreach)).toContainText(NEW_OFFER);
    await roundTrip(outreach, "Casey Example");
    const { notes, tones } = await told(outreach);
    expect(notes.map(({ title, body }) => ({ title, body }))).toEqual([
      { title: "Footbridge", body: NEW_OFFER },
    ]);
    expect(JSON.stringify(notes)).not.toMatch(NAMES);
    expect(tones).toEqual([523, 784]);
    // Whoever was not asked is told nothing.
    expect((await told(provider)).notes).toEqual([]);
    await expect(news(outreach).getByRole("listitem")).toHaveCount(1);
    await outreach.button("Open", news(outreach)).click();
    await expect(outreach.heading("Handoff: Jordan Example")).toBeVisible();
    await expect(news(outreach)).toBeHidden();
  });

  test("a decline: told to who answers for the person, with a tone of its own", async () => {
    await outreach.step("Decline");
    await outreach
      .button("Outside our hours", outreach.page.getByRole("group", { name: "Decline: why?" }))
      .click();
    await expect(news(ems)).toContainText(DECLINE);
    await roundTrip(outreach, "Robin Example");
    const { notes, tones } = await told(ems);
    expect(notes.map((note) => note.body)).toEqual([DECLINE]);
    expect(JSON.stringify(notes)).not.toMatch(NAMES);
    expect(tones).toEqual([523, 349]);
    expect((await told(provider)).notes).toEqual([]);
  });

  test("a clock about to be missed: told, with the time that is left", async () => {
    // Tones that follow each other within two seconds are one; the last one is longer ago.
    await ems.page.waitForFunction(
      () => performance.now() - (window as unknown as { told: { at: number } }).told.at > 2000,
    );
    const before = await told(ems);
    // 71 of the 72 hours have passed.
    await ems.draft({ name: "Sam Example", pathway: "Naloxone Plus" });
    await ems.field("Contact began").fill("now-4260");
    await ems.ready("Sam Example");
    const clock = news(ems).getByRole("listitem").filter({ hasText: CLOCK });
    // Clocks that run out by themselves are looked at twice a minute.
    await expect(clock).toContainText(/Due in (1 h|59 min)/, { timeout: 40_000 });
    await expect
      .poll(async () => (await told(ems)).tones.slice(before.tones.length))
      .toEqual([659, 659, 659]);
    const notes = (await told(ems)).notes.slice(before.notes.length);
    expect(notes.map((note) => note.body)).toEqual([CLOCK]);
    expect(JSON.stringify(notes)).not.toMatch(NAMES);
    await ems.button("Open", clock).click();
    await expect(ems.page.getByRole("article", { name: "Follow-up: Sam Example" })).toBeVisible();
    // Nobody was named for it: whoever shares it is told, so that it is not everybody's and nobody's.
    await expect(news(provider)).toContainText(CLOCK);
    expect((await told(provider)).notes.map((note) => note.body)).toEqual([CLOCK]);
  });

  test("while locked: that something arrived, and not what", async () => {
    await outreach.lock();
    const before = await told(outreach);
    await ems.contact({ name: "Jordan Example Two", pathway: "Active Outreach" });
    await ems.offer([world.agency("outreach")]);
    await expect(outreach.main).toContainText("Something arrived");
    const { notes } = await told(outreach);
    const since = notes.slice(before.notes.length);
    expect(since.map(({ title, body, tag }) => ({ title, body, tag }))).toEqual([
      { title: "Footbridge", body: "Something arrived. Unlock to see it.", tag: "arrived/" },
    ]);
    expect(await outreach.page.content()).not.toMatch(NAMES);
    await expect(outreach.page).toHaveTitle("Footbridge");
    await outreach.unlock();
    await expect(news(outreach)).toContainText(NEW_OFFER);
    await expect(news(outreach)).not.toContainText("Something arrived");
  });

  test("with the sound off: everything but the tone", async () => {
    await provider.go("Settings");
    await provider.radio("Sound", "Off").check();
    await expect(provider.page.getByText("Kept on this device").first()).toBeVisible();
    const before = await told(provider);
    await ems.contact({ name: "Casey Example Two", pathway: "Active Outreach" });
    await ems.offer([world.agency("provider")]);
    await expect(news(provider)).toContainText(NEW_OFFER);
    const after = await told(provider);
    expect(after.notes.slice(before.notes.length).map((note) => note.body)).toEqual([NEW_OFFER]);
    expect(after.tones).toEqual(before.tones);
    // It is kept: after a reload it is still off.
    await provider.page.reload();
    await provider.go("Settings");
    await expect(provider.radio("Sound", "Off")).toBeChecked();
  });
});
