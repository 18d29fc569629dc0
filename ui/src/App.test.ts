// The way through the whole shell: locked, open, working, locked again, the core gone.
import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { HostError, useHost } from "./host";
import { FakeHost } from "./host/fake";
import { beforeLock } from "./shell/before-lock";
import { desk } from "./shell/desk.svelte";
import { forgetPlace } from "./shell/place";
import { route } from "./shell/router.svelte";
import { deskView, EMPTY_BOARD, handoff, STATUS } from "./shell/testing";

let host: FakeHost;
const user = userEvent.setup();
const locked = deskView({ state: "locked", sync: { ...deskView().sync, unsent: 2, waiting: 3 } });

beforeEach(() => {
  history.replaceState(null, "", "#/");
  forgetPlace();
  desk.sessionLost = false;
  desk.gone = false;
  host = new FakeHost({
    desk_show: locked,
    unlock: ({ passphrase }) =>
      passphrase === "right" ? deskView() : new HostError("vault.wrong_passphrase"),
    lock: locked,
    status: STATUS,
    board: { ...EMPTY_BOARD, waiting: [handoff()] },
    sync_now: deskView().sync,
    settings_save: (settings) => settings,
    place_save: {},
    touch: {},
    aside: { entries: [], hidden: false },
    summary: new HostError("store.busy"),
    conflicts: { conflicts: [], hidden: false },
  });
  useHost(host);
});
afterEach(cleanup);

async function unlock(): Promise<void> {
  await user.type(await screen.findByLabelText("Passphrase"), "right{Enter}");
  await screen.findByRole("heading", { name: "Board", level: 1 });
}

describe("locked", () => {
  it("shows numbers only, is ready to type, and says in words that the passphrase is wrong", async () => {
    render(App);
    const field = await screen.findByLabelText("Passphrase");
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(screen.getByText(/2 not sent\. 3 waiting to be opened\./)).toBeTruthy();
    expect(document.body.textContent).not.toMatch(/Jordan|Cedar/);
    expect(document.title).toBe("Footbridge");
    await user.type(field, "wrong");
    await user.click(screen.getByRole("button", { name: "Unlock" }));
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect((field as HTMLInputElement).value).toBe("");
    expect(document.activeElement).toBe(field);
    expect(host.asked("board")).toEqual([]);
  });

  it("sends one unlock for two presses", async () => {
    let open: () => void = () => undefined;
    host.script("unlock", () => new Promise((done) => (open = () => done(deskView()))));
    render(App);
    await user.type(await screen.findByLabelText("Passphrase"), "right");
    await user.dblClick(screen.getByRole("button", { name: "Unlock" }));
    open();
    await screen.findByRole("heading", { name: "Board", level: 1 });
    expect(host.asked("unlock")).toEqual([{ passphrase: "right", name: null }]);
  });

  it("asks for a name where several sign in, shows none, and sends it along", async () => {
    host.script("desk_show", deskView({ ...locked, asks_name: true }));
    render(App);
    const name = await screen.findByLabelText<HTMLInputElement>("Sign-in name");
    await waitFor(() => expect(document.activeElement).toBe(name));
    expect(name.value).toBe("");
    await user.type(screen.getByLabelText("Passphrase"), "right{Enter}");
    await screen.findByText("Type your sign-in name and your passphrase.");
    expect(host.asked("unlock")).toEqual([]);
    await waitFor(() => expect(document.activeElement).toBe(name));
    await user.type(name, "riley");
    await user.type(screen.getByLabelText("Passphrase"), "{Enter}");
    await screen.findByRole("heading", { name: "Board", level: 1 });
    expect(host.asked("unlock")).toEqual([{ passphrase: "right", name: "riley" }]);
  });

  it("opens where somebody was", async () => {
    host.script("unlock", deskView({ place: { route: "/review", focus: "" } }));
    render(App);
    await user.type(await screen.findByLabelText("Passphrase"), "right{Enter}");
    await screen.findByRole("heading", { name: "Review", level: 1 });
    expect(route.path).toBe("/review");
  });
});

describe("open", () => {
  it("focuses the heading, names the page without a person, and goes on by keys", async () => {
    render(App);
    await unlock();
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    expect(document.title).toBe("Board · Footbridge");
    expect((await screen.findAllByText("Jordan Example")).length).toBeGreaterThan(0);
    await user.keyboard("{Control>}/{/Control}");
    const help = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(help).getByText("Lock")).toBeTruthy();
    await user.keyboard("{Control>}/{/Control}{F9}");
    await waitFor(() => expect(host.asked("sync_now")).toHaveLength(1));
  });

  it("flushes what is being typed before it locks, and leaves nothing on the screen", async () => {
    render(App);
    await unlock();
    const order: string[] = [];
    const forget = beforeLock(() => Promise.resolve(order.push("flushed")));
    host.script("lock", () => (order.push("locked"), locked));
    await user.keyboard("{F10}");
    await screen.findByRole("heading", { name: /Locked/ });
    forget();
    expect(order).toEqual(["flushed", "locked"]);
    expect(document.body.textContent).not.toMatch(/Jordan|Cedar/);
    expect(document.title).toBe("Footbridge");
  });

  it("locks itself when the core does, wherever somebody is", async () => {
    render(App);
    await unlock();
    host.emit({ event: "desk", is: locked });
    await screen.findByRole("heading", { name: /Locked/ });
  });

  it("says that the core is gone and asks again when it is back", async () => {
    host.script("desk_show", deskView());
    render(App);
    await screen.findByRole("heading", { name: "Board", level: 1 });
    host.setGone(true);
    await screen.findByText("The program on this device stopped");
    const before = host.asked("board").length;
    host.setGone(false);
    await waitFor(() => expect(screen.queryByText("The program on this device stopped")).toBeNull());
    await waitFor(() => expect(host.asked("board").length).toBeGreaterThan(before));
  });

  it("changes the language where somebody is, without building the page anew", async () => {
    host.script("desk_show", deskView());
    render(App);
    const heading = await screen.findByRole("heading", { name: "Board", level: 1 });
    await desk.save({ language: "es" });
    await waitFor(() => expect(heading.textContent).toBe("Tablero"));
    expect(heading.isConnected).toBe(true);
    expect(document.documentElement.lang).toBe("es");
  });
});

describe("without a way in", () => {
  it("says how to get one", async () => {
    vi.spyOn(host, "start").mockRejectedValue(new HostError("host.session"));
    desk.take(locked);
    render(App);
    await screen.findByRole("heading", { name: "Open the link that the program printed" });
    expect(host.calls).toEqual([]);
  });
});
