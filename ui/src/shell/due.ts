// How long is left, in words and in urgency.
import type { Tone } from "../kit";
import { t, tn } from "../i18n/index.svelte";

const MINUTE_MS = 60_000;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;
/** Less than this is worth hurrying for. */
const SOON_MIN = 4 * HOUR_MIN;

/** A span in the coarsest words that still help: `40 min`, `3 h 20 min`, `2 days`. */
export function spanWords(ms: number): string {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / MINUTE_MS));
  if (minutes < HOUR_MIN) return t("shell.span.minutes", { m: minutes });
  const hours = Math.floor(minutes / HOUR_MIN);
  const rest = minutes % HOUR_MIN;
  if (minutes < 6 * HOUR_MIN && rest > 0) return t("shell.span.hours_minutes", { h: hours, m: rest });
  if (minutes < 2 * DAY_MIN) return t("shell.span.hours", { h: hours });
  return tn("shell.span.days", Math.floor(minutes / DAY_MIN));
}

/** `Due in 40 min`, `Overdue by 3 h`. */
export function dueWords(due_ms: number, now_ms: number): string {
  const span = spanWords(due_ms - now_ms);
  return due_ms < now_ms ? t("shell.due.over", { span }) : t("shell.due.in", { span });
}

export function dueTone(due_ms: number, now_ms: number): Tone {
  if (due_ms < now_ms) return "urgent";
  return due_ms - now_ms < SOON_MIN * MINUTE_MS ? "soon" : "plain";
}
