/**
 * Words of the screens, in English and Spanish. Keys are typed from the English catalogue; what a wording needs
 * filled in is read from its braces. Unknown codes are shown as they are: a newer programme's code is better than a gap.
 */
import type { ErrorCode, Language } from "../gen/api";
import { FIELDS, type FieldRule, type Kind } from "../gen/fields";
import { en } from "./en";
import { SHARED_ERRORS } from "./shared-errors";
import type { Filling, Names } from "./types";

type En = typeof en;

/** A key of the catalogue. */
export type Key = keyof En;

/** The beginning of a key that has `….one` and `….other`. */
export type CountedKey = {
  [K in Key]: K extends `${infer Base}.other` ? (`${Base}.one` extends Key ? Base : never) : never;
}[Key];

/** A key whose wording needs nothing filled in: for tables of words. */
export type PlainKey = { [K in Key]: [Names<En[K]>] extends [never] ? K : never }[Key];

// A key that is only known as "some key" may need anything or nothing.
type Fillings<K extends Key> = [Key] extends [K]
  ? [values?: Readonly<Record<string, Filling>>]
  : [Names<En[K]>] extends [never]
    ? [values?: Readonly<Record<string, Filling>>]
    : [values: Readonly<Record<Names<En[K]>, Filling>>];

type Catalogue = Readonly<Record<string, string>>;

/** English is always here; the other language comes from this device's own disk when somebody wants it. */
const CATALOGUES: Partial<Record<Language, Catalogue>> & { en: Catalogue } = { en };

let current = $state<Language>("en");
let wanted: Language = "en";

/** The language of the screens. */
export function language(): Language {
  return current;
}

/**
 * Changes the language of the screens; nobody loses their place. Done at once when its words are here already. When
 * they cannot be read (the program on this device stopped), the screens stay in the language they are in.
 */
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  if (next === "es" && CATALOGUES.es === undefined) {
    const read = await import("./es").catch(() => undefined);
    if (read) CATALOGUES.es = read.es;
  }
  // Somebody may have changed their mind while the words were read.
  if (wanted === next && CATALOGUES[next] !== undefined) current = next;
  document.documentElement.lang = current;
}

/** The languages on offer, each in its own words. */
export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: "en", label: "English" },
  { value: "es", label: "Español" },
];

/** The wording of a key, filled in. */
export function t<K extends Key>(key: K, ...[values]: Fillings<K>): string {
  return fill(wording(key) ?? key, values);
}

/** The wording for a count: `….one` or `….other` by the language's rule; `{n}` is filled by itself. */
export function tn(base: CountedKey, n: number, values?: Readonly<Record<string, Filling>>): string {
  const form = new Intl.PluralRules(current).select(n) === "one" ? "one" : "other";
  return fill(wording(`${base}.${form}`) ?? base, { n: new Intl.NumberFormat(current).format(n), ...values });
}

/** The words of a code: `code("pathway", "naloxone_plus")`. A code nobody knows is shown as it is. */
export function code(list: string, value: string): string {
  return wording(`code.${list}.${value}`) ?? value;
}

/**
 * The name of a field: `label("contact", "offer")`. A field with one key per code has the code's words
 * (`need.housing`); one with a key per member has the name of the group (`dose.0192…`), followed by the member where
 * the member says something (`allergy.penicillin`).
 */
export function label(kind: Kind, field: string): string {
  const own = fieldName(kind, field);
  if (own !== undefined) return own;
  const rules: readonly FieldRule[] = FIELDS[kind];
  const rule = rules.find((rule) => rule.member !== undefined && field.startsWith(`${rule.key}.`));
  if (rule === undefined) return field;
  const member = field.slice(rule.key.length + 1);
  const group = fieldName(kind, rule.key) ?? rule.key;
  if (rule.members !== undefined) return code(rule.members, member);
  if (rule.member === "field") return copied(member);
  // An alias's key is only a spelling of the value that stands beside it.
  if (rule.member === "slug" && rule.key !== "alias") return `${group}: ${member.replaceAll("_", " ")}`;
  return group;
}

function fieldName(kind: Kind, field: string): string | undefined {
  return wording(`field.${kind}.${field}`) ?? wording(`field.any.${field}`);
}

/** What is passed on is a copy of the person's or the contact's field. */
function copied(field: string): string {
  const ofPerson = label("person", field);
  return ofPerson === field ? label("contact", field) : ofPerson;
}

const SHARED: ReadonlyMap<string, string> = new Map(
  Object.entries(SHARED_ERRORS).flatMap(([group, codes]) => codes.map((code) => [code, group] as const)),
);

/** What happened and what to do about it. An unknown code is named in a general sentence. */
export function errorText(of: ErrorCode | (string & {})): string {
  return (
    wording(`error.${of}`) ??
    wording(`error.shared.${SHARED.get(of) ?? ""}`) ??
    t("error.unknown", { code: of })
  );
}

function wording(key: string): string | undefined {
  const catalogue: Catalogue = CATALOGUES[current] ?? CATALOGUES.en;
  return Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
}

function fill(text: string, values: Readonly<Record<string, Filling>> | undefined): string {
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
