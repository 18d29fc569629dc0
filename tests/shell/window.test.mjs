// The real window on a display of its own, driven by WebKit's driver: what only a window can get wrong.
// Everything inside the screens is tried in a browser (tests/e2e).
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Collaborative, PASSPHRASE, program } from "./support/collaborative.mjs";
import { Desktop } from "./support/desktop.mjs";
import { Running } from "./support/processes.mjs";
import { OpenWindow } from "./support/webdriver.mjs";
import { askToClose, titles } from "./support/x11.mjs";

const PHOTOS = new URL("../../target/photos/", import.meta.url).pathname;
const TITLE = "Footbridge";
/** What the design promises: what stood on the screen for this long is on the disk. */
const ON_DISK_AFTER_MS = 500;
const NARRATIVE =
  "Found awake on the bench by the library, cold, said she had not slept since Tuesday. Gave water and a blanket. " +
  "Wants to talk to somebody about a bed; asked for the worker she met in the spring. ";

describe("the window", { timeout: 240_000 }, () => {
  let desktop, all, window;

  const open = async () => {
    window = await OpenWindow.open(desktop, program("FOOTBRIDGE_WINDOW_BIN"), all.home.patrol);
    return window;
  };
  const unlock = async () => {
    await window.type("Passphrase", PASSPHRASE);
    await window.press("Unlock");
    await window.sees("Example County Police");
  };
  /** A new contact with a person of this given name, as far as its narrative. */
  const newContact = async (given) => {
    await window.press("New contact");
    await window.press("Nobody known yet");
    await window.type("Given name", given);
  };

  before(async () => {
    desktop = await Desktop.start();
    all = await Collaborative.start(desktop);
  });
  afterEach(() => window?.stop());
  after(async () => {
    await all?.stop();
    await desktop?.stop();
  });

  it("opens locked, in the settings' language and colours, and names nobody in its title", async () => {
    await open();
    await window.sees("Locked");
    await window.photo(`${PHOTOS}window-locked.png`);
    assert.deepEqual(
      await window.run("const r = document.documentElement; return [r.lang, r.dataset.theme, r.dataset.size]"),
      ["en", "auto", "normal"],
    );
    assert.ok((await titles(desktop.number)).some(({ title }) => title === TITLE));
  });

  it("asks for nothing but its own files, and goes nowhere else", async () => {
    await open();
    await window.sees("Locked");
    const answer = await window.run(`
      const got = [];
      for (const url of ["https://example.org/", "http://127.0.0.1:9/"]) {
        try { const ask = new XMLHttpRequest(); ask.open("GET", url, false); ask.send(); got.push(url); } catch {}
      }
      const inline = document.createElement("script");
      inline.textContent = "window.inlineRan = true";
      document.body.append(inline);
      return { got, inline: window.inlineRan === true, eval: (() => { try { return eval("1") } catch { return 0 } })() };
    `);
    assert.deepEqual(answer, { got: [], inline: false, eval: 0 });
    await window.run(`location.href = "https://example.org/"`);
    await window.sees("Locked");
    assert.equal(await window.run("return location.origin"), "tauri://localhost");
  });

  it("keeps what was typed half a second before its process is killed, and opens there again", async () => {
    await open();
    await unlock();
    await newContact("Jordan");
    const seen = [];
    let typed = "";
    for (const word of NARRATIVE.split(/(?<= )/)) {
      await window.type("Narrative", word);
      typed += word;
      seen.push({ at: Date.now(), typed });
    }
    await window.photo(`${PHOTOS}window-typing.png`);
    for (const word of NARRATIVE.split(/(?<= )/).slice(0, 12)) {
      await window.type("Narrative", word);
      typed += word;
      seen.push({ at: Date.now(), typed });
    }
    const killedAt = Date.now();
    await window.kill();
    const kept = seen.findLast(({ at }) => at <= killedAt - ON_DISK_AFTER_MS)?.typed ?? "";
    assert.ok(kept.length > 100, "the test typed too little to say anything");

    await open();
    await window.sees("Locked");
    await unlock();
    const found = await window.value("Narrative");
    assert.ok(found.startsWith(kept), `on the screen half a second before: ${kept}\nfound: ${found}`);
    assert.ok(typed.startsWith(found), `typed: ${typed}\nfound: ${found}`);
    assert.equal(await window.value("Given name"), "Jordan");
    await window.photo(`${PHOTOS}window-after-kill.png`);
  });

  it("loses nothing when it is closed in the middle of a word, and lets the home go", async () => {
    await open();
    await unlock();
    await newContact("Sam");
    await window.type("Narrative", "The last thing typed before the window was clo");
    await askToClose(desktop.number, TITLE);
    await window.gone();
    await window.stop();
    // no other program could open it while the window had it
    const drafts = JSON.parse(await all.command("patrol", "--json", "draft", "list"));
    assert.ok(JSON.stringify(drafts).includes("Sam"), JSON.stringify(drafts));

    await open();
    await unlock();
    assert.equal(await window.value("Narrative"), "The last thing typed before the window was clo");
  });

  it("is one for each home: a second start ends and leaves the first as it is", async () => {
    await open();
    await window.sees("Locked");
    const args = ["--home", `${all.home.patrol}/../patrol`];
    const second = new Running(program("FOOTBRIDGE_WINDOW_BIN"), args, { env: desktop.env });
    await second.ended;
    assert.equal(second.child.exitCode, 0, second.said);
    assert.equal((await titles(desktop.number)).filter(({ title }) => title === TITLE).length, 1);
    assert.ok(await window.shows("Locked"));
  });

  it("says so in a page when another program has the home", async () => {
    const station = ["--home", all.home.patrol, "station", "--port", "0"];
    const other = new Running(program("FOOTBRIDGE_BIN"), station, { env: desktop.env });
    try {
      await other.says(/http:\/\/127\.0\.0\.1:\d+/);
      await open();
      await window.sees("already open on this device");
      await window.sees("ya está abierto");
      await window.sees("_in_use");
      await window.photo(`${PHOTOS}window-in-use.png`);
      await askToClose(desktop.number, TITLE);
      await window.gone();
    } finally {
      await other.stop();
    }
  });

  it("shows at once what happens in the core: the relay goes and comes back", async () => {
    await open();
    await unlock();
    await window.photo(`${PHOTOS}window-open.png`);
    await window.sees("Connected");
    await all.relay.stop();
    await window.press("Sync now");
    await window.sees("Offline");
    await window.photo(`${PHOTOS}window-offline.png`);
    await all.startRelay();
    await window.press("Sync now");
    await window.sees("Connected");
  });
});
