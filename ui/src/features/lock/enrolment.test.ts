import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { desk } from "../../shell/desk.svelte";
import { deskView, STATUS } from "../../shell/testing";
import EnrolPage from "./EnrolPage.svelte";
import { checkEnrolment } from "./enrolment";

const user = userEvent.setup();
let host: FakeHost;

beforeEach(() => {
  host = new FakeHost({ enrol: new HostError("invitation.mistyped"), status: STATUS });
  useHost(host);
  render(EnrolPage);
});
afterEach(cleanup);

async function fill(code: string, passphrase: string, again: string): Promise<void> {
  await user.type(screen.getByLabelText(/Invitation code/), code);
  await user.type(screen.getByLabelText(/^New passphrase(?!, again)/), passphrase);
  await user.type(screen.getByLabelText(/New passphrase, again/), again);
  await user.click(screen.getByRole("button", { name: "Set up this device" }));
}

it("asks for what is missing and does not try before", async () => {
  await user.click(screen.getByRole("button", { name: "Set up this device" }));
  await screen.findByText("Not set up yet");
  expect(host.calls).toEqual([]);
});

it("puts the core's error beside the code, and keeps what was typed", async () => {
  await fill("ABCD", "four plain words here", "four plain words here");
  await waitFor(() =>
    expect(screen.getByLabelText(/Invitation code/).getAttribute("aria-invalid")).toBe("true"),
  );
  expect(screen.getByLabelText<HTMLInputElement>(/Invitation code/).value).toBe("ABCD");
  expect(host.asked("enrol")).toEqual([{ code: "ABCD", passphrase: "four plain words here" }]);
});

it("opens the desk when it worked", async () => {
  host.script("enrol", deskView());
  await fill(" ABCD ", "four plain words here", "four plain words here");
  await waitFor(() => expect(desk.state).toBe("open"));
});

it("compares the passphrases and counts characters, not bytes", () => {
  expect(checkEnrolment("x", "abcdefgh", "abcdefgi").map((one) => one.target)).toEqual(["enrol-again"]);
  expect(checkEnrolment("x", "🌉🌉🌉🌉", "🌉🌉🌉🌉").map((one) => one.target)).toEqual(["enrol-passphrase"]);
  expect(checkEnrolment("x", "ábcdefgh", "ábcdefgh")).toEqual([]);
});
