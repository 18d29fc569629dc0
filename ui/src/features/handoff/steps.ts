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

export interface Steps {
  /** What moves the handoff forward; the first stands out most. */
  readonly forward: readonly string[];
  /** Everything else that is allowed. */
  readonly other: readonly string[];
}

/** What may be done now, in an order that people learn once. */
export function stepsOf(handoff: Pick<HandoffView, "may">): Steps {
  const known = ORDER.filter((step) => handoff.may.includes(step));
  const newer = handoff.may.filter((step) => !ORDER.includes(step));
  return {
    forward: known.filter((step) => FORWARD.has(step)),
    other: [...known.filter((step) => !FORWARD.has(step)), ...newer],
  };
}

/** The reasons to choose from; `undefined` when the step needs none. */
export function reasonsFor(step: string): { list: string; codes: readonly string[] } | undefined {
  return REASONS[step];
}
