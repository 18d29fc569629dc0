/** What stands in a field, in words: codes by their wording, marks and numbers as they are. */
import { FIELDS, type FieldRule, type Kind } from "../gen/fields";
import { code, label } from "./index.svelte";
import { formatDate, formatMoment } from "./time";

/** The rule of a field; `undefined` for one that a newer version made. */
export function ruleFor(kind: string, key: string): FieldRule | undefined {
  const rules: readonly FieldRule[] = Object.hasOwn(FIELDS, kind) ? FIELDS[kind as Kind] : [];
  return rules.find((rule) =>
    rule.member === undefined ? rule.key === key : key.startsWith(`${rule.key}.`),
  );
}

/** A field's value as a person reads it. */
export function valueWords(kind: string, key: string, value: string): string {
  const rule = ruleFor(kind, key);
  if (rule === undefined) return value;
  switch (rule.holds) {
    case "code":
    case "code_or_label":
      return rule.codes === undefined ? value : code(rule.codes, value);
    case "flag":
      return value === "true" || value === "false"
        ? code("yes_no_unknown", value === "true" ? "yes" : "no")
        : value;
    case "moment":
      return formatMoment(value);
    case "date":
      return formatDate(value);
    default:
      return value;
  }
}

/** A field whose name already says it all: `need.housing`. */
export function isFlag(kind: Kind, key: string): boolean {
  return ruleFor(kind, key)?.holds === "flag";
}

/** A field with its value, in words: "Needs: Housing" for a mark, "Offer of service: Accepted" otherwise. */
export function fieldWords(kind: Kind, key: string, value: string): { name: string; value: string } {
  if (!isFlag(kind, key)) return { name: label(kind, key), value: valueWords(kind, key, value) };
  const rule = ruleFor(kind, key);
  return { name: label(kind, rule?.key ?? key), value: label(kind, key) };
}
