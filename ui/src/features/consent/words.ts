/** What a page says of a consent, in words. */

import type { ConsentToldView, ConsentView } from "../../gen/api";
import { code, errorText, t } from "../../i18n/index.svelte";
import { formatDate, formatMoment } from "../../i18n/time";
import type { Tone } from "../../kit";

const STANDINGS = [
  "in_force",
  "expired",
  "revoked",
  "not_granted",
  "not_valid",
  "unreadable",
  "entered_in_error",
] as const;
type Standing = (typeof STANDINGS)[number];

/** One sentence: whether it counts now. */
export function standingWords(consent: ConsentView): string {
  const standing = STANDINGS.find((one) => one === consent.standing);
  if (standing === undefined) return consent.standing;
  if (standing === "in_force") return inForce(consent);
  return t(`consent.standing.${standing as Exclude<Standing, "in_force">}`);
}

function inForce(consent: ConsentView): string {
  if (consent.runs_out_ms !== null) {
    const end = new Date(consent.runs_out_ms);
    // A last day ends at midnight: nobody says "until the 23rd, 0:00".
    return end.getHours() + end.getMinutes() === 0
      ? t("consent.standing.in_force_through", { date: formatDate(consent.runs_out_ms - 1) })
      : t("consent.standing.in_force_until", { when: formatMoment(consent.runs_out_ms) });
  }
  const event = consent.expires_event ?? "none";
  return event === "none"
    ? t("consent.standing.in_force")
    : t("consent.standing.in_force_event", { event: code("consent_expiry", event) });
}

export function standingKind(consent: ConsentView): "ok" | "warn" | "danger" {
  if (consent.standing === "in_force") return "ok";
  return consent.standing === "revoked" ? "danger" : "warn";
}

export function standingTone(consent: ConsentView): Tone {
  return { ok: "ok", warn: "soon", danger: "urgent" }[standingKind(consent)] as Tone;
}

/** Who may be told, by name and as a class. */
export function recipientWords(consent: ConsentView): string[] {
  return [...consent.recipients, ...consent.designations.map((one) => code("consent_designation", one))];
}

export function endWords(consent: ConsentView): string[] {
  const date = consent.expires_on === null ? [] : [formatDate(consent.expires_on)];
  const event = consent.expires_event === null ? [] : [code("consent_expiry", consent.expires_event)];
  return [...date, ...event];
}

export interface Sees {
  /** May be told, with what. */
  may: { name: string; what: string[] }[];
  /** May not, with why. */
  mayNot: { name: string; why: string }[];
}

/** Who may now see what by it. Whoever reads the compartment anyhow is told of apart. */
export function sees(told: readonly ConsentToldView[], own: readonly string[]): Sees {
  const others = told.filter((one) => !own.includes(one.name));
  return {
    may: others
      .filter((one) => one.denied === "")
      .map(({ name, scopes }) => ({ name, what: scopes.map((scope) => code("consent_scope", scope)) })),
    mayNot: others
      .filter((one) => one.denied !== "")
      .map(({ name, denied }) => ({ name, why: errorText(denied) })),
  };
}
