// Photographs of a screen in every size, colour and language, without loading it again.
import { mkdirSync } from "node:fs";
import type { Page, Request } from "@playwright/test";
import type { Language, SettingsView, Size, Theme } from "../../../ui/src/gen/api.ts";
import type { Core } from "../harness/core.ts";

export const FOLDER = new URL("../../../target/photos/", import.meta.url).pathname;

/** An answer that takes longer than this will not come. */
const PATIENCE_MS = 20_000;

/** An in-car laptop, a tablet on its side, a tablet upright. */
const SIZES = [
  [1366, 768],
  [1280, 800],
  [800, 1280],
] as const;

interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly language: Language;
  readonly size: Size;
  /** The whole length of the page, not only what the window shows. */
  readonly whole: boolean;
}

/** Every size by colour and language; gloves and high contrast once; two of them at their whole length. */
function looks(languages: readonly Language[]): Look[] {
  const all: Look[] = [];
  for (const language of languages) {
    for (const theme of ["day", "night"] as const) {
      for (const [width, height] of SIZES)
        all.push({ width, height, theme, language, size: "normal", whole: false });
    }
  }
  const wide = { width: 1280, height: 800, theme: "day", language: "en", size: "glove", whole: false } as const;
  const laptop = { width: 1366, height: 768, theme: "day", language: "en", size: "normal", whole: true } as const;
  const upright = { width: 800, height: 1280, theme: "night", language: "es", size: "normal", whole: true } as const;
  all.push(wide, { ...wide, theme: "contrast", size: "normal" }, laptop);
  if (languages.includes("es")) all.push(upright);
  return all;
}

export class Camera {
  readonly #page: Page;
  /** Changes how the page looks; absent, only colours can be changed. */
  readonly #core: Core | undefined;
  /** Calls of the page that have no answer yet. */
  readonly #calls = new Set<Request>();

  constructor(page: Page, core?: Core) {
    this.#page = page;
    this.#core = core;
    mkdirSync(FOLDER, { recursive: true });
    const isCall = (url: string): boolean => url.endsWith("/rpc");
    page.on("request", (one) => isCall(one.url()) && this.#calls.add(one));
    page.on("requestfinished", (one) => this.#calls.delete(one));
    page.on("requestfailed", (one) => this.#calls.delete(one));
  }

  /** Nothing is asked of the core any more, and all answers are drawn. */
  async quiet(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (let still = 0; still < 3; still = this.#calls.size === 0 ? still + 1 : 0) {
      await this.#drawn();
      if (Date.now() > end) throw new Error(`no answer: ${[...this.#calls].map((one) => one.postData()).join()}`);
    }
  }

  /** `before` runs in each look: for what does not stay, such as a message that goes by itself. */
  async shoot(screen: string, before?: () => Promise<unknown>): Promise<void> {
    for (const look of looks(this.#core === undefined ? ["en"] : ["en", "es"])) {
      await this.#dress(look);
      await before?.();
      const { width, height, theme, language, size, whole } = look;
      const name = [screen, `${width}x${height}`, size === "glove" ? size : theme, language, whole ? "whole" : ""];
      const path = `${FOLDER}${name.filter((part) => part !== "").join("-")}.png`;
      await this.#page.screenshot({ path, fullPage: whole, animations: "disabled", caret: "initial" });
    }
    await this.#dress({ width: 1366, height: 768, theme: "day", language: "en", size: "normal", whole: false });
  }

  async #dress({ width, height, theme, language, size }: Look): Promise<void> {
    await this.#page.setViewportSize({ width, height });
    if (this.#core === undefined) {
      await this.#page.evaluate((look) => Object.assign(document.documentElement.dataset, look), { theme, size });
    } else {
      await this.#core.call("settings_save", { ...SETTINGS, theme, language, size });
    }
    // The look has arrived, and what follows from it is drawn.
    await this.#page.waitForFunction(
      ([theme, language, size]) => {
        const { lang, dataset } = document.documentElement;
        return dataset["theme"] === theme && lang === language && dataset["size"] === size;
      },
      [theme, language, size] as const,
      { timeout: 15_000 },
    );
    await this.quiet();
  }

  async #drawn(): Promise<void> {
    await this.#page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }
}

const SETTINGS: Omit<SettingsView, "theme" | "language" | "size"> = { sound: false, lock_after_min: 30 };
