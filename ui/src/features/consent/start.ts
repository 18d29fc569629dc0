/** A new consent: a draft on disk at once, then its page. */

import { asHostError } from "../../host";
import { errorText, language } from "../../i18n/index.svelte";
import { call } from "../../shell/call";
import { go } from "../../shell/router.svelte";
import { toast } from "../../shell/toast.svelte";
import { begin } from "./model";

/** `told`: who is to be told, where that is known already. */
export async function startConsent(person: { id: string; name: string }, told: string[] = []): Promise<void> {
  try {
    const texts = await call("consent_text", {});
    const consent = { ...begin(person, texts, language()), recipients: told };
    const draft = await call("consent_draft_save", { id: null, seen_ms: null, consent, focus: "who" });
    go(`/consent/draft/${draft.id}`);
  } catch (thrown) {
    toast(errorText(asHostError(thrown).code));
  }
}
