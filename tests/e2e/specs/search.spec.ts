// Looking people up while typing, among all that a state recorded in a year's extract.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { run } from "../harness/programs.ts";
import { FIXTURES, World } from "../harness/world.ts";

/** Somebody with a name; the imported people have none. */
const PEOPLE = [
  ["Jordan Example", "birth_date=1985-11-03"],
  ["Jordana Sample", "birth_date=1990-01-01"],
  ["José Ejemplo", "birth_date=1971"],
] as const;

test.describe.serial("search", () => {
  let world: World;
  let patrol: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["patrol"]);
    const home = world.home("patrol");
    run(home, ["import", "csv", "--map", "pa-oin", `${FIXTURES}pa-oin/extract.csv`]);
    for (const [name, born] of PEOPLE) {
      run(home, ["contact", "new", "--pathway", "active_outreach", "--name", name, "--person-set", born]);
    }
    patrol = await App.open(browser, await world.station("patrol"));
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol)).toEqual([]);
  });

  const hits = (): ReturnType<App["page"]["getByRole"]> =>
    patrol.page.getByRole("listbox", { name: "Find a person" }).getByRole("option");

  test("everybody who was imported is held; unasked, only those with a name who were met last are shown", async () => {
    await patrol.go("Device and sync");
    const held = patrol.part("What this device holds");
    // 257 of the extract (its README counts them), and those with a name.
    await expect(held).toContainText(`People${257 + PEOPLE.length}`);
    await expect(held).toContainText("Doses299");
    await patrol.go("People");
    await expect(patrol.main).toContainText("Met last");
    await expect(patrol.main.getByRole("listitem")).toHaveCount(PEOPLE.length);
    await expect(patrol.main).not.toContainText("Name not known");
  });

  test("each letter narrows it down", async () => {
    await patrol.go("New contact");
    const search = patrol.page.getByRole("combobox", { name: "Find a person" });
    for (const [text, names] of [
      ["jo", ["Jordan Example", "Jordana Sample", "José Ejemplo"]],
      ["jord", ["Jordan Example", "Jordana Sample"]],
      ["jordana", ["Jordana Sample"]],
      ["jordan ex", ["Jordan Example"]],
      ["jose", ["José Ejemplo"]],
      ["11/3/1985", ["Jordan Example"]],
    ] as const) {
      await search.fill("");
      await search.pressSequentially(text);
      await expect(hits()).toHaveCount(names.length);
      const shown = (await hits().allInnerTexts()).map((words) => words.split("\n")[0]?.trim());
      expect(shown.sort()).toEqual([...names].sort());
    }
    await search.fill("nobody of that name");
    await expect(hits()).toHaveCount(0);
    await expect(patrol.main).toContainText("Nobody found");
  });

  test("an answer that comes late does not replace a newer one", async () => {
    const { page } = patrol;
    const search = page.getByRole("combobox", { name: "Find a person" });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let late: Promise<unknown> = Promise.resolve();
    await page.route("**/rpc", async (route) => {
      const asked = route.request().postData() ?? "";
      if (asked.includes('"person_search"') && asked.includes('"text":"j"')) {
        late = page.waitForResponse((answer) => answer.request() === route.request());
        await held;
      }
      await route.continue();
    });
    const waits = page.waitForRequest((request) => (request.postData() ?? "").includes('"text":"j"'));
    await search.fill("j");
    await waits;
    await search.fill("jordana");
    await expect(hits()).toHaveCount(1);
    release();
    await late;
    await page.unroute("**/rpc");
    // Another search was answered after the late one: whatever the late one did, it did.
    await expect(hits()).toHaveCount(1);
    await expect(hits()).toContainText("Jordana Sample");
    await search.fill("jordan");
    await expect(hits()).toHaveCount(2);
  });

  test("who is found is picked by the keyboard, and a known person is not recorded twice", async () => {
    const { page } = patrol;
    const search = page.getByRole("combobox", { name: "Find a person" });
    await search.fill("jordan ex");
    await expect(hits()).toHaveCount(1);
    await search.press("ArrowDown");
    await expect(hits()).toHaveAttribute("aria-selected", "true");
    await search.press("Enter");
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await expect(patrol.part("Who")).toContainText("Jordan Example");
    await patrol.radio("Pathway", "Active Outreach").check();
    await patrol.ready("Jordan Example");
    await patrol.go("People");
    await page.getByRole("searchbox", { name: "Find a person" }).fill("jordan ex");
    await expect(patrol.main.getByRole("link", { name: /^Jordan Example/ })).toHaveCount(1);
    await expect(patrol.main.getByRole("link", { name: /^Jordan Example/ })).toContainText("2 contacts");
  });
});
