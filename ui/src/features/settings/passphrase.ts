// What is wrong with a new passphrase, typed twice.
import { t } from "../../i18n/index.svelte";
import { PASSPHRASE_LEAST } from "../lock/enrolment";

export interface PassphraseProblem {
  text: string;
  target: "new" | "again";
}

export function newPassphraseProblem(chosen: string, again: string): PassphraseProblem | undefined {
  if ([...chosen].length < PASSPHRASE_LEAST)
    return { text: t("lock.enrol.passphrase.short", { least: PASSPHRASE_LEAST }), target: "new" };
  return chosen === again ? undefined : { text: t("lock.enrol.again.differs"), target: "again" };
}
