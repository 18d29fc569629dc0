// What a line of the board says.
import type { ContactRowView, DraftRowView, FollowUpView, HandoffView } from "../../gen/api";
import { code, t, tn } from "../../i18n/index.svelte";
import { formatAgo, formatMoment } from "../../i18n/time";
import type { IconName, MarkState, Tone } from "../../kit";
import { dueTone, dueWords } from "../../shell/due";
import { markOf, nameOf } from "../../shell/record";
import { href } from "../../shell/router.svelte";

export interface Row {
  key: string;
  href: string;
  title: string;
  lines: string[];
  meta?: string;
  tone?: Tone;
  mark?: MarkState;
  icon: IconName;
}

function present(lines: (string | false)[]): string[] {
  return lines.filter((line) => line !== false && line !== "") as string[];
}

export function draftRow(draft: DraftRowView, now_ms: number): Row {
  const name = draft.person_name === "" ? t("board.draft.no_name") : draft.person_name;
  return {
    key: draft.id,
    href: href(draft.kind === "consent" ? `/consent/draft/${draft.id}` : `/draft/${draft.id}`),
    title: t("board.draft.go_on", { name }),
    lines: present([
      draft.kind === "consent" && t("shell.title.consent_draft"),
      draft.pathway !== "" && code("pathway", draft.pathway),
    ]),
    meta: t("board.draft.saved", { when: formatAgo(draft.saved_ms, now_ms) }),
    mark: "draft",
    icon: "draft",
  };
}

/** What a handoff wants from this agency, in words. */
export function wantOf(handoff: HandoffView): string {
  if (handoff.marks.includes("contested")) return t("board.want.contested");
  if (handoff.may.includes("accepted") && !handoff.mine) return t("board.want.answer");
  return t("board.want.another_way");
}

/** The sooner it must be answered, the higher it stands; what two agencies hold cannot wait at all. */
function urgency(handoff: HandoffView): number {
  if (handoff.marks.includes("contested")) return -Infinity;
  return handoff.acknowledge_due_ms ?? Infinity;
}

/** The most urgent first; those without a clock stay in the order in which they came. */
export function byUrgency(handoffs: readonly HandoffView[]): HandoffView[] {
  return [...handoffs].sort((a, b) => (urgency(a) < urgency(b) ? -1 : urgency(a) > urgency(b) ? 1 : 0));
}

export function waitingRow(handoff: HandoffView, now_ms: number): Row {
  const due = handoff.acknowledge_due_ms;
  return {
    key: handoff.id,
    href: href(`/handoff/${handoff.id}`),
    title: nameOf(handoff.person_name),
    lines: present([wantOf(handoff), t("board.from", { agency: handoff.from }), handoff.asks]),
    meta: due === null ? undefined : dueWords(due, now_ms),
    tone:
      handoff.marks.includes("contested") || (due !== null && dueTone(due, now_ms) === "urgent")
        ? "urgent"
        : "soon",
    mark: markOf(handoff.mark),
    icon: "handoff",
  };
}

export function mineRow(handoff: HandoffView): Row {
  const asked = handoff.asked.join(", ");
  return {
    key: handoff.id,
    href: href(`/handoff/${handoff.id}`),
    title: nameOf(handoff.person_name),
    lines: present([
      code("handoff_state", handoff.state),
      asked !== "" && t("board.asked", { agencies: asked }),
    ]),
    meta: formatMoment(handoff.latest_ms),
    mark: markOf(handoff.mark),
    icon: "handoff",
  };
}

export function dueRow(one: FollowUpView, now_ms: number): Row {
  const last =
    one.last_outcome === ""
      ? ""
      : t("board.last_try", { outcome: code("attempt_outcome", one.last_outcome) });
  const tries = one.attempts > 0 && tn("board.tries", one.attempts);
  return {
    key: one.id,
    href: href(`/followups?id=${encodeURIComponent(one.id)}`),
    title: nameOf(one.person_name),
    lines: present([code("follow_up_reason", one.reason), one.place, tries, last]),
    meta: dueWords(one.due_ms, now_ms),
    tone: dueTone(one.due_ms, now_ms),
    mark: markOf(one.mark),
    icon: "calendar",
  };
}

export function contactRow(contact: ContactRowView): Row {
  const when = contact.started_ms;
  return {
    key: contact.id,
    href: href(`/contact/${contact.id}`),
    title: nameOf(contact.person_name),
    lines: present([
      contact.entered_in_error && t("field.any.entered_in_error"),
      code("pathway", contact.pathway),
      contact.offer !== "" && t("board.offer", { offer: code("offer", contact.offer) }),
    ]),
    meta: when === null ? undefined : formatMoment(when),
    mark: markOf(contact.mark),
    icon: "contact",
  };
}
