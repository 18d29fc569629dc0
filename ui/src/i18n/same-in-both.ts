/** Keys whose wording is rightly the same in English and Spanish. */
export const SAME_IN_BOTH: ReadonlySet<string> = new Set([
  "code.language.hmn",
  "code.place_kind.hospital",
  "code.risk.animal",
  "code.route.nasal",
  "code.substance.alcohol",
  "code.substance.kratom",
  "kit.error",
  "settings.size.normal",
  "settings.version",
  "shell.app",
  "shell.span.hours_minutes",
  "shell.span.minutes",
]);
