// A device out of contact: what every page says, what is read out and typed, and the other end.
import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LeaseView } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { setLanguage } from "../../i18n/index.svelte";
import Banners from "../../shell/Banners.svelte";
import { desk } from "../../shell/desk.svelte";
import { EMPTY_BOARD, STATUS, deskView } from "../../shell/testing";
import FollowupsPage from "../followups/FollowupsPage.svelte";
import DevicePage from "./DevicePage.svelte";

const over: LeaseView = {
  state: "over",
  days_left: 0,
  days: 14,
  last_sync_ms: 0,
  request: "0003M-MKQ0B",
  answered_by: [{ agency: "Cedar Example Police", role: "supervisor", name: "Sam Example" }],
};
const running: LeaseView = { ...over, state: "running", days_left: 14, request: null };

let host: FakeHost;
const user = userEvent.setup();

beforeEach(() => {
  host = new FakeHost({
    status: STATUS,
    board: EMPTY_BOARD,
    aside: { entries: [], hidden: true },
    summary: new HostError("lease.over"),
    lease_show: over,
    follow_ups: { follow_ups: [], hidden: true },
  });
  useHost(host);
  desk.take(deskView({ lease: { state: "over", days_left: 0 } }));
});
afterEach(() => {
  cleanup();
  void setLanguage("en");
});

test("every page says that something is hidden or soon will be, and nothing while all is well", async () => {
  render(Banners);
  expect(screen.getByText("What others recorded is hidden")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Time without contact" }).getAttribute("href")).toContain(
    "part=lease",
  );
  cleanup();
  desk.take(deskView({ lease: { state: "ending", days_left: 1 } }));
  render(Banners);
  expect(screen.getByText("1 day left without contact")).toBeTruthy();
  cleanup();
  await setLanguage("es");
  render(Banners);
  expect(screen.getByText("Queda 1 día sin contacto")).toBeTruthy();
  cleanup();
  desk.take(deskView());
  render(Banners);
  expect(document.body.textContent).not.toMatch(/contact/);
});

test("an empty list does not say that there is nothing", async () => {
  render(FollowupsPage);
  await screen.findByText("Hidden until this device is in contact");
  cleanup();
  desk.take(deskView());
  render(FollowupsPage);
  await waitFor(() => expect(host.asked("follow_ups")).toHaveLength(2));
  await waitFor(() => expect(screen.queryByText(/Loading/)).toBeNull());
  expect(screen.queryByText("Hidden until this device is in contact")).toBeNull();
});

test("the request is read out, a wrong code is told by its field, a right one ends it", async () => {
  render(DevicePage);
  const request = await screen.findByLabelText("Read this out by phone or radio");
  expect(request.textContent).toContain("0003M-MKQ0B");
  expect(request.textContent).toContain("0 0 0 3 M M K Q 0 B");
  expect(screen.getByText(/Cedar Example Police Sam Example/)).toBeTruthy();
  host.script("lease_unlock", ({ code }) =>
    code === "04106-105e1" ? running : new HostError("lease.code_wrong"),
  );
  const field = screen.getByLabelText<HTMLInputElement>("The code they read out to you");
  await user.type(field, "11111-11111{Enter}");
  await screen.findByText(/does not answer the request shown here/);
  expect(field.value).toBe("11111-11111");
  host.script("lease_show", running);
  await user.clear(field);
  await user.type(field, "04106-105e1");
  await user.click(screen.getByRole("button", { name: "Show what others recorded" }));
  await screen.findByText("What others recorded is shown again.");
  expect(host.asked("lease_unlock")).toEqual([{ code: "11111-11111" }, { code: "04106-105e1" }]);
});

test("the other end makes a code for whom it names, or says why not", async () => {
  host.script("lease_code", ({ request }) =>
    request === "0003M-MKQ0B"
      ? {
          code: "04106-105E1",
          device: "d2",
          agency: "River Example EMS",
          role: "ems",
          name: "Jordan Example",
        }
      : new HostError("lease.request_unknown"),
  );
  render(DevicePage);
  const field = await screen.findByLabelText("What they read out");
  await user.type(field, "what?{Enter}");
  await screen.findByText(/No device known here asks so/);
  await user.clear(field);
  await user.type(field, "0003M-MKQ0B{Enter}");
  expect((await screen.findByLabelText("Read this code out")).textContent).toContain("04106-105E1");
  expect(screen.getByText(/River Example EMS Jordan Example/)).toBeTruthy();
});
