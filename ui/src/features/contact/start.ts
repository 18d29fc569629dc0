/** A new contact: a draft on disk at once, then its page. */

import { asHostError } from "../../host";
import { errorText } from "../../i18n/index.svelte";
import { call } from "../../shell/call";
import { go } from "../../shell/router.svelte";
import { toast } from "../../shell/toast.svelte";
import { begin, toRequest, type ContactModel } from "./model";

type Whom = Partial<Pick<ContactModel, "personId" | "person" | "incident">> & {
  /** The field to begin in. */
  focus?: string;
};

let starting: Promise<void> | undefined;

/** Starts it. Pressed twice, it starts once. `replace` when the page before was only the question "with whom?". */
export function startContact(whom: Whom, options: { replace?: boolean } = {}): Promise<void> {
  starting ??= start(whom, options).finally(() => (starting = undefined));
  return starting;
}

async function start(whom: Whom, options: { replace?: boolean }): Promise<void> {
  const { personId = "", person = {}, incident = null, focus = "pathway" } = whom;
  const contact = toRequest({ ...begin(new Date(), { personId, person }), incident });
  try {
    const draft = await call("draft_save", { id: null, seen_ms: null, contact, focus });
    go(`/draft/${draft.id}`, options);
  } catch (thrown) {
    toast(errorText(asHostError(thrown).code));
  }
}
