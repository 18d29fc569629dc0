// The pages one can go to from anywhere.
import type { Key } from "../i18n/index.svelte";
import type { IconName } from "../kit";
import type { PageName } from "./routes";

export interface NavItem {
  path: string;
  label: Key;
  icon: IconName;
  /** Pages during which it is marked as the present one. */
  pages: readonly PageName[];
  /** On the bar at the bottom of a tablet; the others are under "Menu". */
  bar: boolean;
}

export const NAV: readonly NavItem[] = [
  { path: "/board", label: "shell.nav.board", icon: "board", pages: ["board"], bar: true },
  {
    path: "/people",
    label: "shell.nav.people",
    icon: "people",
    pages: ["people", "person", "consent", "consent_draft", "consent_paper"],
    bar: true,
  },
  {
    path: "/handoffs",
    label: "shell.nav.handoffs",
    icon: "handoff",
    pages: ["handoffs", "handoff", "handoff_new"],
    bar: true,
  },
  { path: "/followups", label: "shell.nav.followups", icon: "calendar", pages: ["followups"], bar: true },
  {
    path: "/directory",
    label: "shell.nav.directory",
    icon: "directory",
    pages: ["directory", "service"],
    bar: false,
  },
  { path: "/review", label: "shell.nav.review", icon: "review", pages: ["review"], bar: false },
  { path: "/device", label: "shell.nav.device", icon: "device", pages: ["device"], bar: false },
  { path: "/team", label: "shell.nav.team", icon: "people", pages: ["team"], bar: false },
  { path: "/settings", label: "shell.nav.settings", icon: "settings", pages: ["settings"], bar: false },
];
