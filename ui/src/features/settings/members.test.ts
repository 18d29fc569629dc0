import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { MemberView } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { desk } from "../../shell/desk.svelte";
import { deskView, STATUS } from "../../shell/testing";
import Members from "./Members.svelte";
import Passphrase from "./Passphrase.svelte";

const user = userEvent.setup();
let host: FakeHost;

const SAM: MemberView = {
  member: "m1",
  name: "Sam Example",
  agency: "Cedar Example Police",
  role: "patrol",
  sign_in_name: null,
  owner: true,
  signed_in: true,
};
const RILEY: MemberView = {
  ...SAM,
  member: "m2",
  name: "Riley Example",
  sign_in_name: "riley",
  owner: false,
  signed_in: false,
};
const BOTH = { members: [{ ...SAM, sign_in_name: "sam" }, RILEY] };

beforeEach(() => {
  host = new FakeHost({
    status: STATUS,
    member_list: { members: [SAM] },
    member_sign_up: BOTH,
    member_remove: { members: [SAM] },
    passphrase_change: {},
  });
  useHost(host);
  desk.take(deskView());
});
afterEach(cleanup);

const type = (label: RegExp, text: string): Promise<void> => user.type(screen.getByLabelText(label), text);

it("signs somebody up, with a name for who was alone until now", async () => {
  render(Members);
  await screen.findByText("Sam Example");
  await user.click(screen.getByRole("button", { name: "Add somebody" }));
  await type(/Your sign-in name/, "sam");
  await type(/^Your passphrase/, "own words here");
  await type(/Start code/, " ABCDE ");
  await type(/^Sign-in name/, "riley");
  await type(/^Passphrase of the new person(?!, again)/, "other words here");
  await type(/new person, again/, "other words here");
  host.script("member_list", BOTH);
  await user.click(screen.getAllByRole("button", { name: "Add somebody" })[1] as HTMLElement);
  await screen.findByText("riley");
  expect(host.asked("member_sign_up")).toEqual([
    {
      code: "ABCDE",
      sign_in_name: "riley",
      passphrase: "other words here",
      own_passphrase: "own words here",
      own_sign_in_name: "sam",
    },
  ]);
  expect(screen.queryByLabelText(/Start code/)).toBeNull();
});

it("asks no second name where everybody has one, and says beside the field what was wrong", async () => {
  desk.take(deskView({ asks_name: true }));
  host.script("member_sign_up", new HostError("member.name_taken"));
  render(Members);
  await user.click(await screen.findByRole("button", { name: "Add somebody" }));
  expect(screen.queryByLabelText(/Your sign-in name/)).toBeNull();
  await type(/^Passphrase of the new person(?!, again)/, "other words here");
  await user.click(screen.getAllByRole("button", { name: "Add somebody" })[1] as HTMLElement);
  expect(host.asked("member_sign_up")).toEqual([]);
  await type(/new person, again/, "other words here");
  await user.click(screen.getAllByRole("button", { name: "Add somebody" })[1] as HTMLElement);
  const name = screen.getByLabelText(/^Sign-in name/);
  await waitFor(() => expect(name.getAttribute("aria-invalid")).toBe("true"));
  expect(host.asked("member_sign_up")).toMatchObject([{ own_sign_in_name: null }]);
});

it("takes somebody else's way in, never one's own by a slip", async () => {
  host.script("member_list", BOTH);
  render(Members);
  await user.click(await screen.findByRole("button", { name: "Remove riley from this device" }));
  expect(screen.queryByRole("button", { name: /Remove sam/ })).toBeNull();
  await waitFor(() => expect(host.asked("member_remove")).toEqual([{ member: "m2" }]));
});

it("changes a passphrase once both are the same, and keeps nothing of it on the page", async () => {
  render(Passphrase);
  await type(/Passphrase now/, "old words here");
  await type(/^New passphrase(?!, again)/, "new words here");
  await user.click(screen.getByRole("button", { name: "Change passphrase" }));
  expect(host.asked("passphrase_change")).toEqual([]);
  await type(/New passphrase, again/, "new words here");
  await user.click(screen.getByRole("button", { name: "Change passphrase" }));
  await waitFor(() =>
    expect(host.asked("passphrase_change")).toEqual([{ old: "old words here", new: "new words here" }]),
  );
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/Passphrase now/).value).toBe(""));
});
