// The service directory, imported once by the command line and used without a network.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { run } from "../harness/programs.ts";
import { FIXTURES, World } from "../harness/world.ts";

test.describe.serial("directory", () => {
  let world: World;
  let patrol: App;

  test.beforeAll(async ({ browser }) => {
    world = await World.gather(["patrol"]);
    run(world.home("patrol"), ["import", "hsds-transformer", `${FIXTURES}hsds`]);
    await world.stopRelay();
    patrol = await App.open(browser, await world.station("patrol"));
    await patrol.go("Directory");
  });

  test.afterAll(async () => {
    await world.end();
    expect(complaintsOf(patrol)).toEqual([]);
  });

  const search = () => patrol.page.getByRole("searchbox", { name: "Find a service" });

  test("all of it is held", async () => {
    await expect(patrol.subtitle).toHaveText(
      "135 services of 20 organizations at 378 places, on this device",
    );
    await expect(patrol.main).toContainText("135 services");
  });

  test("the search finds by the beginning of a word, by what is done and by who does it", async () => {
    await search().pressSequentially("veter");
    await expect(patrol.main.getByRole("link", { name: /^Veterans Legal Helpline/ })).toBeVisible();
    await expect(patrol.main.getByRole("link", { name: /^Birth Certificate Program/ })).toBeHidden();
    await search().fill("gulfcoast birth");
    await expect(patrol.main.getByRole("link", { name: /^Birth Certificate Program/ })).toBeVisible();
    // Every word counts: of 135 few are left.
    await expect(patrol.main.getByRole("status").filter({ hasText: /^2 services$/ })).toBeVisible();
    await search().fill("no such thing anywhere");
    await expect(patrol.main).toContainText("Nothing fits");
  });

  test("a service says for whom, who runs it, and where; and the way back keeps the search", async () => {
    await search().fill("americans for immigrant");
    await patrol.main.getByRole("link", { name: /^Immigration/ }).click();
    await expect(patrol.heading("Immigration")).toBeVisible();
    await expect(patrol.subtitle).toHaveText("Americans for Immigrant Justice");
    await expect(patrol.main).toContainText("Free representation in immigration matters");
    const places = patrol.part("43 places");
    await expect(places.getByRole("listitem")).toHaveCount(43);
    await places.getByRole("searchbox", { name: "Find a place" }).fill("abriendo");
    await expect(places.getByRole("listitem")).toHaveCount(1);
    await expect(places.getByRole("listitem")).toContainText("Abriendo Puertas");
    await patrol.page.goBack();
    await expect(patrol.heading("Directory")).toBeVisible();
    await expect(search()).toHaveValue("americans for immigrant");
    await expect(patrol.main.getByRole("link", { name: /^Immigration/ })).toBeVisible();
  });
});
