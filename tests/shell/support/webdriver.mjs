// The window as a person drives it, through WebKit's own driver (W3C WebDriver over plain fetch).
import { mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { Running, until } from "./processes.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A text in an XPath, whatever quotes are in it. */
function quoted(text) {
  return `concat("", ${text.split('"').map((part) => `"${part}"`).join(`, '"', `)})`;
}

/** The window, open. Elements are found by what a person reads, never by a mark made for tests. */
export class OpenWindow {
  /** Opens the window's program on a home. */
  static async open(desktop, program, home) {
    const window = new OpenWindow();
    window.program = program;
    const port = await freePort();
    const env = { ...desktop.env, TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true" };
    window.driver = new Running("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], { env });
    window.base = `http://127.0.0.1:${port}`;
    try {
      await until("the driver is ready", async () => (await window.#ask("GET", "/status")).ready);
      const options = { binary: program, args: ["--home", home] };
      const wanted = { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } };
      const session = await window.#ask("POST", "/session", wanted);
      window.base = `${window.base}/session/${session.sessionId}`;
      window.pid = window.#process();
    } catch (error) {
      await window.driver.stop();
      throw new Error(`the window did not open: ${window.driver.said}`, { cause: error });
    }
    return window;
  }

  async #ask(method, path, body) {
    const request = { method, signal: AbortSignal.timeout(60_000) };
    if (method === "POST") request.body = JSON.stringify(body ?? {});
    const response = await fetch(this.base + path, request);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  /** Runs a function body in the page. */
  run(script, ...args) {
    return this.#ask("POST", "/execute/sync", { script, args });
  }

  async #find(xpath) {
    const found = await this.#ask("POST", "/elements", { using: "xpath", value: xpath });
    for (const element of found) {
      const id = element[ELEMENT];
      if (await this.#ask("GET", `/element/${id}/displayed`)) return id;
    }
    return undefined;
  }

  /** Whether a text can be read now. */
  async shows(text) {
    return (await this.#find(`//body//*[text()[contains(normalize-space(.), ${quoted(text)})]]`)) !== undefined;
  }

  /** Waits until a text can be read. */
  sees(text) {
    return until(`"${text}" can be read`, () => this.shows(text));
  }

  /** A field by its label. */
  field(label) {
    const name = quoted(label);
    const labelled = `//*[self::input or self::textarea or self::select]`;
    const path =
      `${labelled}[@id = //label[starts-with(normalize-space(.), ${name})]/@for] | ` +
      `//label[starts-with(normalize-space(.), ${name})]${labelled} | ${labelled}[@aria-label = ${name}]`;
    return until(`there is a field "${label}"`, () => this.#find(path));
  }

  /** Something to press, by its words. */
  control(words) {
    const name = quoted(words);
    const can = `(self::button or self::a or self::summary or @role = "button" or self::label)`;
    const path = `//*[${can} and (starts-with(normalize-space(.), ${name}) or @aria-label = ${name})]`;
    return until(`there is "${words}" to press`, () => this.#find(path));
  }

  async press(words) {
    await this.#ask("POST", `/element/${await this.control(words)}/click`);
  }

  /** Types into a field, as from the keyboard. */
  async type(label, text) {
    await this.#ask("POST", `/element/${await this.field(label)}/value`, { text });
  }

  /** What stands in a field. */
  async value(label) {
    return this.#ask("GET", `/element/${await this.field(label)}/property/value`);
  }

  /** The window's title, as a task switcher shows it. */
  title() {
    return this.#ask("GET", "/title");
  }

  async photo(path) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(await this.#ask("GET", "/screenshot"), "base64"));
  }

  /** The process of the window itself: the driver's child that runs its program. */
  #process() {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const parent = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1];
        const ours = Number(parent) === this.driver.child.pid;
        if (ours && readlinkSync(`/proc/${pid}/exe`) === this.program) return Number(pid);
      } catch {
        continue; // it ended while we looked
      }
    }
    return undefined;
  }

  /** Whether it is over with all its threads: until then it holds its files and its name on the bus. */
  get isGone() {
    try {
      const state = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ").at(-1)[0];
      return (state === "Z" || state === "X") && readdirSync(`/proc/${this.pid}/task`).length === 1;
    } catch {
      return true;
    }
  }

  /** Waits until the window's process is gone. */
  async gone() {
    await until("the window is gone", () => this.isGone);
  }

  /** Ends the window's process as a power cut would. */
  async kill() {
    process.kill(this.pid, "SIGKILL");
    await this.gone();
    await this.driver.stop();
  }

  /** Ends the session and everything that belongs to it. */
  async stop() {
    if (!this.isGone) await this.#ask("DELETE", "").catch(() => undefined);
    if (!this.isGone) process.kill(this.pid, "SIGKILL");
    await this.gone();
    await this.driver.stop();
  }
}
