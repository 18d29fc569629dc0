/** What a pathway means for the form: who may choose it, and which sections stand open from the start. */

import { CODES } from "../../gen/fields";
import type { ContactModel } from "./model";

export const SECTIONS = [
  "who",
  "where",
  "what",
  "naloxone",
  "offer",
  "needs",
  "narrative",
  "finish",
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Officer Intervention holds charges in abeyance, which only law enforcement can do. The core says the same. */
export function pathwaysFor(deviceClass: string | undefined): string[] {
  return CODES.pathway.filter((pathway) => pathway !== "officer_intervention" || deviceClass === "law");
}

const NOT_FIRST: Readonly<Record<string, readonly SectionName[]>> = {
  "": ["naloxone", "needs"],
  self_referral: ["naloxone"],
  active_outreach: ["naloxone"],
  naloxone_plus: ["needs"],
  first_responder_and_officer_referral: ["naloxone", "needs"],
  officer_intervention: ["naloxone", "needs"],
  community_response: ["naloxone"],
};

/** Whether a section opens by itself; one that holds something always does. */
export function opensFirst(section: SectionName, model: ContactModel): boolean {
  if (!(NOT_FIRST[model.pathway] ?? []).includes(section)) return true;
  if (section === "naloxone") return saysNaloxone(model);
  return model.sets.need.length > 0;
}

function saysNaloxone(model: ContactModel): boolean {
  const answered = (model.fields["naloxone.given"] ?? "") !== "" || (model.fields["kit_left"] ?? "") !== "";
  return model.doses.length > 0 || answered || model.sets.crisis.includes("overdose");
}
