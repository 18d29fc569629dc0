// Which component shows which page. All are in one bundle: it comes from this device's own disk.
import type { Component } from "svelte";
import type { PageName } from "./routes";

const FOUND = import.meta.glob<Component>("../features/*/*Page.svelte", { eager: true, import: "default" });

const FILES: Readonly<Record<PageName, string>> = {
  board: "board/BoardPage",
  contact_new: "contact/NewContactPage",
  draft: "contact/DraftPage",
  contact: "contact/ContactPage",
  people: "person/PeoplePage",
  person: "person/PersonPage",
  handoffs: "handoff/HandoffsPage",
  handoff_new: "handoff/HandoffNewPage",
  handoff: "handoff/HandoffPage",
  consent_draft: "consent/ConsentDraftPage",
  consent_paper: "consent/ConsentPaperPage",
  consent: "consent/ConsentPage",
  followups: "followups/FollowupsPage",
  directory: "directory/DirectoryPage",
  service: "directory/ServicePage",
  device: "device/DevicePage",
  settings: "settings/SettingsPage",
  review: "review/ReviewPage",
  team: "team/TeamPage",
};

/** The component of a page; `undefined` when there is no such page. */
export function pageOf(name: PageName | undefined): Component | undefined {
  return name === undefined ? undefined : FOUND[`../features/${FILES[name]}.svelte`];
}

/** Pages without a component; for the test that holds that there are none. */
export function pagesMissing(): PageName[] {
  return (Object.keys(FILES) as PageName[]).filter((name) => pageOf(name) === undefined);
}
