import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CompartmentStandingView, DeviceView, InviteView } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import Team from "./Team.svelte";
import TeamPage from "./TeamPage.svelte";

const user = userEvent.setup();
let host: FakeHost;

const shared = { handle: "aa", name: "shared" };
const device = (change: Partial<DeviceView>): DeviceView => ({
  id: "11111111aaaa",
  member: "m1",
  agency: "Cedar Example",
  role: "coordinator",
  name: "",
  class: "shared",
  revoked: false,
  own: false,
  compartments: [shared],
  ...change,
});
const OWN = device({ own: true });
const LOST = device({ id: "22222222bbbb", role: "patrol", class: "law", name: "Sam Example" });
const GONE = device({ id: "33333333cccc", role: "ems", class: "ems", revoked: true });
const compartment = (change: Partial<CompartmentStandingView>): CompartmentStandingView => ({
  handle: "aa",
  name: "shared",
  classes: ["law", "ems", "care", "shared"],
  devices: [OWN.id],
  key_epoch: 2,
  used: false,
  administered: true,
  escrowed: null,
  kit_waits: false,
  ...change,
});

function show(decides: boolean, compartments: CompartmentStandingView[] = [compartment({})]): void {
  host = new FakeHost({
    device_list: { devices: [OWN, LOST, GONE], decides },
    compartment_list: { compartments },
  });
  useHost(host);
  render(Team);
}

beforeEach(() => show(true));
afterEach(cleanup);

const card = (name: RegExp): HTMLElement => screen.getByRole("article", { name });

it("is fetched when somebody opens the page", async () => {
  cleanup();
  render(TeamPage);
  await screen.findByRole("article", { name: /Sam Example/ });
});

it("offers to remove others that still belong, and nobody where this device does not decide", async () => {
  await screen.findByRole("article", { name: /Sam Example/ });
  expect(within(card(/Sam Example/)).queryByRole("button", { name: /^Remove/ })).not.toBeNull();
  for (const name of [/Coordinator/, /EMS/]) {
    expect(within(card(name)).queryByRole("button", { name: /^Remove/ })).toBeNull();
  }
  expect(within(card(/EMS/)).getByText("Removed")).toBeTruthy();
  cleanup();
  show(false, [compartment({ administered: false })]);
  await screen.findByRole("article", { name: /Sam Example/ });
  expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Ask the relay/ })).toBeNull();
  expect(screen.queryByRole("heading", { name: "Invite a device" })).toBeNull();
});

it("says what removing means before it removes, and why it failed", async () => {
  await user.click(await screen.findByRole("button", { name: /^Remove: Sam Example/ }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText(/cannot be unread/)).toBeTruthy();
  expect(host.asked("device_revoke")).toEqual([]);
  host.script("device_revoke", new HostError("net.unreachable"));
  await user.click(dialog.getByRole("button", { name: "Remove the device" }));
  await dialog.findByText(/No connection to the relay/);
  host.script("device_revoke", { device: { ...LOST, revoked: true }, waiting: [] });
  await user.click(dialog.getByRole("button", { name: "Remove the device" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("device_revoke")).toEqual([{ device: LOST.id }, { device: LOST.id }]);
});

it("asks the relay only when somebody wants it, and shows who was there", async () => {
  const button = await screen.findByRole("button", { name: /Ask the relay/ });
  expect(host.asked("device_contacts")).toEqual([]);
  const now = Date.now();
  host.script("device_contacts", {
    contacts: [
      {
        id: LOST.id,
        last_contact_ms: now - 3.5 * 3_600_000,
        version: "0.1.0",
        unsent_since_ms: now - 88_200_000,
      },
    ],
  });
  await user.click(button);
  const lost = within(card(/Sam Example/));
  await lost.findByText(/3 hours ago/);
  expect(lost.getByText("0.1.0")).toBeTruthy();
  expect(lost.getByText("For 24 h")).toBeTruthy();
  expect(within(card(/Coordinator/)).getByText("Not noted yet")).toBeTruthy();
});

const MADE: InviteView = {
  code: "ABCDE-FGHJK",
  qr: { rows: ["000", "010", "000"] },
  agency: "Example Outreach",
  role: "supervisor",
  class: "care",
  expires_ms: Date.now() + 3_600_000,
};

it("asks for the kind of agency where the role leaves it open, and shows the code until it is hidden", async () => {
  host.script("invite", MADE);
  const go = await screen.findByRole("button", { name: "Make the code" });
  await user.click(go);
  await screen.findByText("No code yet");
  expect(host.asked("invite")).toEqual([]);
  await user.type(screen.getByLabelText(/^Agency/), " Example Outreach ");
  await user.selectOptions(screen.getByLabelText(/^Role/), "supervisor");
  await user.click(go);
  expect(host.asked("invite")).toEqual([]);
  await user.selectOptions(screen.getByLabelText(/^Kind of agency/), "care");
  await user.click(go);
  const picture = await screen.findByRole("img", { name: /QR picture/ });
  expect(picture.querySelector("path")?.getAttribute("d")).toBe("M1 1h1v1h-1z");
  expect(document.querySelector(".code")?.textContent.trim()).toBe(MADE.code);
  expect(host.asked("invite")).toEqual([
    {
      agency: "Example Outreach",
      role: "supervisor",
      agency_kind: "care",
      member_name: null,
      expires_hours: 72,
    },
  ]);
  await user.click(screen.getByRole("button", { name: /hide the code/ }));
  expect(document.querySelector(".code")).toBeNull();
});

it("lets in only devices that the compartment is for, and keeps the kit until it is put away", async () => {
  cleanup();
  show(true, [compartment({ name: "ems only", classes: ["ems", "law"], devices: [], kit_waits: true })]);
  const choice = await screen.findByLabelText(/Let a device in/);
  const offered = within(choice).getAllByRole("option");
  expect(offered.map((one) => one.getAttribute("value"))).toEqual(["", LOST.id]);
  host.script("compartment_admit", compartment({}));
  await user.selectOptions(choice, LOST.id);
  await user.click(screen.getByRole("button", { name: "Let a device in" }));
  expect(host.asked("compartment_admit")).toEqual([{ compartment: "aa", device: LOST.id }]);

  host.script("compartment_kit", { compartment: "aa", name: "ems only", kit: "KIT00-00000" });
  host.script("compartment_kit_kept", compartment({}));
  await user.click(screen.getByRole("button", { name: /Show the kit/ }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText("KIT00-00000")).toBeTruthy();
  expect(host.asked("compartment_kit_kept")).toEqual([]);
  await user.click(dialog.getByRole("button", { name: /put away/ }));
  await waitFor(() => expect(host.asked("compartment_kit_kept")).toEqual([{ compartment: "aa" }]));
});

it("invites by voice: nothing is granted before this person says that the numbers are the same", async () => {
  host.script("voice_invite", {
    code: "1234 5678",
    relay: "https://relay.example.org",
    expires_ms: Date.now() + 600_000,
  });
  host.script("voice_look", { state: "compare", number: "123 456", confirmed: false });
  host.script("voice_end", {});
  await user.type(await screen.findByLabelText(/^Agency/), "Example Outreach");
  await user.selectOptions(screen.getByLabelText(/^Role/), "outreach");
  await user.click(screen.getByRole("button", { name: "Invite by voice" }));
  await screen.findByText("123 456");
  expect(host.asked("voice_grant")).toEqual([]);
  host.script("voice_grant", { state: "sent", number: null, confirmed: true });
  await user.click(screen.getByRole("button", { name: "Both are the same" }));
  await screen.findByText(/The invitation is at the new device/);
  await user.click(screen.getByRole("button", { name: "Done" }));
  // numbers that differ: it is given up
  await user.click(screen.getByRole("button", { name: "Invite by voice" }));
  await user.click(await screen.findByRole("button", { name: "They differ: stop" }));
  await waitFor(() => expect(host.asked("voice_end")).toHaveLength(1));
  expect(host.asked("voice_grant")).toHaveLength(1);
});
