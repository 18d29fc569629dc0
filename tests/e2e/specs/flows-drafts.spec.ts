// What is typed is on the disk within half a second, whatever happens to the program or to the page.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { Station, World } from "../harness/world.ts";

/** The promise of the design: what is older than this is on the disk. */
const PROMISE_MS = 500;

interface Typed {
  readonly at: number;
  readonly text: string;
}

/** Notes what stands in the field with every keystroke, by the same clock as this process. */
const RECORD = (label: string): void => {
  const log: { at: number; text: string }[] = [];
  Object.assign(window, { typed: log });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field instanceof HTMLTextAreaElement && field.labels[0]?.textContent.trim() === label) {
      log.push({ at: Date.now(), text: field.value });
    }
  });
};

test.describe.serial("drafts", () => {
  let world: World;
  let station: Station;
  let patrol: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["patrol"]);
    station = await world.station("patrol");
    patrol = await App.open(browser, station);
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol)).toEqual([]);
  });

  test("a draft taken away comes back with one tap", async () => {
    await patrol.draft({ name: "Robin Example", pathway: "Active Outreach" });
    await patrol.unfold("Narrative");
    await patrol.field("Narrative").fill("Asked for food.");
    await patrol.button("Discard this draft").click();
    await expect(patrol.heading("Board")).toBeVisible();
    await expect(patrol.main).not.toContainText("Robin Example");
    await patrol.button("Undo").click();
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await expect(patrol.field("Given name")).toHaveValue("Robin");
    await expect(patrol.field("Narrative")).toHaveValue("Asked for food.");
  });

  test("two pages of one device do not lose each other's words", async () => {
    const other = await patrol.beside(await station.nextLink());
    await expect(other.page.getByRole("heading", { level: 1 })).toBeVisible();
    await Promise.all([patrol.draft({ name: "Jordan Left" }), other.draft({ name: "Jordan Right" })]);
    for (const app of [patrol, other]) await app.unfold("Narrative");
    await Promise.all([
      patrol.field("Narrative").pressSequentially("left left left"),
      other.field("Narrative").pressSequentially("right right right"),
    ]);
    for (const app of [patrol, other]) await app.go("Board");
    for (const app of [patrol, other]) {
      for (const [name, words] of [
        ["Jordan Left", "left left left"],
        ["Jordan Right", "right right right"],
      ] as const) {
        await app
          .part("Go on with")
          .getByRole("link", { name: new RegExp(`Go on: ${name}`) })
          .click();
        await expect(app.field("Narrative")).toHaveValue(words);
        await app.go("Board");
      }
    }
    expect(complaintsOf(other)).toEqual([]);
    await other.page.close();
  });

  test("finished in one page, typed on in the other: it is kept as a new draft", async () => {
    await patrol.draft({ name: "Sam Example", pathway: "Active Outreach" });
    await expect(patrol.main).toContainText("Saved on this device");
    const other = await patrol.beside(await station.nextLink());
    await other.go("Board");
    await other
      .part("Go on with")
      .getByRole("link", { name: /Go on: Sam Example/ })
      .click();
    await other.unfold("Narrative");
    await expect(other.field("Narrative")).toBeVisible();
    await patrol.ready("Sam Example");
    await other.field("Narrative").fill("What I was about to say.");
    await expect(other.toast(/is kept as a new draft/)).toBeVisible();
    await other.page.reload();
    await expect(other.field("Narrative")).toHaveValue("What I was about to say.");
    await other.page.close();
  });

  test("killed in the middle of a sentence: all that is older than half a second is there", async ({
    browser,
  }) => {
    await patrol.draft({ name: "Casey Example", pathway: "Active Outreach" });
    await patrol.unfold("Narrative");
    await patrol.page.evaluate(RECORD, "Narrative");
    const narrative = patrol.field("Narrative");
    await narrative.focus();
    const sentence = Array.from({ length: 40 }, (_, n) => `word${n}`).join(" ");
    // Typed without a pause: an autosave that waits for one would keep nothing.
    const typing = patrol.page.keyboard.type(sentence, { delay: 15 });
    await expect(narrative).toHaveValue(/word20/, { timeout: 30_000 });
    const killed = Date.now();
    await station.kill();
    await typing;
    const typed = await patrol.page.evaluate(() => (window as unknown as { typed: Typed[] }).typed);
    const promised = typed.filter((one) => one.at <= killed - PROMISE_MS).at(-1)?.text ?? "";
    expect(promised.length).toBeGreaterThan(50);

    // The page says it, and everything typed stays on it.
    await expect(patrol.page.getByText("The program on this device stopped")).toBeVisible();
    await expect(narrative).toHaveValue(sentence);

    station = await world.station("patrol", { unlock: false });
    const again = await App.open(browser, station);
    await again.unlock();
    await expect(again.heading("Contact, draft")).toBeVisible();
    await expect(again.field("Given name")).toHaveValue("Casey");
    const kept = again.field("Narrative");
    await expect(kept).toBeFocused();
    const text = await kept.inputValue();
    expect(sentence.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(promised.length);
    expect(complaintsOf(again)).toEqual([]);
  });
});
