/** Who was met last, from the contacts held here: most searches are for one of them. */
import type { ContactRowView } from "../../gen/api";

export interface Recent {
  readonly id: string;
  readonly name: string;
  readonly last_contact_ms: number | null;
}

/** More than a shift meets would hide the search. */
const SHOWN = 12;

/**
 * Everybody with a name once, the one met last first; `contacts` come in that order. A contact made in error met nobody,
 * and a row without a name tells nobody whom it is about.
 */
export function seenLast(contacts: readonly ContactRowView[]): Recent[] {
  const found = new Map<string, Recent>();
  for (const { person, person_name, started_ms, entered_in_error } of contacts) {
    if (person === null || person_name === "" || entered_in_error || found.has(person)) continue;
    found.set(person, { id: person, name: person_name, last_contact_ms: started_ms });
  }
  return [...found.values()].slice(0, SHOWN);
}
