// What is wrong with an enrolment before it is tried, and which field an error belongs to.
import { t } from "../../i18n/index.svelte";

export interface EnrolProblem {
  text: string;
  target: string;
}

/** Shorter than this is guessed too quickly by whoever holds a stolen disk. */
export const PASSPHRASE_LEAST = 8;

export function checkEnrolment(code: string, passphrase: string, again: string): EnrolProblem[] {
  const missing = { text: t("lock.enrol.code.empty"), target: "enrol-code" };
  return [...(code.trim() === "" ? [missing] : []), ...checkPassphrase(passphrase, again)];
}

export function checkPassphrase(passphrase: string, again: string): EnrolProblem[] {
  const problems: EnrolProblem[] = [];
  if ([...passphrase].length < PASSPHRASE_LEAST) {
    const text = t("lock.enrol.passphrase.short", { least: PASSPHRASE_LEAST });
    problems.push({ text, target: "enrol-passphrase" });
  } else if (passphrase !== again) {
    problems.push({ text: t("lock.enrol.again.differs"), target: "enrol-again" });
  }
  return problems;
}

/** The field to put right: all that the core says concerns the code, but for the passphrase itself. */
export function fieldOf(code: string): string {
  return code.startsWith("vault.") || code.startsWith("cli.") ? "enrol-passphrase" : "enrol-code";
}
