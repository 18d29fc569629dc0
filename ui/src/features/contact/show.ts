/** Values of a record as people read them. */

import type { FieldView, RecordView } from "../../gen/api";
import type { Kind } from "../../gen/fields";
import { code, language } from "../../i18n/index.svelte";
import { formatDate, formatMoment } from "../../i18n/time";
import { ruleFor } from "../../i18n/values";
import type { ConflictValue, MarkState } from "../../kit";

export function fieldOf(record: RecordView | null | undefined, key: string): FieldView | undefined {
  return record?.fields.find((field) => field.key === key);
}

export function valueOf(record: RecordView | null | undefined, key: string): string {
  return fieldOf(record, key)?.value ?? "";
}

/** Members of a group that stand: `need.housing` = true. */
export function membersOf(record: RecordView | null | undefined, prefix: string): string[] {
  const fields = record?.fields ?? [];
  return fields
    .filter((field) => field.key.startsWith(`${prefix}.`) && field.value !== "" && field.value !== "false")
    .map((field) => field.key.slice(prefix.length + 1));
}

/** One value in words; a code nobody knows and a text stand as they are. */
export function showValue(kind: Kind, key: string, value: string): string {
  const rule = ruleFor(kind, key);
  if (value === "" || rule === undefined) return value;
  if (rule.holds === "moment") return showMoment(value);
  if (rule.holds === "date") return showDate(value);
  if (rule.holds === "flag") return value === "true" ? code("yes_no_unknown", "yes") : value;
  return rule.codes === undefined ? value : code(rule.codes, value);
}

/** A moment with its day; nothing when nobody said. */
export function showMoment(value: string): string {
  return value === "" ? "" : formatMoment(value);
}

/** A whole or partial date, never shifted by a zone. */
export function showDate(value: string): string {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(value) ?? [];
  if (month === undefined) return /^\d{4}$/.test(value) ? value : formatDate(value);
  const at = Date.UTC(Number(year), Number(month) - 1);
  const shape: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric", month: "long" };
  return new Intl.DateTimeFormat(language(), shape).format(at);
}

/** Values in conflict, each in words that tell it from the others; `value` is what is read. */
export function conflictValues(kind: Kind, field: FieldView): ConflictValue[] {
  const words = field.conflict.map((one) => showValue(kind, field.key, one.value));
  return field.conflict.map((one, at) => {
    const shown = words[at] ?? one.value;
    const unique = words.filter((other) => other === shown).length === 1;
    return {
      value: unique ? shown : one.value,
      member: one.member,
      agency: one.agency,
      at: showMoment(one.at),
      clockOff: one.clock_off,
    };
  });
}

/** The mark of a record as the kit draws it; a word of a newer version is worth a look. */
export function markOf(mark: string): MarkState {
  return mark === "sent" || mark === "ready" || mark === "draft" ? mark : "needs_attention";
}
