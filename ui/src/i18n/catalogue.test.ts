import { afterEach, describe, expect, it } from "vitest";
import api from "../gen/api.ts?raw";
import { CODES, FIELDS, type FieldRule, type Kind } from "../gen/fields";
import { en } from "./en";
import { es } from "./es";
import { code, errorText, label, setLanguage, t, tn } from "./index.svelte";
import { SAME_IN_BOTH } from "./same-in-both";
import { SHARED_ERRORS } from "./shared-errors";

const BOTH = [
  ["en", en as Readonly<Record<string, string>>],
  ["es", es as Readonly<Record<string, string>>],
] as const;
const KEYS = Object.keys(en);

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** The union exists for the compiler only: its members are read from the generated file. */
function errorCodes(): string[] {
  const union = /export type ErrorCode =([^;]+);/.exec(api)?.[1] ?? "";
  return [...union.matchAll(/"([^"]+)"/g)].map(([, each]) => each ?? "");
}

afterEach(() => setLanguage("en"));

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect(Object.keys(es).sort()).toEqual([...KEYS].sort());
  });

  it.each(BOTH)("%s says something for every key", (_, catalogue) => {
    expect(KEYS.filter((key) => (catalogue[key] ?? "").trim() === "")).toEqual([]);
  });

  it("fill in the same names", () => {
    const [[, english], [, spanish]] = BOTH;
    const different = KEYS.filter(
      // "1 hour ago" may leave the number out, in one language and not in the other.
      (key) => !key.endsWith(".one") && `${names(english[key] ?? "")}` !== `${names(spanish[key] ?? "")}`,
    );
    expect(different).toEqual([]);
  });

  it("leave no English in Spanish", () => {
    const [[, english], [, spanish]] = BOTH;
    const words = (text: string) => text.replace(/\{\w+\}/g, "");
    const same = KEYS.filter(
      (key) => english[key] === spanish[key] && /\p{L}{3}/u.test(words(english[key] ?? "")),
    );
    expect(same.filter((key) => !SAME_IN_BOTH.has(key))).toEqual([]);
    // What has become different since is no longer on the list.
    expect([...SAME_IN_BOTH].filter((key) => !same.includes(key))).toEqual([]);
  });

  // English is held by `cargo xtask tidy`, which knows no Spanish.
  it("name no person by a condition", () => {
    const stigma = /\b(adict[oa]|drogadict[oa]|toxicóman[oa]|delincuente|sujeto|indigente)s?\b/i;
    expect(Object.entries(es).filter(([, words]) => stigma.test(words))).toEqual([]);
  });
});

describe("wording", () => {
  it.each(["en", "es"] as const)("%s has words for every code on offer", async (tongue) => {
    await setLanguage(tongue);
    const catalogue: Readonly<Record<string, string>> = tongue === "en" ? en : es;
    const missing = Object.entries(CODES).flatMap(([list, codes]) =>
      codes.map((each) => `code.${list}.${each}`).filter((key) => catalogue[key] === undefined),
    );
    expect(missing).toEqual([]);
  });

  it("has a name for every field", () => {
    const missing = Object.entries(FIELDS).flatMap(([kind, rules]) =>
      (rules as readonly FieldRule[])
        .filter((rule) => rule.members === undefined && label(kind as Kind, rule.key) === rule.key)
        .map((rule) => `${kind}.${rule.key}`),
    );
    expect(missing).toEqual([]);
  });

  it("has a sentence for every error, its own or a shared one, never both", () => {
    const codes = errorCodes();
    expect(codes.length).toBeGreaterThan(100);
    const shared: string[] = Object.values(SHARED_ERRORS).flat();
    const own = (each: string) => Object.hasOwn(en, `error.${each}`);
    expect(codes.filter((each) => !own(each) && !shared.includes(each))).toEqual([]);
    expect(shared.filter(own)).toEqual([]);
    expect(shared).toHaveLength(new Set(shared).size);
    expect(Object.keys(SHARED_ERRORS).filter((group) => !own(`shared.${group}`))).toEqual([]);
  });
});

describe("filling in", () => {
  it("puts values into the braces and nothing else", () => {
    expect(t("common.saved_at", { time: "14:32" })).toBe("Saved on this device 14:32");
    expect(t("common.saved_at", { time: "{time}" })).toBe("Saved on this device {time}");
  });

  it("counts by the language's rule", async () => {
    expect(tn("common.unsent", 1)).toBe("1 not sent");
    expect(tn("common.unsent", 0)).toBe("0 not sent");
    expect(tn("common.unsent", 1234)).toBe("1,234 not sent");
    await setLanguage("es");
    expect(tn("common.unsent", 2)).toBe("2 sin enviar");
    expect(document.documentElement.lang).toBe("es");
  });

  it("names codes and fields, and shows what it does not know", () => {
    expect(code("pathway", "naloxone_plus")).toBe("Naloxone Plus");
    expect(code("pathway", "made_next_year")).toBe("made_next_year");
    expect(code("toString", "constructor")).toBe("constructor");
    expect(label("contact", "offer")).toBe("Offer of service");
    expect(label("contact", "need.housing")).toBe("Housing");
    expect(label("contact", "dose.0192f0c1")).toBe("Dose of naloxone");
    expect(label("person", "allergy.penicillin")).toBe("Allergy: penicillin");
    expect(label("person", "alias.jj")).toBe("Other name");
    expect(label("packet", "copy.name.given")).toBe("Given name");
    expect(label("packet", "copy.need.food")).toBe("Food");
    expect(label("contact", "made_next_year")).toBe("made_next_year");
  });

  it("says what to do about an error, also about one that is new", () => {
    expect(errorText("vault.wrong_passphrase")).toBe("The passphrase is not right. Try again.");
    expect(errorText("change.checksum")).toBe(t("error.shared.kept_aside"));
    expect(errorText("made.next_year")).toContain("made.next_year");
  });
});
