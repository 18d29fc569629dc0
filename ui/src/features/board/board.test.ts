import { cleanup, render, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { BoardView } from "../../gen/api";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { EMPTY_BOARD, handoff } from "../../shell/testing";
import BoardPage from "./BoardPage.svelte";
import { markOf } from "../../shell/record";
import { wantOf } from "./rows";

afterEach(cleanup);

function show(board: BoardView | HostError): FakeHost {
  const host = new FakeHost({ board });
  useHost(host);
  render(BoardPage);
  return host;
}

const region = (name: string): Promise<HTMLElement> => screen.findByRole("region", { name });

describe("the board", () => {
  it("says what waits, how urgent it is and where it leads", async () => {
    const overdue = Date.now() - 3_600_000;
    const row = {
      kind: "contact",
      id: "d1",
      person_name: "",
      pathway: "naloxone_plus",
      saved_ms: Date.now(),
    };
    show({
      ...EMPTY_BOARD,
      drafts: [row],
      waiting: [handoff({ acknowledge_due_ms: overdue })],
      mine: [handoff({ id: "h2", mine: true, state: "accepted", person_name: "" })],
      conflicts: 1,
      parked: 1,
    });
    const waiting = await region("Waiting for you");
    expect(within(waiting).getByRole("link").textContent).toMatch(
      /Your answer is needed.*From River Example EMS.*Overdue by 1 h/s,
    );
    const draft = within(await region("Go on with")).getByRole("link");
    expect([draft.getAttribute("href"), draft.textContent]).toEqual([
      "#/draft/d1",
      expect.stringMatching(/Naloxone Plus/),
    ]);
    expect(within(await region("Your handoffs")).getByRole("link").textContent).toMatch(
      /Name not known.*Accepted/s,
    );
    expect(screen.getByRole("link", { name: "Decide" }).getAttribute("href")).toBe("#/review");
  });

  it("begins a contact in one tap, whatever the state", async () => {
    show(EMPTY_BOARD);
    expect(screen.getByRole("link", { name: "New contact" }).getAttribute("href")).toBe("#/contact/new");
    await screen.findByText("Nothing waits for you");
    cleanup();
    show(new HostError("store.busy"));
    await screen.findByRole("button", { name: "Try again" });
    expect(screen.getByRole("link", { name: "New contact" })).toBeTruthy();
  });
});

describe("rows", () => {
  it("say what a handoff wants", () => {
    expect(wantOf(handoff())).toMatch(/accept or decline/);
    expect(wantOf(handoff({ marks: ["contested"] }))).toMatch(/Two agencies/);
    expect(wantOf(handoff({ mine: true, may: ["offered", "withdrawn"] }))).toMatch(/another way/);
  });

  it("never hide a mark that is not known", () => {
    expect([markOf("ready"), markOf("sent"), markOf("newer")]).toEqual(["ready", "sent", "needs_attention"]);
  });
});
