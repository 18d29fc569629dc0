// The background sync in words, the same everywhere.
import type { SyncState, SyncStateView } from "../gen/api";
import { errorText, t } from "../i18n/index.svelte";
import { formatMoment, formatTime } from "../i18n/time";
import type { IconName } from "../kit";

const ICONS: Record<SyncState, IconName> = {
  idle: "check-circle",
  running: "sync",
  offline: "offline",
  refused: "alert",
};

export function syncIcon(state: SyncState): IconName {
  return ICONS[state];
}

/** One or two words: "Offline". */
export function syncWord(state: SyncState): string {
  return t(`shell.sync.${state}`);
}

/** A sentence or two on what it means and what happens next. */
export function syncMeaning(sync: SyncStateView): string {
  if (sync.state === "refused" && sync.code !== null) {
    return `${t("shell.sync.refused.means")} ${errorText(sync.code)}`;
  }
  return t(`shell.sync.${sync.state}.means`);
}

/** What is only on this device: drafts count, for nobody else has them. */
export function notSent(sync: SyncStateView): number {
  return sync.unsent + sync.drafts;
}

export function lastSync(sync: SyncStateView): string {
  if (sync.last_sync_ms === null) return t("shell.last_sync.never");
  const today = new Date(sync.last_sync_ms).toDateString() === new Date().toDateString();
  const time = today ? formatTime(sync.last_sync_ms) : formatMoment(sync.last_sync_ms);
  return t("shell.last_sync", { time });
}
