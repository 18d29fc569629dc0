/** Where an issue of the core belongs on the page, and what it says there. */

import type { IssueView } from "../../gen/api";
import { code, errorText, label, t } from "../../i18n/index.svelte";
import { finding } from "./wording";
import type { ContactModel, DoseModel } from "./model";
import type { SectionName } from "./pathways";

/** The id of a field's control on the page. */
export const fieldId = (key: string): string => `f-${key}`;

const PINNED = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;

/** The key under which the form shows an issue's field. */
export function shownAt(field: string, model: ContactModel): string {
  if (field === "occurred") return "time.started";
  if (field === "body") return "narrative";
  if (field === "person" || field === "incident") return "who";
  if (field.startsWith("dose.") || field.startsWith("administration.")) return dose(field, model.doses);
  const set = /^(substance|crisis|disposition|need)\./.exec(field);
  return set ? (set[1] ?? field) : field;
}

/** The core names the part of a dose but not which dose: the first that cannot be what was typed. */
function dose(field: string, doses: DoseModel[]): string {
  const part = field.slice("dose.".length);
  const bad = (one: DoseModel): boolean => {
    if (part === "mg") return one.mg !== "" && !(Number(one.mg) > 0);
    if (part === "at") return one.at.kept !== "" && !PINNED.test(one.at.kept);
    return true;
  };
  const found = doses.find(bad) ?? doses[0];
  const known = ["mg", "at", "route", "response", "giver"].includes(part);
  return found && known ? `dose.${found.row}.${part}` : "naloxone.given";
}

const SECTION_OF: readonly [RegExp, SectionName][] = [
  [/^(who$|name\.|pronouns|birth_date|age\.|code_name|gender)/, "who"],
  [/^(place\.|time\.|cad_number|kind$)/, "where"],
  [/^(pathway|substance|crisis|disposition|living_situation|survived|accidental_exposure)/, "what"],
  [/^(naloxone\.|dose\.|kit_left)/, "naloxone"],
  [/^offer/, "offer"],
  [/^need/, "needs"],
  [/^narrative/, "narrative"],
];

/** The section in which a key is shown. */
export function sectionOf(key: string): SectionName {
  return SECTION_OF.find(([pattern]) => pattern.test(key))?.[1] ?? "finish";
}

const INCIDENT_ONLY = new Set(["cad_number", "kind", "occurred"]);

/** The name of a field of the form, whichever record it will stand in. */
export function formLabel(key: string): string {
  if (key === "who") return t("contact.section.who");
  if (key === "narrative") return t("contact.narrative.label");
  const part = /^dose\.\d+\.(\w+)$/.exec(key);
  if (part) return t(`contact.dose.${part[1] as "mg" | "at" | "route" | "response" | "giver"}`);
  if (INCIDENT_ONLY.has(key)) return label("incident", key);
  return sectionOf(key) === "who" ? label("person", key) : label("contact", key);
}

/** What is wrong, in words, without the field's name. */
export function issueText(issue: IssueView, pathway?: string): string {
  if (issue.code === "pathway.law_enforcement_only") {
    return t("contact.finding.pathway", { pathway: code("pathway", pathway ?? "officer_intervention") });
  }
  return finding(issue.code) ?? errorText(issue.code);
}
