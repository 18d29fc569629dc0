// What every page needs of a record: its fields, its mark, its conflicts, what to call a person.
import type { FieldView, RecordView } from "../gen/api";
import { t } from "../i18n/index.svelte";
import { formatMoment } from "../i18n/time";
import { valueWords } from "../i18n/values";
import type { ConflictValue, MarkState } from "../kit";

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

/** How to call a person on a screen. */
export function nameOf(name: string): string {
  return name === "" ? t("common.no_name") : name;
}

const MARKS: readonly MarkState[] = ["draft", "ready", "sent", "needs_attention"];

/** The mark of a record as the kit draws it; a word of a newer version is worth a look. */
export function markOf(mark: string): MarkState {
  return MARKS.find((one) => one === mark) ?? "needs_attention";
}

/** Values in conflict, in the record's order, each in words that tell it from the others. */
export function conflictValues(kind: string, field: FieldView): ConflictValue[] {
  const words = field.conflict.map((one) => wordsOf(kind, field.key, one.value));
  return field.conflict.map((one, at) => {
    const shown = words[at] ?? one.value;
    const unique = words.filter((other) => other === shown).length === 1;
    return {
      value: unique ? shown : one.value,
      member: one.member,
      agency: one.agency,
      at: formatMoment(one.at),
      clockOff: one.clock_off,
    };
  });
}

/** A value that stands against another: that somebody cleared the field is a value too. */
export function wordsOf(kind: string, key: string, value: string): string {
  return value === "" ? t("review.empty_value") : valueWords(kind, key, value);
}
