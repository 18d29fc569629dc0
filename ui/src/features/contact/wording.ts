/** Words that are looked up by what the core says. */

import { t, type Key } from "../../i18n/index.svelte";
import { CODES, type CodeList } from "../../gen/fields";
import { code } from "../../i18n/index.svelte";
import type { Option } from "../../kit";

/** Findings of the core on one field that have words of their own here. */
const FINDINGS: Readonly<Record<string, Key>> = {
  "field.required": "contact.finding.required",
  "field.never_collected": "contact.finding.never_collected",
  "field.unknown": "contact.finding.unknown_field",
  "key.member": "contact.finding.member",
  "naloxone.contradicts_doses": "contact.finding.contradicts_doses",
  "offer.reason_required": "contact.finding.reason_required",
  "stamp.far_future": "contact.finding.clock_ahead",
  "text.looks_like_ssn": "contact.finding.looks_like_ssn",
  "time.far_future": "contact.finding.far_future",
  "time.order": "contact.finding.time_order",
  "value.code_retired": "contact.finding.code_retired",
  "value.code_unknown": "contact.finding.code_unknown",
  "value.date": "contact.finding.date",
  "value.moment": "contact.finding.moment",
  "value.range": "contact.finding.range",
  "value.too_long": "contact.finding.too_long",
  "value.type": "contact.finding.type",
  "record.not_found": "contact.finding.not_found",
};

/** The words of a finding; nothing for one without. */
export function finding(of: string): string | undefined {
  const key = FINDINGS[of];
  return key === undefined ? undefined : t(key as "contact.finding.required");
}

/** The answers of a code list, in their order. */
export function options(list: CodeList, only?: readonly string[]): Option[] {
  const codes: readonly string[] = only ?? CODES[list];
  return codes.map((value) => ({ value, label: code(list, value) }));
}

/** Most characters of a narrative; the rule of the field `body`. */
export const NOTE_MOST = 20_000;
/** From here on the count is shown. */
const NEAR = 0.8;

/** How long a text is, once that matters. Nothing is ever cut. */
export function lengthHint(text: string, most: number, language: string): string | undefined {
  if (text.length < most * NEAR) return undefined;
  const n = [...text].length;
  const number = new Intl.NumberFormat(language);
  if (n > most) {
    return t("contact.too_long_by", { most: number.format(most), over: number.format(n - most) });
  }
  return n < most * NEAR
    ? undefined
    : t("contact.length", { n: number.format(n), most: number.format(most) });
}
