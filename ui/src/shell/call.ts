// Every call of a screen goes through here: what a call says about the desk as a whole is noticed in one place.
import { asHostError, host } from "../host";
import type { Answer, Command, HostError, Request } from "../host";
import { tellChanged } from "./changed";

/** Commands that change records: after one of them, what screens show may be old. */
const CHANGES: ReadonlySet<Command> = new Set<Command>([
  "contact_new",
  "note_add",
  "draft_ready",
  "draft_discard",
  "dose_add",
  "record_edit",
  "settle",
  "unsettle",
  "handoff_offer",
  "handoff_step",
  "follow_up_attempt",
  "consent_new",
  "consent_revoke",
  "consent_renew",
  "consent_end",
  "consent_in_error",
  "import_csv",
  "import_hsds",
  "compartment_found",
  "compartment_admit",
  "compartment_use",
  "compartment_rotate",
  "compartment_kit_kept",
  "device_revoke",
]);

/** Commands that write to the disk without changing what other screens show. */
const KEEPS: ReadonlySet<Command> = new Set<Command>(["draft_save", "consent_draft_save", "settings_save"]);

type Watch = (command: Command, failed: HostError | undefined, writes: boolean) => void;
let watch: Watch = () => undefined;

/** The desk watches how calls end: a full disk, a lock that came meanwhile. */
export function watchCalls(with_: Watch): void {
  watch = with_;
}

/** Carries one command. Throws {@link HostError}. */
export async function call<C extends Command>(command: C, args: Request<C>): Promise<Answer<C>> {
  const writes = CHANGES.has(command) || KEEPS.has(command);
  try {
    const answer = await host().call(command, args);
    watch(command, undefined, writes);
    if (CHANGES.has(command)) tellChanged();
    return answer;
  } catch (thrown) {
    const error = asHostError(thrown);
    watch(command, error, writes);
    throw error;
  }
}
