// A field of any record in words, also of kinds that this version does not know.
import { FIELDS } from "../../gen/fields";
import type { Kind } from "../../gen/fields";
import { label } from "../../i18n/index.svelte";
import { href } from "../../shell/router.svelte";

function known(kind: string): kind is Kind {
  return Object.hasOwn(FIELDS, kind);
}

export function fieldName(kind: string, key: string): string {
  return known(kind) ? label(kind, key) : key;
}

/** Where a record of this kind can be seen; `undefined` for kinds without a page of their own. */
export function linkOf(kind: string, id: string): string | undefined {
  const PAGES: Readonly<Record<string, string>> = {
    person: "/person/",
    contact: "/contact/",
    handoff: "/handoff/",
    service: "/service/",
  };
  const page = PAGES[kind];
  return page === undefined ? undefined : href(page + encodeURIComponent(id));
}
