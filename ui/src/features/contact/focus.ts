/** Which field has the focus, by its key; and the way back to it. */

import { tick } from "svelte";
import type { Attachment } from "svelte/attachments";
import type { DraftStore } from "./draft.svelte";
import { fieldId } from "./issues";

const PREFIX = fieldId("");
const CONTROLS = "input:checked, input, textarea, select, button";

/** Keeps the draft's focus as the person moves through the form. */
export function followFocus(draft: DraftStore): Attachment<HTMLElement> {
  return (page) => {
    const moved = (event: FocusEvent): void => {
      const key = keyOf(event.target);
      if (key !== undefined) draft.focus = key;
    };
    page.addEventListener("focusin", moved);
    return () => page.removeEventListener("focusin", moved);
  };
}

function keyOf(target: EventTarget | null): string | undefined {
  const field = target instanceof Element ? target.closest(`[id^="${PREFIX}"]`) : null;
  return field?.id.slice(PREFIX.length);
}

/** Puts the focus on a field; into the first control of a group, the chosen one if there is one. */
export function focusField(key: string): void {
  const field = document.getElementById(fieldId(key));
  if (!field) return;
  const control = field.matches(CONTROLS)
    ? field
    : (field.querySelector<HTMLElement>("input:checked") ??
      field.querySelector<HTMLElement>(CONTROLS) ??
      field);
  control.focus();
  control.scrollIntoView({ block: "center" });
}

/** When what had the focus is gone from the page, gives it to the control with this id: nobody starts at the top. */
export async function focusLost(id: string): Promise<void> {
  await tick();
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  document.getElementById(id)?.focus({ preventScroll: true });
}
