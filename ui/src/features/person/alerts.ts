/** What must be known before meeting a person: risks and allergies, the safer answer while answers disagree. */

import type { RecordView } from "../../gen/api";

export interface Alert {
  key: string;
  /** Colleagues disagree: the safer answer stands until somebody decides. */
  disputed: boolean;
}

export function alertsOf(record: RecordView): Alert[] {
  return record.fields
    .filter((field) => /^(risk|allergy)\./.test(field.key) && (field.alert ?? field.value) === "yes")
    .map((field) => ({ key: field.key, disputed: field.conflict.length > 0 }));
}

/**
 * The key of one more telephone, alias or allergy, from what was typed; nothing when it has no key: a telephone
 * without a digit. The core's rule: lower case letters and digits, or digits only.
 */
export function memberKey(prefix: "phone" | "alias" | "allergy", text: string): string | undefined {
  const digits = text.replace(/[^0-9]/g, "");
  const slug = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  // An alias is kept whole in its value; its key only tells it from others.
  const member = prefix === "phone" ? digits : prefix === "alias" ? [...slug].slice(0, 40).join("") : slug;
  return member === "" ? undefined : `${prefix}.${member}`;
}

/** An allergy as it was typed, as far as its key kept it. */
export function allergyName(key: string): string {
  return key.slice("allergy.".length).replaceAll("_", " ");
}
