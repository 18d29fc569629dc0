// Which component shows which page. What every shift opens is in one file; the rest is fetched when somebody opens it,
// from this device's own disk.
import type { Component } from "svelte";
import type { PageName } from "./routes";

const FIRST = import.meta.glob<Component>(
  ["../features/*/*Page.svelte", "!../features/{consent,device,directory,lock,review,settings}/*Page.svelte"],
  { eager: true, import: "default" },
);
const LATER = import.meta.glob<Component>(
  "../features/{consent,device,directory,review,settings}/*Page.svelte",
  {
    import: "default",
  },
);

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

/** The component of a page, or what fetches it; `undefined` when there is no such page. */
export function pageOf(
  name: PageName | undefined,
): { now: Component } | { later: () => Promise<Component> } | undefined {
  if (name === undefined) return undefined;
  const file = `../features/${FILES[name]}.svelte`;
  const now = FIRST[file];
  if (now) return { now };
  const later = LATER[file];
  return later && { later };
}

/** Pages without a component; for the test that holds that there are none. */
export function pagesMissing(): PageName[] {
  return (Object.keys(FILES) as PageName[]).filter((name) => pageOf(name) === undefined);
}
