// Every screen, and how to bring a page to each of its states.
import { type Browser, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import type { Scene } from "./scene.ts";
import type { Station } from "./world.ts";

/** A page on a device, in a browser of its own, that remembers what it complained of and whom it asked. */
export interface Visit {
  readonly page: Page;
  readonly station: Station;
  /** Errors of scripts, refusals by the policy, requests for another host. */
  readonly complaints: string[];
}

export async function visit(
  browser: Browser,
  station: Station,
  link: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = watch(page, station.origin);
  await page.goto(link);
  return { page, station, complaints };
}

export function watch(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium tells of every answer that is not 2xx; a refusal in words is an answer like any other.
    const refusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refusal) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`asked ${request.url()}`);
  });
  return complaints;
}

/** Goes to a page of the app as a link would, and waits until it stands. */
export async function go(page: Page, route: string): Promise<void> {
  await page.evaluate(async (to) => {
    // also when it is there already: a page built anew has nothing typed and nothing open
    const gone = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = location.hash === "#/nowhere" ? "#/nowhere/else" : "#/nowhere";
    await gone;
    location.hash = `#${to}`;
  }, route);
  await stands(page);
}

/** A heading of its own, and nothing that is still loading. */
export async function stands(page: Page): Promise<void> {
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Loading…")).toHaveCount(0);
  await expect(page.getByText("Cargando…")).toHaveCount(0);
}

export interface Screen {
  readonly name: string;
  /** Whose device; the first officer's when absent. */
  readonly on?: "ems";
  /** Shown in every theme, size and language, not only in one. */
  readonly main?: boolean;
  readonly open: (page: Page, scene: Scene) => Promise<void>;
}

const at =
  (route: (scene: Scene) => string) =>
  (page: Page, scene: Scene): Promise<void> =>
    go(page, route(scene));

const button = (page: Page, name: RegExp): Promise<void> =>
  page.getByRole("button", { name }).first().click();

/** In English: states are reached as somebody would, by names. */
export const SCREENS: readonly Screen[] = [
  { name: "board", main: true, open: at(() => "/board") },
  { name: "new contact", main: true, open: at(() => "/contact/new") },
  { name: "team", main: true, open: at(() => "/team") },
  {
    name: "new contact with hits",
    open: async (page) => {
      await go(page, "/contact/new");
      await page.getByRole("combobox").fill("exam");
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  {
    name: "new contact without hits",
    open: async (page) => {
      await go(page, "/contact/new");
      await page.getByRole("combobox").fill("zzzzzz");
      await expect(page.getByText("Nobody found")).toBeVisible();
    },
  },
  { name: "draft, blank", open: at(({ at }) => `/draft/${at.blank}`) },
  { name: "draft, filled", main: true, open: at(({ at }) => `/draft/${at.draft}`) },
  {
    name: "draft, everything open",
    open: async (page, { at }) => {
      await go(page, `/draft/${at.draft}`);
      for (const closed = page.getByRole("button", { name: /^Open: / }); (await closed.count()) > 0;)
        await closed.first().click();
      await button(page, /^More about the name/);
    },
  },
  {
    name: "draft with errors",
    open: async (page, { at }) => {
      await go(page, `/draft/${at.blank}`);
      await button(page, /^Ready/);
      await expect(page.getByRole("alert", { name: /^Not ready yet/ })).toBeVisible();
    },
  },
  { name: "contact", main: true, open: at(({ at }) => `/contact/${at.contact}`) },
  {
    name: "contact, being edited",
    open: async (page, { at }) => {
      await go(page, `/contact/${at.contact}`);
      await button(page, /^(Edit|Add): Family name/);
      await expect(page.getByRole("button", { name: "Done" })).toBeVisible();
    },
  },
  {
    name: "contact, a dose being added",
    open: async (page, { at }) => {
      await go(page, `/contact/${at.contact}`);
      await button(page, /^Add a dose now/);
      await expect(page.getByRole("button", { name: "Record this dose" })).toBeVisible();
    },
  },
  { name: "people", main: true, open: at(() => "/people") },
  {
    name: "people, none found",
    open: async (page) => {
      await go(page, "/people");
      await page.getByRole("searchbox").fill("zzzzzz");
      await expect(page.getByText("Nobody found")).toBeVisible();
    },
  },
  { name: "person", main: true, open: at(({ at }) => `/person/${at.person}`) },
  { name: "person without a name", open: at(({ at }) => `/person/${at.nobody}`) },
  { name: "handoffs", main: true, open: at(() => "/handoffs") },
  ...["offered", "acknowledged", "declined", "withdrawn", "refused", "contested", "engaged"].map(
    (state): Screen => ({
      name: `handoff, ${state}`,
      open: at(({ handoffs }) => `/handoff/${handoffs[state]}`),
    }),
  ),
  ...Object.entries({
    offered: true,
    acknowledged: false,
    accepted: false,
    met: false,
    transported: false,
    arrived: false,
    unattended: false,
    rescheduled: false,
    contested: true,
  }).map(([state, main]): Screen => ({
    name: `handoff at the receiver, ${state}`,
    on: "ems",
    main,
    open: at(({ handoffs }) => `/handoff/${handoffs[state]}`),
  })),
  {
    name: "handoff, being declined",
    on: "ems",
    open: async (page, { handoffs }) => {
      await go(page, `/handoff/${handoffs["offered"]}`);
      await button(page, /^Decline/);
      await expect(page.getByRole("group", { name: /^Decline/ })).toBeVisible();
      const why = page.locator("summary", { hasText: "What is not possible now" });
      if ((await why.count()) > 0) await why.click();
    },
  },
  { name: "handoff, being offered", main: true, open: at(({ at }) => `/handoff/new/${at.contact}`) },
  {
    name: "handoff, offered to nobody",
    open: async (page, { at }) => {
      await go(page, `/handoff/new/${at.contact}`);
      for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
      await button(page, /^Offer the handoff/);
      await expect(page.getByRole("alert", { name: "Not offered yet" })).toBeVisible();
    },
  },
  { name: "follow-ups", main: true, open: at(() => "/followups") },
  {
    name: "follow-ups, an attempt being recorded",
    open: async (page) => {
      await go(page, "/followups");
      await page.getByRole("radio", { name: "Everything" }).check();
      await button(page, /^Record an attempt/);
      await expect(page.getByRole("group", { name: "What came of it?" })).toBeVisible();
    },
  },
  { name: "directory", main: true, open: at(() => "/directory") },
  {
    name: "directory, nothing fits",
    open: async (page) => {
      await go(page, "/directory");
      await page.getByRole("searchbox").fill("zzzzzz");
      await expect(page.getByText("Nothing fits")).toBeVisible();
    },
  },
  { name: "service", main: true, open: at(({ at }) => `/service/${at.service}`) },
  { name: "device", main: true, open: at(() => "/device") },
  { name: "review", main: true, open: at(() => "/review") },
  { name: "settings", main: true, open: at(() => "/settings") },
  { name: "no such page", open: at(() => "/no/such/page") },
  { name: "no such draft", open: at(() => "/draft/00000000000000000000000000000000") },
  { name: "no such person", open: at(() => "/person/00000000000000000000000000000000") },
  { name: "no such contact", open: at(() => "/contact/00000000000000000000000000000000") },
  { name: "no such handoff", open: at(() => "/handoff/00000000000000000000000000000000") },
  { name: "no such service", open: at(() => "/service/00000000000000000000000000000000") },
];

/** Where nothing was done yet. */
export const EMPTY: readonly string[] = [
  "/board",
  "/contact/new",
  "/people",
  "/handoffs",
  "/followups",
  "/directory",
  "/device",
  "/review",
];
