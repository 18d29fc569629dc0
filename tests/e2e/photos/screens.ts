// What is photographed, and how each screen gets into its state.
import type { App } from "../harness/app.ts";
import type { Story } from "./story.ts";

export interface Screen {
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  /** What somebody does there before the picture. */
  readonly then?: (app: App) => Promise<unknown>;
}

const ready = (app: App): Promise<unknown> => app.page.getByRole("button", { name: /^Ready/ }).click();

/** A day without anything yet. */
export const EMPTY: readonly Screen[] = [
  { name: "board-empty", path: "/board" },
  { name: "people-empty", path: "/people" },
  { name: "handoffs-empty", path: "/handoffs" },
  { name: "followups-empty", path: "/followups" },
  { name: "directory-empty", path: "/directory" },
  { name: "review-empty", path: "/review" },
  { name: "device-empty", path: "/device" },
  { name: "not-found", path: "/nowhere" },
];

/** A day in full, as the outreach team sees it. */
export function full({ handoffs, contacts, people, drafts, service }: Story): readonly Screen[] {
  return [
    { name: "board-full", path: "/board" },
    { name: "new-contact-empty", path: "/contact/new" },
    { name: "new-contact-hits", path: "/contact/new", then: (app) => search(app, "Exa") },
    { name: "new-contact-none", path: "/contact/new", then: (app) => search(app, "Robin Nobody") },
    { name: "draft-empty", path: `/draft/${drafts.empty}` },
    { name: "draft-full", path: `/draft/${drafts.full}` },
    { name: "draft-naloxone", path: `/draft/${drafts.full}`, then: (app) => app.page.keyboard.press("Alt+4") },
    { name: "draft-errors", path: `/draft/${drafts.wrong}`, then: ready },
    { name: "contact-full", path: `/contact/${contacts["jordan"] ?? ""}` },
    { name: "contact-naloxone", path: `/contact/${contacts["jordan"] ?? ""}`, then: (app) => app.page.keyboard.press("Alt+4") },
    { name: "contact-spanish", path: `/contact/${contacts["maria"] ?? ""}` },
    { name: "person-full", path: `/person/${people["jordan"] ?? ""}` },
    { name: "person-conflict", path: `/person/${people["jordan"] ?? ""}`, then: (app) => app.page.keyboard.press("Alt+4") },
    { name: "person-right-to-left", path: `/person/${people["yusuf"] ?? ""}` },
    { name: "people-full", path: "/people" },
    { name: "handoffs-full", path: "/handoffs" },
    { name: "handoff-new", path: `/handoff/new/${contacts["jordan"] ?? ""}` },
    ...Object.entries(handoffs).map(([state, id]) => ({ name: `handoff-${state}`, path: `/handoff/${id}` })),
    {
      name: "handoff-decline",
      path: `/handoff/${handoffs["offered"] ?? ""}`,
      then: (app: App) => app.page.getByRole("button", { name: "Decline" }).click(),
    },
    { name: "followups-full", path: "/followups" },
    { name: "directory-full", path: "/directory" },
    { name: "directory-none", path: "/directory?q=zebra" },
    { name: "service-full", path: `/service/${service}` },
    { name: "review-full", path: "/review" },
    { name: "device-full", path: "/device" },
    { name: "settings-full", path: "/settings" },
    { name: "shortcuts-open", path: "/board", then: (app) => app.page.keyboard.press("Control+/") },
  ];
}

async function search(app: App, text: string): Promise<void> {
  await app.page.getByRole("combobox").fill(text);
  await app.page.getByText(/\d+ results?|^Nobody/).first().waitFor();
}
