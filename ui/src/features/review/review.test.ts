import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ConflictView } from "../../gen/api";
import { useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { EMPTY_BOARD, handoff } from "../../shell/testing";
import { toasts } from "../../shell/toast.svelte";
import ReviewPage from "./ReviewPage.svelte";

const by = { member: "m", agency: "Cedar Example", at: "2026-11-21T14:32:00Z[UTC]", clock_off: false };
const conflict: ConflictView = {
  id: "p1",
  kind: "person",
  version: "v1",
  field: {
    key: "birth_date",
    value: "1985-11-03",
    alert: null,
    conflict: [
      { ...by, value: "1985-11-03" },
      { ...by, value: "1985-03-11" },
    ],
  },
};

let host: FakeHost;
const user = userEvent.setup();

beforeEach(() => {
  let open = [conflict];
  const record = {
    id: "p1",
    kind: "person",
    compartment: "c",
    mark: "ready",
    version: "v2",
    fields: [],
    issues: [],
  };
  host = new FakeHost({
    conflicts: () => ({ conflicts: open, hidden: false }),
    settle: () => ((open = []), record),
    unsettle: () => ((open = [conflict]), record),
    board: { ...EMPTY_BOARD, mine: [handoff({ marks: ["contested"] })], parked: 2 },
  });
  useHost(host);
});
afterEach(() => {
  toasts.dismiss();
  cleanup();
});

it("keeps the value of one tap, on the state that was seen, and takes it back with another", async () => {
  render(ReviewPage);
  await user.click(await screen.findByRole("button", { name: /Mar 11, 1985/ }));
  expect(host.asked("settle")).toEqual([{ id: "p1", field: "birth_date", keep: "1985-03-11", seen: "v1" }]);
  await screen.findByText("No field has more than one value");
  await toasts.current?.undo?.();
  expect(host.asked("unsettle")).toEqual([{ id: "p1", field: "birth_date", seen: "v1" }]);
  await waitFor(() => expect(screen.getByRole("button", { name: /Nov 3, 1985/ })).toBeTruthy());
});

it("leads to contested handoffs and to what is kept aside", async () => {
  render(ReviewPage);
  const link = await screen.findByRole("link", { name: /Jordan Example/ });
  expect(link.getAttribute("href")).toBe("#/handoff/h1");
  expect(screen.getByRole("link", { name: "See what was kept aside" }).getAttribute("href")).toBe(
    "#/device?part=aside",
  );
});
