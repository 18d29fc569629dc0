// One device's page, as somebody who uses it sees it: things are found by role and accessible name.
import { type Browser, type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import { PASSPHRASE } from "./programs.ts";
import type { Station } from "./world.ts";

/** How a new contact is begun. */
export interface Whom {
  readonly name: string;
  readonly pathway?: string;
}

export interface OpenOptions {
  /** Another link than the station's first one. */
  readonly link?: string;
  /** Changes the page's world before anything of it runs. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

/** What pages complained of; those that were never opened said nothing. */
export function complaintsOf(...apps: (App | undefined)[]): string[] {
  return apps.flatMap((app) => app?.complaints ?? []);
}

export class App {
  readonly page: Page;
  /** What the page complained of: defects and refusals by the content security policy. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      // Chromium tells of every answer that is not 2xx; a refusal in words is an answer like any other.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.complaints.push(message.text());
      }
    });
  }

  static async open(browser: Browser, station: Station, options: OpenOptions = {}): Promise<App> {
    const context = await browser.newContext();
    await options.prepare?.(context);
    const app = new App(await context.newPage());
    await app.page.goto(options.link ?? station.url);
    return app;
  }

  /** Another page of the same device, in the same browser. */
  async beside(link: string): Promise<App> {
    const app = new App(await this.page.context().newPage());
    await app.page.goto(link);
    return app;
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }

  /** The heading of the page. */
  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  /** The line under the heading. */
  get subtitle(): Locator {
    return this.main.getByRole("heading", { level: 1 }).locator("xpath=following-sibling::p");
  }

  /** A part of a long page, by its heading. */
  part(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The bar that is always there. */
  get bar(): Locator {
    return this.page.getByRole("banner", { name: "This device" });
  }

  /** Numbers of the sync in the bar. */
  get sync(): Locator {
    return this.bar.getByRole("link", { name: /Device and sync/ });
  }

  field(name: string, within: Locator | Page = this.page): Locator {
    return within.getByRole("textbox", { name, exact: true });
  }

  button(name: string, within: Locator | Page = this.page): Locator {
    return within.getByRole("button", { name, exact: true });
  }

  radio(question: string, answer: string, within: Locator | Page = this.page): Locator {
    return within
      .getByRole("radiogroup", { name: question, exact: true })
      .getByRole("radio", { name: answer, exact: true });
  }

  toast(text: string | RegExp): Locator {
    return this.page.getByRole("status", { name: "Messages" }).getByText(text);
  }

  /** The list "What happened": every event, in order. */
  events(title: string): Locator {
    return this.page.getByRole("list", { name: "What happened" }).getByText(title, { exact: true });
  }

  async go(place: string): Promise<void> {
    const pages = this.page.getByRole("navigation", { name: "Pages" });
    await pages.getByRole("link", { name: place, exact: true }).click();
  }

  async unlock(passphrase = PASSPHRASE): Promise<void> {
    await this.page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
    await this.button("Unlock").click();
  }

  async lock(): Promise<void> {
    await this.bar.getByRole("button", { name: /^Lock/ }).click();
    await expect(this.heading("Locked")).toBeVisible();
  }

  async syncNow(): Promise<void> {
    await this.bar.getByRole("button", { name: /^Sync now/ }).click();
  }

  /** The number that is not sent is none: the relay has everything. */
  async allSent(): Promise<void> {
    await expect(this.sync).toContainText("All sent");
  }

  /** A draft of a contact with somebody new. */
  async draft(whom: Whom): Promise<void> {
    await this.go("New contact");
    await this.page.getByRole("combobox", { name: "Find a person" }).fill(whom.name);
    await this.page.getByRole("button", { name: `Somebody new: ${whom.name}` }).click();
    await expect(this.heading("Contact, draft")).toBeVisible();
    if (whom.pathway !== undefined) await this.radio("Pathway", whom.pathway).check();
  }

  /** Adds this dose to a draft. A press right after another one is taken for a bouncing glove, so it is repeated. */
  async dose(name: string): Promise<Locator> {
    const naloxone = this.part("Naloxone");
    const row = naloxone.getByRole("group", { name });
    const added = async (): Promise<boolean> => {
      if (!(await row.isVisible())) await this.button("Add a dose now", naloxone).click();
      return row.isVisible();
    };
    await expect.poll(added).toBe(true);
    return row;
  }

  /** Opens a part of a draft that the pathway does not open by itself. */
  async unfold(part: string): Promise<void> {
    const open = this.button(`Open: ${part}`);
    await expect(this.part(part)).toBeVisible();
    if (await open.isVisible()) await open.click();
  }

  async ready(name: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Ready/ }).click();
    await expect(this.heading(name)).toBeVisible();
  }

  /** A finished contact with somebody new. */
  async contact(whom: Required<Whom>): Promise<void> {
    await this.draft(whom);
    await this.ready(whom.name);
  }

  /** Offers a handoff from the contact that is open, to these agencies and no other. */
  async offer(agencies: readonly string[], asks = ""): Promise<void> {
    await this.page.getByRole("link", { name: "Start a handoff" }).last().click();
    await expect(this.heading("Start a handoff")).toBeVisible();
    const asked = this.page.getByRole("group", { name: "Who is asked?" });
    await expect(asked.getByRole("checkbox").first()).toBeVisible();
    for (const box of await asked.getByRole("checkbox").all()) await box.uncheck();
    for (const agency of agencies) await asked.getByRole("checkbox", { name: agency, exact: true }).check();
    await this.field("What is asked for").fill(asks);
    await this.page.getByRole("button", { name: /^Offer the handoff/ }).click();
    await expect(this.subtitle).toHaveText(/^Offered/);
  }

  /** Opens the handoff of this person that waits for this agency. */
  async openWaiting(name: string): Promise<void> {
    await this.go("Board");
    await this.part("Waiting for you")
      .getByRole("link", { name: new RegExp(`^${name}`) })
      .click();
    await expect(this.heading(`Handoff: ${name}`)).toBeVisible();
  }

  /** A step of the handoff that is open. */
  async step(name: string): Promise<void> {
    const steps = this.part("What you can do now");
    await steps.getByRole("button", { name: new RegExp(`^${name}( |$)`) }).click();
  }

  async openPerson(name: string): Promise<void> {
    await this.go("People");
    await this.page.getByRole("searchbox", { name: "Find a person" }).fill(name);
    await this.main.getByRole("link", { name: new RegExp(`^${name}`) }).click();
    await expect(this.heading(name)).toBeVisible();
  }
}
