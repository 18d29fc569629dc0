// Everything in two languages, changed at any moment without losing a word.
import { expect, test } from "@playwright/test";
import { App, complaintsOf } from "../harness/app.ts";
import { type Station, World } from "../harness/world.ts";

/** Every page that is reached from the rail, by its word and its heading in either language. */
const PAGES = [
  { en: ["New contact", "New contact: with whom?"], path: "/contact/new" },
  { en: ["Board", "Board"], path: "/board" },
  { en: ["People", "People"], path: "/people" },
  { en: ["Handoffs", "Handoffs"], path: "/handoffs" },
  { en: ["Follow-ups", "Follow-ups"], path: "/followups" },
  { en: ["Directory", "Directory"], path: "/directory" },
  { en: ["Review", "Review"], path: "/review" },
  { en: ["Device and sync", "Device and sync"], path: "/device" },
  { en: ["Settings", "Settings"], path: "/settings" },
] as const;

test.describe.serial("languages", () => {
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

  const root = (app: App) => app.page.locator("html");

  test("in the middle of a form: what was typed, the place and the field stay", async () => {
    await patrol.draft({ name: "Jordan Example", pathway: "Naloxone Plus" });
    await patrol.unfold("Narrative");
    await patrol.field("Narrative").fill("“I want to go home.”");
    await expect(root(patrol)).toHaveAttribute("lang", "en");
    // Another page of the device changes the language while this one has the focus in its form.
    const other = await patrol.beside(await station.nextLink());
    await other.go("Settings");
    await other.radio("Language of the screens", "Español").check();
    await expect(root(other)).toHaveAttribute("lang", "es");
    await other.page.close();
    await expect(root(patrol)).toHaveAttribute("lang", "es");
    await expect(patrol.heading("Contacto, borrador")).toBeVisible();
    const narrative = patrol.page.getByRole("textbox", { name: "Narración", exact: true });
    await expect(narrative).toHaveValue("“I want to go home.”");
    await expect(narrative).toBeFocused();
    await patrol.page.keyboard.press("End");
    await patrol.page.keyboard.type(" Dijo que sí.");
    await expect(narrative).toHaveValue("“I want to go home.” Dijo que sí.");
  });

  test("a way to the settings and back: the draft is where it was", async () => {
    await patrol.page.goto(`${station.origin}/#/settings`);
    await patrol.page.getByRole("radio", { name: "English", exact: true }).check();
    await expect(patrol.heading("Settings")).toBeVisible();
    await expect(root(patrol)).toHaveAttribute("lang", "en");
    await patrol.page.goBack();
    await expect(patrol.heading("Contact, draft")).toBeVisible();
    await expect(patrol.field("Given name")).toHaveValue("Jordan");
    await expect(patrol.radio("Pathway", "Naloxone Plus")).toBeChecked();
    await expect(patrol.field("Narrative")).toHaveValue("“I want to go home.” Dijo que sí.");
  });

  test("every page speaks it: heading, title and root", async () => {
    const headings = async (): Promise<string[]> => {
      const said: string[] = [];
      for (const { path } of PAGES) {
        await patrol.page.goto(`${station.origin}/#${path}`);
        const here = patrol.page.getByRole("navigation").locator('[aria-current="page"]');
        await expect(here).toHaveAttribute("href", `#${path}`);
        const heading = patrol.main.getByRole("heading", { level: 1 });
        said.push((await heading.innerText()).trim());
      }
      return said;
    };
    const english = await headings();
    expect(english).toEqual(PAGES.map(({ en }) => en[1]));
    await patrol.go("Settings");
    await patrol.radio("Language of the screens", "Español").check();
    await expect(root(patrol)).toHaveAttribute("lang", "es");
    const spanish = await headings();
    expect(spanish.filter((words, at) => words === english[at])).toEqual([]);
    await expect(patrol.page).toHaveTitle(/^Configuración|^Ajustes/);
    // It is the device's: a page that is loaded again begins in it, before any script has run.
    const html = await (await patrol.page.request.get(`${station.origin}/`)).text();
    expect(html).toMatch(/<html[^>]* lang="es"/);
  });

  test("who takes the device over chooses before signing in", async () => {
    await patrol.page.keyboard.press("F10");
    await expect(patrol.heading("Bloqueado")).toBeVisible();
    await patrol.button("English").click();
    await expect(patrol.heading("Locked")).toBeVisible();
    await expect(root(patrol)).toHaveAttribute("lang", "en");
  });
});
