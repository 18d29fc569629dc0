/** How a draft ends: finished, or taken away with a way back. */

import { asHostError } from "../../host";
import { errorText, t } from "../../i18n/index.svelte";
import { go } from "../../shell/router.svelte";
import { toast } from "../../shell/toast.svelte";
import type { DraftStore } from "./draft.svelte";

export type Finished = "ready" | "refused" | "failed" | "busy";

const busy = new WeakSet<DraftStore>();

/** Ready: the contact opens, or what blocks is on the page. Pressed twice, it happens once. */
export async function finishDraft(draft: DraftStore): Promise<Finished> {
  if (busy.has(draft)) return "busy";
  busy.add(draft);
  try {
    const saved = await draft.ready();
    go(`/contact/${saved.contact}`, { replace: true });
    toast(t("contact.ready_done"));
    return "ready";
  } catch (thrown) {
    const error = asHostError(thrown);
    if (error.code === "record.not_ready") return "refused";
    toast(errorText(error.code));
    return "failed";
  } finally {
    busy.delete(draft);
  }
}

/** Takes the draft away; "Undo" in the toast opens it again as it was. */
export async function discardDraft(draft: DraftStore): Promise<void> {
  if (busy.has(draft)) return;
  busy.add(draft);
  try {
    const bringBack = await draft.discard();
    go("/board", { replace: true });
    toast(t("contact.discarded"), { undo: async () => go(`/draft/${await bringBack()}`) });
  } catch (thrown) {
    toast(errorText(asHostError(thrown).code));
  } finally {
    busy.delete(draft);
  }
}
