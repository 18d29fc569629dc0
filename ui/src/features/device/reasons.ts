// Words for agencies' kinds and the compartments named after them.
import { en } from "../../i18n/en";
import { t } from "../../i18n/index.svelte";
import type { Key } from "../../i18n/index.svelte";

function has(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** `law`, `ems`, `care` or `shared` in words. */
export function classWord(class_: string): string {
  const key = `device.class.${class_}`;
  return has(key) ? t(key) : class_;
}

/** A compartment as members know it: those of every collaborative have words. */
export function compartmentWord(name: string): string {
  const key = `device.class.${name}`;
  return has(key) ? t(key) : name;
}
