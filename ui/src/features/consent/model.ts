/** A consent being filled in: which fields are chosen, and which step shows them. */

import type { ConsentInput, ConsentTextsView, IssueView } from "../../gen/api";

export const STEPS = ["who", "what", "until", "sign"] as const;
export type Step = (typeof STEPS)[number];

export function stepFrom(focus: string): Step {
  return STEPS.find((step) => step === focus) ?? "who";
}

/** The members of a set that are chosen: `members(input, "scope")`. */
export function members(input: ConsentInput, prefix: string): string[] {
  const chosen = Object.entries(input.fields).filter(([key, value]) => key.startsWith(`${prefix}.`) && value);
  return chosen.map(([key]) => key.slice(prefix.length + 1));
}

/** Exactly these members of a set are chosen from now on. */
export function choose(input: ConsentInput, prefix: string, chosen: readonly string[]): void {
  const others = Object.entries(input.fields).filter(([key]) => !key.startsWith(`${prefix}.`));
  input.fields = Object.fromEntries([...others, ...chosen.map((one) => [`${prefix}.${one}`, "true"])]);
}

export function fieldOf(input: ConsentInput, key: string): string {
  return input.fields[key] ?? "";
}

/** An empty text is no field. */
export function setField(input: ConsentInput, key: string, value: string): void {
  const { [key]: _gone, ...others } = input.fields;
  input.fields = value === "" ? others : { ...others, [key]: value };
}

/** What a form starts with: nothing is ticked for the person but whether they were met and are in services. */
export function begin(
  person: { id: string; name: string },
  texts: ConsentTextsView,
  language: string,
): ConsentInput {
  const spoken = texts.texts.some((text) => text.language === language);
  const name: Record<string, string> =
    person.name === "" ? {} : { "person.name_signed": person.name, "signature.by": person.name };
  return {
    person: person.id,
    language: spoken ? language : (texts.texts[0]?.language ?? "en"),
    disclosers: [texts.agency],
    recipients: [],
    fields: { "return.met": "true", "return.engaged": "true", "expires.date": texts.expires, ...name },
    guardian: "unknown",
    compartment: null,
  };
}

const WHERE: readonly [RegExp, Step][] = [
  [/^(discloser|recipient|designation)/, "who"],
  [/^(scope|field|return|purpose)/, "what"],
  [/^expires/, "until"],
];

/** The step that shows a field. */
export function stepOf(field: string): Step {
  return WHERE.find(([pattern]) => pattern.test(field))?.[1] ?? "sign";
}

/** What stands in the way; what the last step itself asks for is no news before somebody tried to sign. */
export function problems(issues: readonly IssueView[], refused: boolean): IssueView[] {
  return issues.filter((issue) => issue.blocking && (refused || stepOf(issue.field) !== "sign"));
}

/** The words of the wording in the consent's language. */
export function wordsIn(texts: ConsentTextsView, language: string): (part: string) => string {
  const words = texts.texts.find((text) => text.language === language)?.words ?? {};
  return (part) => words[part] ?? part;
}
