import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FollowUpView } from "../../gen/api";
import { useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { go } from "../../shell/router.svelte";
import FollowupsPage from "./FollowupsPage.svelte";
import { groupsOf, MOST, shownOf } from "./groups";

const one = (id: string, person_name: string): FollowUpView => ({
  id,
  state: "due",
  due_ms: Date.now() + 3_600_000,
  due: "",
  from_ms: 0,
  person: null,
  person_name,
  reason: "after_overdose",
  attempts: 0,
  last_outcome: "",
  last_attempt_ms: null,
  contact: null,
  agency: "",
  place: "",
  mark: "sent",
});
const near = one("f1", "Jordan Example");
const far = one("f2", "Sam Example");

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost({
    follow_ups: ({ due_within_hours }) => ({
      follow_ups: due_within_hours === null ? [near, far] : [near],
      hidden: false,
    }),
  });
  useHost(host);
});
afterEach(cleanup);

test("a link leads to its follow-up, also to one that is due later than what is shown at first", async () => {
  go("/followups?id=f2");
  render(FollowupsPage);
  const card = await screen.findByRole("article", { name: "Follow-up: Sam Example" });
  await waitFor(() => expect(document.activeElement).toBe(card));
  expect(card.getAttribute("aria-current")).toBe("true");
  expect(screen.getByRole("article", { name: /Jordan/ }).hasAttribute("aria-current")).toBe(false);
});

test("one that is not open any more is said to be so; without a link nothing is marked", async () => {
  go("/followups?id=gone");
  render(FollowupsPage);
  await screen.findByText("This follow-up is not open any more");
  cleanup();
  go("/followups");
  render(FollowupsPage);
  await screen.findByRole("article", { name: /Jordan/ });
  expect(screen.queryByText("This follow-up is not open any more")).toBeNull();
  expect(host.asked("follow_ups").at(-1)).toEqual({ due_within_hours: 72 });
});

test("the one that somebody came for is shown beyond the most urgent", () => {
  const many = Array.from({ length: MOST + 5 }, (_, at) => ({ ...one(`m${at}`, ""), due_ms: at }));
  const [group] = groupsOf(many);
  if (!group) throw new Error("no group");
  expect(shownOf(group, undefined)).toHaveLength(MOST);
  expect(shownOf(group, `m${MOST + 3}`).at(-1)?.id).toBe(`m${MOST + 3}`);
});
