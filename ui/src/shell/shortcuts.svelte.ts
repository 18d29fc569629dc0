// Shortcuts. Never a bare letter, so none is pressed by typing.
import { onDestroy } from "svelte";
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

function pressPrimary(): void {
  // What is being typed is taken up as if the person had left the field.
  if (document.activeElement instanceof HTMLElement)
    document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
  void primary?.();
}

/** On a page without a jump menu; a menu does it itself. */
function jump(number: number): void {
  if (document.querySelector("main nav.jump")) return;
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
  { keys: "Ctrl+Enter", label: "shell.key.primary", run: pressPrimary },
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

function onKey(event: KeyboardEvent): void {
  if (desk.state !== "open" || event.isComposing || event.repeat) return;
  const keys = keysOf(event).replace("Ctrl+Shift+/", "Ctrl+/").replace("Ctrl+?", "Ctrl+/");
  // A dialog that is open owns the keyboard; but the list closes by its own key, and locking is always one press.
  if (document.querySelector("dialog[open]") && keys !== "Ctrl+/" && keys !== "F10") return;
  const section = /^Alt\+([1-9])$/.exec(keys)?.[1];
  const shortcut = SHORTCUTS.find((one) => one.keys === keys);
  if (section === undefined && !shortcut?.run) return;
  event.preventDefault();
  if (section !== undefined) jump(Number(section));
  else shortcut?.run?.();
}

export function startShortcuts(): () => void {
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
