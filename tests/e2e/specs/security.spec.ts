// Who gets in, who does not, and what leaves: in a real browser.
import { chromium, expect, type Page, test } from "@playwright/test";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Core } from "../harness/core.ts";
import { PASSPHRASE } from "../harness/programs.ts";
import { contact } from "../harness/scene.ts";
import { go, stands, visit } from "../harness/screens.ts";
import { type Station, World } from "../harness/world.ts";

let world: World;
let station: Station;
let core: Core;
let other: Elsewhere;

/** A page that is not ours, on another port of this machine, and what was asked of it. */
interface Elsewhere {
  readonly origin: string;
  readonly server: Server;
  readonly asked: string[];
}

async function elsewhere(): Promise<Elsewhere> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response
      .setHeader("Content-Type", "text/html")
      .end("<!doctype html><title>Elsewhere</title><p>Not ours.</p>");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, asked, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.beforeAll(async () => {
  world = await World.gather(["patrol"]);
  station = await world.station("patrol");
  core = await Core.enter(station);
  other = await elsewhere();
});

test.afterAll(async () => {
  other?.server.close();
  await world?.end();
});

const outside = (page: Page): Promise<void> =>
  expect(page.getByRole("heading", { name: "Open the link that the program printed" })).toBeVisible();

test("a link opens one page, once", async ({ browser }) => {
  const link = await station.nextLink();
  const first = await visit(browser, station, link);
  await stands(first.page);
  expect(first.page.url()).not.toContain("enter");
  const second = await visit(browser, station, link);
  await outside(second.page);
  // nor is the first one put out by it
  await go(first.page, "/people");
  // nor does the way back in the history hold it
  await first.page.goBack();
  expect(first.page.url()).not.toContain("enter");
});

test("a guessed link opens nothing, and guessing replaces the right one", async ({ browser }) => {
  const right = await station.nextLink();
  const guess = (): string =>
    `${station.origin}/#enter=${"A".repeat(new URL(right).hash.length - "#enter=".length)}`;
  const { page } = await visit(browser, station, guess());
  await outside(page);
  const status = await page.evaluate(async (times) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ token: "guessed" });
    let last = 0;
    for (let n = 0; n < times; n += 1)
      last = (await fetch("/enter", { method: "POST", headers, body })).status;
    return last;
  }, 10);
  expect(status).toBe(401);
  const late = await visit(browser, station, right);
  await outside(late.page);
  const fresh = await visit(browser, station, await station.nextLink());
  await stands(fresh.page);
});

test("without a session nothing is answered", async ({ browser }) => {
  const { page } = await visit(browser, station, `${station.origin}/`);
  await outside(page);
  const statuses = await page.evaluate(async () => {
    const headers = { "Content-Type": "application/json", Authorization: "Bearer guessed" };
    const body = JSON.stringify({ command: "export", args: {} });
    const rpc = await fetch("/rpc", { method: "POST", headers, body });
    const events = await fetch("/events", { headers });
    return [rpc.status, events.status];
  });
  expect(statuses).toEqual([401, 401]);
});

test("a page of another origin gets nothing, and does nothing", async ({ browser }) => {
  const before = await core.counts();
  const link = await station.nextLink();
  const token = new URL(link).hash.replace("#enter=", "");
  const page = await browser.newPage();
  await page.goto(other.origin);
  const draft = JSON.stringify({
    command: "draft_save",
    args: { id: null, contact: contact("unknown"), focus: "", seen_ms: null },
  });
  const tried = await page.evaluate(
    async ({ origin, token, draft }) => {
      const tries: Record<string, RequestInit & { path: string }> = {
        "rpc as json": {
          path: "/rpc",
          method: "POST",
          body: draft,
          headers: { "Content-Type": "application/json" },
        },
        "rpc, simple": { path: "/rpc", method: "POST", body: draft },
        "enter as json": {
          path: "/enter",
          method: "POST",
          body: JSON.stringify({ token }),
          headers: { "Content-Type": "application/json" },
        },
        "enter, simple": {
          path: "/enter",
          method: "POST",
          body: JSON.stringify({ token }),
          headers: { "Content-Type": "text/plain" },
        },
        page: { path: "/" },
        events: { path: "/events" },
      };
      const got: Record<string, string> = {};
      for (const [name, { path, ...init }] of Object.entries(tries))
        got[name] = await fetch(origin + path, init).then(
          (answer) => `read ${answer.status}`,
          () => "refused",
        );
      // without reading the answer a browser sends more; what counts is that nothing comes of it
      for (const [name, { path, headers: _none, ...init }] of Object.entries(tries))
        got[`${name}, no-cors`] = await fetch(origin + path, { ...init, mode: "no-cors" }).then(
          (answer) => answer.type,
          () => "refused",
        );
      return got;
    },
    { origin: station.origin, token, draft },
  );
  for (const [name, got] of Object.entries(tried))
    expect(["refused", "opaque"], `${name}: ${got}`).toContain(got);

  for (const [path, name, value] of [
    ["/rpc", draft, ""],
    ["/enter", `{"token":"${token}","`, '":""}'],
  ] as const) {
    await page.goto(other.origin);
    await page.evaluate(
      ({ action, name, value }) => {
        const form = document.createElement("form");
        Object.assign(form, { action, method: "POST", enctype: "text/plain" });
        const field = document.createElement("input");
        Object.assign(field, { name, value });
        form.append(field);
        document.body.append(form);
        form.submit();
      },
      { action: station.origin + path, name, value },
    );
    await page.waitForURL(`${station.origin}${path}`);
    await expect(page.locator("body")).not.toContainText("session");
  }
  expect(await core.counts()).toEqual(before);
  // the link was shown to all of them, and still was used by none
  const own = await visit(browser, station, link);
  await stands(own.page);
});

test("it is not shown inside another page, and its files are no other page's", async ({ browser }) => {
  const page = await browser.newPage();
  await page.goto(other.origin);
  const frame = await page.evaluate(
    (src) =>
      new Promise<string>((done) => {
        const frame = document.createElement("iframe");
        frame.onload = () => done(frame.contentDocument === null ? "another origin" : "readable");
        frame.src = src;
        document.body.append(frame);
      }),
    `${station.origin}/`,
  );
  expect(frame).toBe("another origin");
  const [, shown] = page.frames();
  expect(shown?.url()).toContain("chrome-error");
  const image = await page.evaluate(
    (src) =>
      new Promise<string>((done) => {
        const image = new Image();
        image.onload = () => done("loaded");
        image.onerror = () => done("refused");
        image.src = src;
      }),
    `${station.origin}/icon.svg`,
  );
  expect(image).toBe("refused");
});

test("a name bent to this machine is refused", async () => {
  const bent = await chromium.launch({
    ...test.info().project.use.launchOptions,
    args: [
      ...(test.info().project.use.launchOptions?.args ?? []),
      "--host-resolver-rules=MAP evil.example 127.0.0.1",
    ],
  });
  const page = await bent.newPage();
  const answer = await page.goto(`http://evil.example:${station.port}/`);
  expect(answer?.status()).toBe(403);
  const statuses = await page.evaluate(async () => {
    const headers = { "Content-Type": "application/json" };
    const tries = ["/", "/rpc", "/enter"].map((path) =>
      fetch(path, { method: path === "/" ? "GET" : "POST", headers, body: path === "/" ? null : "{}" }),
    );
    return Promise.all(tries.map(async (one) => (await one).status));
  });
  expect(statuses).toEqual([403, 403, 403]);
  await bent.close();
});

test("a script that got into the page does not run, and a frame, a picture or a form leads nowhere", async ({
  browser,
}) => {
  const before = [...other.asked];
  const { page } = await visit(browser, station, await station.nextLink());
  await stands(page);
  await page.evaluate(async (outside) => {
    const violations: string[] = [];
    Object.assign(window, { violations });
    document.addEventListener("securitypolicyviolation", (event) =>
      violations.push(event.effectiveDirective),
    );
    const put = (tag: string, more: object): HTMLElement =>
      document.body.appendChild(Object.assign(document.createElement(tag), more));
    put("script", { textContent: "window.injected = true" });
    put("script", { src: `${outside}/x.js` });
    put("style", { textContent: "body { display: none }" });
    put("img", { src: `${outside}/?taken` });
    put("iframe", { src: `${outside}/` });
    document.body.insertAdjacentHTML("beforeend", `<img src="x" onerror="window.injected = true">`);
    await fetch(`${outside}/`).catch(() => undefined);
    (put("form", { action: `${outside}/`, method: "POST" }) as HTMLFormElement).submit();
    // text as code; later, because what a test runs in a page is itself allowed to do it
    setTimeout("window.injected = true" as unknown as () => void);
  }, other.origin);
  const KINDS = [
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "img-src",
    "frame-src",
    "connect-src",
    "form-action",
    "script-src",
  ];
  const violations = (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { violations: string[] }).violations);
  await expect.poll(violations).toEqual(expect.arrayContaining(KINDS));
  expect(await page.evaluate(() => "injected" in window)).toBe(false);
  // asked of the page itself: a form that was stopped leaves the browser's driver waiting for where it would have led
  expect(await page.evaluate(() => getComputedStyle(document.body).display)).not.toBe("none");
  expect(page.url()).toContain(station.origin);
  expect(other.asked).toEqual(before);
});

test("no name in the title, the address or the browser's stores, and nobody else is asked, in a whole flow", async ({
  browser,
}) => {
  const { page, complaints } = await visit(browser, station, await station.nextLink());
  await stands(page);
  const NAME = /Jordan|Exemplar|1985|555-?0100/;
  const kept = async (): Promise<string> =>
    JSON.stringify([
      await page.title(),
      page.url(),
      await page.evaluate(() => [
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.cookie,
        performance.getEntriesByType("resource").map((one) => one.name),
      ]),
      await page.evaluate(async () => [
        await caches.keys(),
        await indexedDB.databases(),
        navigator.serviceWorker.controller,
      ]),
    ]);
  const clean = async (where: string): Promise<void> => expect(await kept(), where).not.toMatch(NAME);

  await page.keyboard.press("F2");
  await page.getByRole("combobox").fill("Jordan Exemplar");
  await clean("search");
  await page.getByRole("button", { name: /^Somebody new: Jordan Exemplar/ }).click();
  await stands(page);
  await page.getByRole("textbox", { name: "Date of birth" }).fill("11/3/1985");
  await page.getByRole("radio", { name: "Naloxone Plus" }).check();
  await page.getByRole("button", { name: /^Add a dose now/ }).click();
  await clean("draft");
  await page.getByRole("button", { name: /^Ready/ }).click();
  await expect(page.getByText("Ready. Saved on this device").first()).toBeVisible();
  await stands(page);
  await clean("contact");
  await page.getByRole("link", { name: "Open the person" }).first().click();
  await stands(page);
  await clean("person");
  await go(page, "/people");
  await page.getByRole("searchbox").fill("Jordan Exemplar");
  await expect(page.getByRole("link", { name: /Jordan Exemplar/ })).toBeVisible();
  await clean("people");
  for (const route of ["/board", "/handoffs", "/followups", "/review", "/device", "/settings"]) {
    await go(page, route);
    await clean(route);
  }
  await page.getByRole("button", { name: /^Lock/ }).click();
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  await clean("locked");
  await expect(page.locator("body")).not.toContainText(NAME);
  expect(complaints).toEqual([]);
  await core.call("unlock", { name: null, passphrase: PASSPHRASE });
});
