/** Who can be asked to take a person over. */
import type { AgencyListView } from "../../gen/api";
import { code } from "../../i18n/index.svelte";

/** The agencies that can be asked: every one but this device's own. */
export function askable(list: AgencyListView | undefined): string[] {
  return (list?.agencies ?? []).filter((agency) => !agency.own).map((agency) => agency.name);
}

/** What an agency's members do: "Outreach, Clinician". */
export function roleWords(list: AgencyListView | undefined, name: string): string | undefined {
  const roles = list?.agencies.find((agency) => agency.name === name)?.roles ?? [];
  return roles.length === 0 ? undefined : roles.map((role) => code("role", role)).join(", ");
}
