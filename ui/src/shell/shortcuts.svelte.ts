// Shortcuts. Never a bare letter, so none is pressed by typing.
import { onDestroy } from "svelte";
import { isComposing } from "../kit/composing";
import { jumpTo } from "../kit/jump";
import type { Key } from "../i18n/index.svelte";
import { lockNow, syncNow } from "./actions";
import { desk } from "./desk.svelte";
import { go } from "./router.svelte";

export interface Shortcut {
  /** As it is shown, and compared by {@link keysOf}. */
  keys: string;
  label: Key;
  run?: () => void;
}

let help = $state(false);

/** Whether the list of shortcuts is shown. */
export const shortcutHelp = {
  get open(): boolean {
    return help;
  },
  set open(open: boolean) {
    help = open;
  },
};

let primary: (() => unknown) | undefined;

/** What Ctrl+Enter does on this page. Call it while the page's component is set up. */
export function primaryAction(run: () => unknown): void {
  primary = run;
  onDestroy(() => {
    if (primary === run) primary = undefined;
  });
}

/** The jump menu's own links, folded away or not; on a page without one, its headings in their order. */
function jump(number: number): void {
  const links = document.querySelectorAll<HTMLElement>("main nav.fb-jump a");
  if (links.length > 0) return links[number - 1]?.click();
  const heading = document.querySelectorAll<HTMLElement>("main h2[id]")[number - 1];
  if (heading) jumpTo(heading.id);
}

/** All of them, in the order in which they are shown. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "F2", label: "shell.key.new_contact", run: () => go("/contact/new") },
  { keys: "F3", label: "shell.key.find_person", run: () => go("/people") },
  { keys: "F4", label: "shell.key.handoffs", run: () => go("/handoffs") },
  { keys: "F7", label: "shell.key.followups", run: () => go("/followups") },
  { keys: "F8", label: "shell.key.directory", run: () => go("/directory") },
  { keys: "F9", label: "shell.key.sync", run: () => void syncNow() },
  { keys: "F10", label: "shell.key.lock", run: () => void lockNow() },
  { keys: "Ctrl+Enter", label: "shell.key.primary", run: () => void primary?.() },
  { keys: "Ctrl+.", label: "shell.key.now" },
  { keys: "Ctrl+/", label: "shell.key.help", run: () => (help = !help) },
  { keys: "Alt+1 … 9", label: "shell.key.section" },
];

/** A pressed key as shortcuts are written. */
export function keysOf(event: KeyboardEvent): string {
  const parts = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey ? "Shift" : "",
  ];
  return [...parts, event.key].filter((part) => part !== "").join("+");
}

/** The digit of Alt and a digit, by the key's place: some layouts write another character with Alt. */
function sectionOf(event: KeyboardEvent): number | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

function onKey(event: KeyboardEvent): void {
  if (desk.state !== "open" || isComposing(event)) return;
  const keys = keysOf(event).replace("Ctrl+Shift+/", "Ctrl+/").replace("Ctrl+?", "Ctrl+/");
  const section = sectionOf(event);
  const run = SHORTCUTS.find((one) => one.keys === keys)?.run;
  if (section === undefined && !run) return;
  // Ours even when nothing comes of it: the browser's own search or caret browsing would be a surprise.
  event.preventDefault();
  if (event.repeat) return;
  // A dialog that is open owns the keyboard; but the list closes by its own key, and locking is always one press.
  if (document.querySelector("dialog[open]") && keys !== "Ctrl+/" && keys !== "F10") return;
  if (section !== undefined) jump(section);
  else run?.();
}

export function startShortcuts(): () => void {
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
