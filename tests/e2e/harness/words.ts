// The words on the screens, from the catalogue that the screens use: a better wording breaks no test of behaviour.
import { codes } from "../../../ui/src/i18n/en/codes.ts";

/** The words of a code: `code("handoff_state", "met")`. */
export function code(list: string, value: string): string {
  const words = (codes as Readonly<Record<string, string>>)[`code.${list}.${value}`];
  if (words === undefined) throw new Error(`no words for ${list} ${value}`);
  return words;
}
