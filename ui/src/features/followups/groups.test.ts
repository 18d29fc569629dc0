import { expect, test } from "vitest";
import type { FollowUpView } from "../../gen/api";
import { groupsOf } from "./groups";

function one(id: string, state: string, due_ms: number): FollowUpView {
  return {
    id,
    state,
    due_ms,
    due: "",
    from_ms: 0,
    person: null,
    person_name: "",
    reason: "after_overdose",
    attempts: 0,
    last_outcome: "",
    last_attempt_ms: null,
    contact: null,
    agency: "",
    place: "",
    mark: "sent",
  };
}

test("overdue comes first, then open, then coming, each by when the window closes", () => {
  const found = groupsOf([
    one("c", "waiting", 9),
    one("b", "due", 5),
    one("a2", "missed", 2),
    one("a1", "missed", 1),
  ]);
  expect(found.map((group) => [group.name, group.follow_ups.map((each) => each.id)])).toEqual([
    ["overdue", ["a1", "a2"]],
    ["due", ["b"]],
    ["coming", ["c"]],
  ]);
});

test("a state of a newer version is shown as due rather than left out", () => {
  expect(groupsOf([one("x", "paused", 1)]).map((group) => group.name)).toEqual(["due"]);
});
