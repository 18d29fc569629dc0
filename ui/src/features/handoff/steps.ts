/** Which steps stand out, which need a reason, and in what order they are offered. */
import { CODES } from "../../gen/fields";
import type { HandoffView } from "../../gen/api";

/** The way a handoff goes, then the ways out of it. */
const ORDER = [
  "accepted",
  "acknowledged",
  "met",
  "transported",
  "arrived",
  "engaged",
  "offered",
  "rescheduled",
  "unattended",
  "refused",
  "released",
  "reassigned",
  "withdrawn",
  "declined",
  "closed",
];

/** Steps that say why, with their codes. */
const REASONS: Readonly<Record<string, { list: string; codes: readonly string[] }>> = {
  declined: { list: "handoff_declined", codes: CODES.handoff_declined },
  closed: { list: "handoff_closed", codes: CODES.handoff_closed },
};

const FORWARD: ReadonlySet<string> = new Set([
  "accepted",
  "acknowledged",
  "met",
  "transported",
  "arrived",
  "engaged",
]);

const ANSWERS: readonly string[] = ["accepted", "declined", "acknowledged"];

export interface Steps {
  /** What moves the handoff forward; the first stands out most. */
  readonly forward: readonly string[];
  /** Everything else that is allowed. */
  readonly other: readonly string[];
}

/** What may be done now, in an order that people learn once; what leads on from where the handoff stands leads. */
export function stepsOf(handoff: Pick<HandoffView, "may" | "state">): Steps {
  const known = ORDER.filter((step) => handoff.may.includes(step));
  const newer = handoff.may.filter((step) => !ORDER.includes(step));
  const reached = ORDER.indexOf(handoff.state);
  const isBehind = (step: string): boolean => ORDER.indexOf(step) <= reached;
  const forward = known.filter((step) => FORWARD.has(step));
  // An offer wants an answer: yes and no stand beside each other, before all that may come later.
  if (known.includes("declined")) {
    const answers = known.filter((step) => ANSWERS.includes(step));
    answers.sort((a, b) => ANSWERS.indexOf(a) - ANSWERS.indexOf(b));
    return { forward: answers, other: [...known.filter((step) => !ANSWERS.includes(step)), ...newer] };
  }
  return {
    forward: FORWARD.has(handoff.state)
      ? [...forward.filter((step) => !isBehind(step)), ...forward.filter(isBehind)]
      : forward,
    other: [...known.filter((step) => !FORWARD.has(step)), ...newer],
  };
}

/** Steps that say which agency is asked. */
const ASKS_WHOM: ReadonlySet<string> = new Set(["offered", "reassigned"]);

/** Whether a step needs one more tap: a reason, or an agency. */
export function asksMore(step: string): boolean {
  return reasonsFor(step) !== undefined || ASKS_WHOM.has(step);
}

/** The reasons to choose from; `undefined` when the step needs none. */
export function reasonsFor(step: string): { list: string; codes: readonly string[] } | undefined {
  return REASONS[step];
}
