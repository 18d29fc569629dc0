/** What was told across compartments, in words. */
import type { DisclosureView, FieldView } from "../../gen/api";
import type { Kind } from "../../gen/fields";
import { code, t } from "../../i18n/index.svelte";
import { fieldWords, ruleFor } from "../../i18n/values";

export interface Line {
  readonly label: string;
  readonly value: string;
}

/** The kind of record that a copied field stands in. */
export const kindOf = (key: string): Kind => (ruleFor("person", key) ? "person" : "contact");

/** Copied fields for a list: several needs or languages are one line, as they share a name. */
export function lines(fields: readonly FieldView[]): Line[] {
  const out = new Map<string, string>();
  for (const field of fields) {
    const words = fieldWords(kindOf(field.key), field.key, field.value);
    const before = out.get(words.name);
    out.set(words.name, before === undefined ? words.value : `${before} · ${words.value}`);
  }
  return [...out].map(([label, value]) => ({ label, value }));
}

/** What was told, by the names of the fields and not by what stood in them: a list that others may see over a shoulder. */
export function toldWords(one: DisclosureView): string {
  const fields = lines(one.fields).map((line) => line.label);
  const told = one.told.map((told) => code("handoff_event", told.kind));
  const asks = one.asks === "" ? [] : [t("handoff.packet")];
  const all = [...fields, ...told, ...asks];
  return all.length > 0 ? all.join(", ") : t("person.told.no_field");
}

export const standingWords = (one: DisclosureView): string => code("disclosure_standing", one.standing);
