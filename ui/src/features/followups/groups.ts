/** Follow-ups in the order in which a team works through them. */
import type { FollowUpView } from "../../gen/api";

/** How far ahead is looked, in hours; `null` is everything. */
export const SPANS = { "24": 24, "72": 72, all: null } as const;
export type Span = keyof typeof SPANS;

export type GroupName = "overdue" | "due" | "coming";

export interface Group {
  readonly name: GroupName;
  /** The one whose window closes first leads. */
  readonly follow_ups: readonly FollowUpView[];
}

function groupOf(one: FollowUpView): GroupName {
  if (one.state === "missed") return "overdue";
  return one.state === "waiting" ? "coming" : "due";
}

/** Groups that have somebody in them, the most urgent first. */
export function groupsOf(all: readonly FollowUpView[]): Group[] {
  const names: readonly GroupName[] = ["overdue", "due", "coming"];
  return names
    .map((name) => ({
      name,
      follow_ups: all.filter((one) => groupOf(one) === name).sort((a, b) => a.due_ms - b.due_ms),
    }))
    .filter((group) => group.follow_ups.length > 0);
}

/** More of a group than this is no list any more. */
export const MOST = 100;

/** What is shown of a group: the most urgent, and the one that somebody came for. */
export function shownOf(group: Group, wanted: string | undefined): FollowUpView[] {
  return group.follow_ups.filter((one, at) => at < MOST || one.id === wanted);
}
