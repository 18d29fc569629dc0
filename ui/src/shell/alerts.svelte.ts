// What somebody should be told although they do not look: in the app, by the system, by sound. Never with a name.
import type { AlertKind, AlertView } from "../gen/api";
import { host } from "../host";
import { t } from "../i18n/index.svelte";
import { announce } from "./announce.svelte";
import { desk } from "./desk.svelte";
import { go } from "./router.svelte";

export interface Alert extends AlertView {
  key: string;
  /** When it came, milliseconds since 1970. */
  at_ms: number;
}

/** For so long after a tone there is no other one. */
const QUIET_MS = 2000;

/** One alert about one thing: the same news twice is one line. */
function keyOf(alert: AlertView): string {
  return `${alert.kind}/${alert.record ?? ""}`;
}

/** Where an alert leads. */
export function pathOf(alert: AlertView): string | undefined {
  if (alert.record === null) return undefined;
  return alert.record_kind === "follow_up" ? `/followups?id=${alert.record}` : `/handoff/${alert.record}`;
}

/** What an alert says. */
export function textOf(alert: AlertView): string {
  return t(`shell.alert.${alert.kind}`);
}

class Alerts {
  all = $state.raw<Alert[]>([]);
  #sounded_ms: number | undefined;

  take(alert: AlertView, now_ms: number): void {
    const one: Alert = { ...alert, key: keyOf(alert), at_ms: now_ms };
    this.all = [one, ...this.all.filter((other) => other.key !== one.key)];
    const text = textOf(alert);
    announce(text);
    this.#sound(alert.kind, now_ms);
    const note = { title: t("shell.app"), body: text, tag: one.key, open: () => this.open(one) };
    void host()
      .notify(note)
      .catch(() => undefined);
  }

  /** After signing in, all that is still open is told at once: one tone says it. */
  #sound(kind: AlertKind, now_ms: number): void {
    if (!desk.settings.sound) return;
    if (this.#sounded_ms !== undefined && now_ms - this.#sounded_ms < QUIET_MS) return;
    this.#sounded_ms = now_ms;
    host().sound(kind);
  }

  /** Leads to what the alert is about, and takes it off the list. */
  open(alert: Alert): void {
    this.dismiss(alert.key);
    const path = pathOf(alert);
    if (path !== undefined && desk.state === "open") go(path);
  }

  dismiss(key: string): void {
    this.all = this.all.filter((one) => one.key !== key);
  }

  /** Somebody signed in: what arrived meanwhile is before them. */
  opened(): void {
    this.all = this.all.filter((one) => one.kind !== "arrived");
  }

  clear(): void {
    this.all = [];
    this.#sounded_ms = undefined;
  }
}

export const alerts = new Alerts();
