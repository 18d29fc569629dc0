/** Who can come to a service, in words. A source may know conditions that have no words here: they keep its own. */
import type { FieldView } from "../../gen/api";
import { code, t, type PlainKey } from "../../i18n/index.svelte";

const PREFIX = "eligibility.";
/** Nobody is older. */
const ANY_AGE = 120;

const NAMES: Readonly<Record<string, PlainKey>> = {
  min_age: "directory.condition.min_age",
  max_age: "directory.condition.max_age",
  program: "directory.condition.program",
  income_limit: "directory.condition.income_limit",
  veteran: "directory.condition.veteran",
  military_status: "directory.condition.military_status",
  immigration_status: "directory.condition.immigration_status",
  incarceration_status: "directory.condition.incarceration_status",
};

/** The words that the source uses for yes and no. */
function words(value: string): string {
  if (value.toLowerCase() === "true") return code("yes_no_unknown", "yes");
  return value.toLowerCase() === "false" ? code("yes_no_unknown", "no") : value;
}

/** What keeps nobody away is no condition: from 0 years, up to 200, not only for veterans. */
function holdsSomebodyBack(slug: string, value: string): boolean {
  if (slug === "min_age") return Number(value) !== 0;
  if (slug === "max_age") return !(Number(value) >= ANY_AGE);
  return slug !== "veteran" || value.toLowerCase() !== "false";
}

/** The conditions of a service, each with its name. */
export function conditionsOf(fields: readonly FieldView[]): { label: string; value: string }[] {
  return fields
    .filter((field) => field.key.startsWith(PREFIX))
    .filter((field) => holdsSomebodyBack(field.key.slice(PREFIX.length), field.value))
    .map((field) => {
      const slug = field.key.slice(PREFIX.length);
      const key = NAMES[slug];
      const name = key === undefined ? slug.replaceAll("_", " ") : t(key);
      return { label: name, value: words(field.value) };
    });
}
