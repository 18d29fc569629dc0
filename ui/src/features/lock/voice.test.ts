import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { desk } from "../../shell/desk.svelte";
import { deskView } from "../../shell/testing";
import EnrolPage from "./EnrolPage.svelte";

let host: FakeHost;
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
const WAITING = { state: "waiting", number: null, confirmed: false } as const;

beforeEach(async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  host = new FakeHost({ guest_begin: WAITING, guest_look: WAITING });
  useHost(host);
  render(EnrolPage);
  await user.click(screen.getByRole("button", { name: "By voice" }));
  await user.type(await screen.findByLabelText(/^Relay/), " https://relay.example.org ");
  await user.type(screen.getByLabelText(/^Eight digits/), "1234 5678");
  await user.type(screen.getByLabelText(/^New passphrase(?!, again)/), "four plain words here");
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const go = (): Promise<void> => user.click(screen.getByRole("button", { name: "Meet the inviter" }));

it("asks for the passphrase before it meets anybody", async () => {
  await go();
  await screen.findByText("Not set up yet");
  expect(host.asked("guest_begin")).toEqual([]);
});

it("confirms only what the person said is the same, and goes on until the invitation has come", async () => {
  await user.type(screen.getByLabelText(/New passphrase, again/), "four plain words here");
  await go();
  await screen.findByText("Waiting for the inviter…");
  expect(host.asked("guest_begin")).toEqual([{ relay: "https://relay.example.org", code: "1234 5678" }]);
  host.script("guest_look", { state: "compare", number: "123 456", confirmed: false });
  await vi.advanceTimersByTimeAsync(2_000);
  await screen.findByText("123 456");
  expect(host.asked("guest_confirm")).toEqual([]);
  host.script("guest_confirm", new HostError("net.broken"));
  await user.click(screen.getByRole("button", { name: "Both are the same" }));
  await screen.findByText("Waiting for the invitation…");
  host.script("guest_confirm", WAITING);
  host.script("guest_enrol", new HostError("voice.not_sent"));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(host.asked("guest_enrol").length).toBeGreaterThan(0);
  host.script("guest_enrol", deskView());
  await vi.advanceTimersByTimeAsync(4_000);
  await waitFor(() => expect(desk.state).toBe("open"));
  expect(host.asked("guest_enrol").at(-1)).toEqual({ passphrase: "four plain words here" });
});

it("ends where the numbers differ or somebody meddles, and says nothing to the other side", async () => {
  await user.type(screen.getByLabelText(/New passphrase, again/), "four plain words here");
  host.script("guest_look", { state: "compare", number: "123 456", confirmed: false });
  await go();
  await user.click(await screen.findByRole("button", { name: "They differ: stop" }));
  await screen.findByRole("button", { name: "Meet the inviter" });
  expect(host.asked("guest_confirm")).toEqual([]);
  host.script("guest_look", new HostError("voice.commitment"));
  await go();
  await screen.findByText(/Somebody may be in between/);
});
