import { describe, expect, it } from "vitest";
import css from "./themes.css?raw";

/** The custom properties of every block, by selector and number of its appearance. */
function blocks(): Map<string, ReadonlyMap<string, string>> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const [, selector = "", body = ""] of css.matchAll(/(html\[data-theme="\w+"\])\s*\{([^}]*)\}/g)) {
    const values = new Map(
      [...body.matchAll(/([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const theme = /"(\w+)"/.exec(selector)?.[1] ?? "";
    found.set(found.has(theme) ? `${theme} again` : theme, values);
  }
  return found;
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const THEMES = blocks();
const GROUNDS = ["ground", "surface", "sunken"];
const SOFT = ["accent-soft", "ok-soft", "warn-soft", "danger-soft", "info-soft"];

const PAIRS: readonly (readonly [text: string, grounds: readonly string[], least: number])[] = [
  ["ink", [...GROUNDS, ...SOFT], 7],
  ["ink-soft", ["ground", "surface"], 7],
  ["ink-soft", ["sunken", ...SOFT], 4.5],
  ["accent-ink", [...GROUNDS, "accent-soft"], 4.5],
  ["on-accent", ["accent", "accent-strong"], 4.5],
  ["ok", ["ground", "surface", "ok-soft"], 4.5],
  ["warn", ["ground", "surface", "warn-soft"], 4.5],
  ["danger", ["ground", "surface", "danger-soft"], 4.5],
  ["info", ["info-soft"], 4.5],
  ["line-strong", ["ground", "surface"], 3],
  ["focus", [...GROUNDS, ...SOFT], 3],
  ["warn-edge", ["surface", "ground"], 3],
];

describe.each(["day", "night", "contrast"])("%s", (theme) => {
  const colours = THEMES.get(theme);

  it.each(PAIRS)("%s is readable on %o at %d to 1", (text, grounds, least) => {
    for (const ground of grounds) {
      const ratio = contrast(colours?.get(`--${text}`) ?? "", colours?.get(`--${ground}`) ?? "");
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(least);
    }
  });
});

describe("auto", () => {
  it("is night and contrast, word for word", () => {
    const auto = [THEMES.get("auto"), THEMES.get("auto again")];
    expect(auto[0]).toEqual(THEMES.get("night"));
    expect(auto[1]).toEqual(THEMES.get("contrast"));
    expect(auto[0]?.size).toBeGreaterThan(20);
  });
});

describe("night", () => {
  it("is dark and warm, and not black", () => {
    const ground = THEMES.get("night")?.get("--ground") ?? "";
    expect(luminance(ground)).toBeGreaterThan(0);
    expect(luminance(ground)).toBeLessThan(0.02);
    expect(Number.parseInt(ground.slice(5, 7), 16)).toBeLessThan(Number.parseInt(ground.slice(1, 3), 16));
  });
});
