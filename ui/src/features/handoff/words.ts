/** Words and pictures of a handoff: states, steps, marks, and who answers. */
import type { HandoffEventView, HandoffView } from "../../gen/api";
import { code, t, type PlainKey } from "../../i18n/index.svelte";
import { formatMoment } from "../../i18n/time";
import type { IconName, Tone } from "../../kit";
import { dueTone, dueWords } from "../../shell/due";
import { nameOf } from "../../shell/record";

const STEPS: Readonly<Record<string, PlainKey>> = {
  offered: "handoff.step.offered",
  acknowledged: "handoff.step.acknowledged",
  accepted: "handoff.step.accepted",
  declined: "handoff.step.declined",
  withdrawn: "handoff.step.withdrawn",
  reassigned: "handoff.step.reassigned",
  released: "handoff.step.released",
  met: "handoff.step.met",
  transported: "handoff.step.transported",
  arrived: "handoff.step.arrived",
  unattended: "handoff.step.unattended",
  rescheduled: "handoff.step.rescheduled",
  refused: "handoff.step.refused",
  engaged: "handoff.step.engaged",
  closed: "handoff.step.closed",
};

const ICONS: Readonly<Record<string, IconName>> = {
  offered: "handoff",
  acknowledged: "eye",
  accepted: "check-circle",
  declined: "close",
  withdrawn: "undo",
  reassigned: "forward",
  relieved: "check",
  released: "forward",
  met: "people",
  transported: "vehicle",
  arrived: "home",
  unattended: "question",
  rescheduled: "calendar",
  refused: "close",
  engaged: "check-circle",
  closed: "check",
};

export const stateWords = (state: string): string => code("handoff_state", state);

/** A step of a newer version is shown by its code rather than not at all. */
export function stepWords(step: string): string {
  const key = STEPS[step];
  return key === undefined ? step : t(key);
}

export const stepIcon = (step: string): IconName => ICONS[step] ?? "handoff";

/** What an event says, with whom it concerns. */
export function eventWords(event: HandoffEventView): string {
  const kind = code("handoff_event", event.kind);
  return event.to === null ? kind : t("handoff.event_to", { kind, to: event.to });
}

/** The reason or outcome of an event, in words. */
export function reasonWords(event: HandoffEventView): string | undefined {
  if (event.code === null) return undefined;
  return code(event.kind === "closed" ? "handoff_closed" : "handoff_declined", event.code);
}

export function personWords(handoff: HandoffView): string {
  return nameOf(handoff.person_name);
}

/** Who answers for the person now. Never nobody. */
export function accountableWords(handoff: HandoffView): string {
  if (handoff.accountable.length === 0) return t("handoff.closed_nobody");
  return t("handoff.answers", { who: handoff.accountable.join(", ") });
}

/** When somebody should have answered; nothing when nobody is waited for. */
export function dueOf(handoff: HandoffView, now_ms: number): { words: string; tone: Tone } | undefined {
  const due = handoff.acknowledge_due_ms;
  return due === null ? undefined : { words: dueWords(due, now_ms), tone: dueTone(due, now_ms) };
}

/** "From Example County Police · Offered · 14:32". */
export function lineOf(handoff: HandoffView): string {
  return t("handoff.line", {
    from: handoff.from,
    state: stateWords(handoff.state),
    at: formatMoment(handoff.latest_ms),
  });
}
