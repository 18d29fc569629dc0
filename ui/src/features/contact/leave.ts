/** Notices that the focus left a part of the page, and the keys of an edit in place. */

import type { Attachment } from "svelte/attachments";
import { isComposing } from "../../kit/composing";
import type { RecordEdit } from "./edit.svelte";

/** `holds` keeps it open although the focus left: an answer that needs another one first. */
export function endsEdit(edit: RecordEdit, holds: () => boolean = () => false): Attachment<HTMLElement> {
  return (part) => {
    const left = (): void => {
      const to = document.activeElement;
      // Another window came to the front: nobody left the field.
      if (document.hasFocus() && !(to && part.contains(to)) && !holds()) void edit.leave();
    };
    // Later, because the focus also goes out when the page takes away what had it, and is then about to come back.
    const out = (): void => void setTimeout(left);
    const key = (event: KeyboardEvent): void => {
      if (isComposing(event)) return;
      const line = event.target instanceof HTMLInputElement && event.target.type !== "radio";
      if (!edit.open) return;
      if (event.key === "Escape") void edit.giveUp();
      else if (event.key === "Enter" && (line || event.ctrlKey || event.metaKey)) void edit.done();
      else return;
      event.preventDefault();
      // Ctrl+Enter ends the edit; the page's own main action is for who edits nothing.
      event.stopPropagation();
    };
    part.addEventListener("focusout", out);
    part.addEventListener("keydown", key);
    return () => {
      part.removeEventListener("focusout", out);
      part.removeEventListener("keydown", key);
    };
  };
}
