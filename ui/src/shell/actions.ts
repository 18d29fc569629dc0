// What the bar and the shortcuts do, with words for what went wrong. Never a modal.
import { asHostError } from "../host";
import { errorText, t } from "../i18n/index.svelte";
import { announce } from "./announce.svelte";
import { desk } from "./desk.svelte";
import { toast } from "./toast.svelte";

export async function syncNow(): Promise<void> {
  try {
    await desk.syncNow();
    announce(t("shell.sync.started"));
  } catch (thrown) {
    toast(errorText(asHostError(thrown).code));
  }
}

export async function lockNow(): Promise<void> {
  try {
    await desk.lock();
  } catch (thrown) {
    toast(errorText(asHostError(thrown).code));
  }
}
