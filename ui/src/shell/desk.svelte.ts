// How the desk stands: locked or open, settings, sync, who is signed in. Fed by `desk_show` and by events.
import type {
  DeskEvent,
  DeskState,
  DeskView,
  LeaseStateView,
  PlaceView,
  SettingsView,
  StatusView,
  SyncStateView,
} from "../gen/api";
import { asHostError, host } from "../host";
import type { Command, HostError } from "../host";
import { language, setLanguage } from "../i18n/index.svelte";
import { flushAll } from "./before-lock";
import { call, watchCalls } from "./call";
import { tellChanged } from "./changed";

const SETTINGS: SettingsView = {
  language: "en",
  theme: "auto",
  size: "normal",
  sound: true,
  lock_after_min: 5,
};
const SYNC: SyncStateView = {
  state: "idle",
  code: null,
  unsent: 0,
  drafts: 0,
  taken_in: true,
  waiting: 0,
  last_sync_ms: null,
};

class Desk {
  #view = $state.raw<DeskView | undefined>();
  #settings = $state.raw<SettingsView>(SETTINGS);
  sync = $state.raw<SyncStateView>(SYNC);
  /** Who is signed in, while open. */
  me = $state.raw<StatusView | undefined>();
  /** The core cannot be reached. */
  gone = $state(false);
  /** The disk has no room: what was typed last is not kept. */
  full = $state(false);
  /** Whether this page has no way in any more. */
  sessionLost = $state(false);
  /** Why the desk could not be shown at all. */
  failed = $state.raw<HostError | undefined>();
  /** Settings as the core has them; while changes are on their way the screen is ahead of it. */
  #kept: SettingsView = SETTINGS;
  #saving = 0;
  /** The screen was covered without the core: it has to lock before anything is shown again. */
  #covered = false;
  /** Counts how often somebody signed in here. */
  visit = 0;

  /** `undefined` until the first answer. */
  get state(): DeskState | undefined {
    return this.#view?.state;
  }

  get settings(): SettingsView {
    return this.#settings;
  }

  /** Whether a sign-in name is asked: several people use this device. */
  get asksName(): boolean {
    return this.#view?.asks_name ?? false;
  }

  /** Who is signed in; only while open. What a page keeps in memory is theirs. */
  get member(): string | undefined {
    return this.#view?.member ?? undefined;
  }

  /** Where somebody was before the lock; only while open. */
  get place(): PlaceView | undefined {
    return this.#view?.place ?? undefined;
  }

  /** How long what others recorded is still shown; only while open. */
  get lease(): LeaseStateView | undefined {
    return this.#view?.lease ?? undefined;
  }

  get version(): string {
    return this.#view?.version ?? "";
  }

  take(view: DeskView): void {
    if (this.#covered && view.state === "open") {
      void this.lock().catch(() => undefined);
      return;
    }
    this.#covered = false;
    const opened = view.state === "open" && this.state !== "open";
    if (opened) this.visit += 1;
    this.#view = view;
    this.sync = view.sync;
    this.#keep(view.settings);
    if (view.state !== "open") this.me = undefined;
    else if (opened || !this.me) void this.#whoIsHere();
  }

  event(event: DeskEvent): void {
    if (event.event === "desk") this.take(event.is);
    else if (event.event === "sync") this.sync = event.is;
    else if (event.event === "changed") tellChanged();
  }

  async show(): Promise<void> {
    try {
      this.take(await call("desk_show", {}));
      this.failed = undefined;
      this.gone = false;
    } catch (thrown) {
      this.#fail(asHostError(thrown));
    }
  }

  /** `name` where one is asked. */
  async unlock(passphrase: string, name?: string): Promise<void> {
    const view = await call("unlock", { passphrase, name: name ?? null });
    this.#covered = false;
    this.take(view);
  }

  async enrol(code: string, passphrase: string): Promise<void> {
    this.take(await call("enrol", { code, passphrase }));
  }

  /** Sets this device up with the invitation that came by voice. Throws `voice.not_sent` until it has come. */
  async enrolByVoice(passphrase: string): Promise<void> {
    this.take(await call("guest_enrol", { passphrase }));
  }

  /** Locks. What is being typed goes to the disk first. When the core cannot be told, the screen is covered anyway. */
  async lock(): Promise<void> {
    await flushAll();
    try {
      this.take(await call("lock", {}));
    } catch (thrown) {
      if (!this.gone && !this.sessionLost) throw thrown;
      this.cover();
    }
  }

  /** Shows what a locked desk shows. How it really stands is asked as soon as the core can be reached. */
  cover(): void {
    const view = this.#view;
    if (view?.state !== "open") return;
    const closed = { state: "locked", place: null, member: null, lease: null } as const;
    this.take({ ...view, sync: this.sync, ...closed, settings: this.#kept });
    this.#covered = true;
  }

  async syncNow(): Promise<void> {
    this.sync = await call("sync_now", {});
  }

  /** Changes settings: on the screen at once, kept by the core; taken back when that fails. */
  async save(change: Partial<SettingsView>): Promise<void> {
    this.#apply({ ...this.#settings, ...change });
    this.#saving += 1;
    let kept = this.#kept;
    try {
      kept = await call("settings_save", this.#settings);
    } finally {
      this.#saving -= 1;
      this.#keep(kept);
    }
  }

  /** What the core says; shown once no later change of this screen is on its way. */
  #keep(settings: SettingsView): void {
    this.#kept = settings;
    if (this.#saving === 0) this.#apply(settings);
  }

  /** How a call ended, for what concerns the whole desk. */
  watch(failed: HostError | undefined, writes: boolean): void {
    if (failed?.code === "store.full") this.full = true;
    else if (failed === undefined && writes) this.full = false;
    if (failed?.code === "desk.locked" && this.state === "open") void this.show();
  }

  reached(gone: boolean): void {
    if (this.gone === gone) return;
    this.gone = gone;
    if (gone) return;
    void this.show();
    tellChanged();
  }

  #fail(error: HostError): void {
    if (error.code === "host.session") this.sessionLost = true;
    else if (error.code === "host.gone") this.gone = true;
    else this.failed = error;
  }

  #apply(settings: SettingsView): void {
    this.#settings = settings;
    const root = document.documentElement;
    root.dataset.theme = settings.theme;
    root.dataset.size = settings.size;
    if (language() !== settings.language || root.lang !== settings.language)
      void setLanguage(settings.language);
  }

  async #whoIsHere(): Promise<void> {
    // Without it the bar shows no agency; the next event asks again.
    const me = await call("status", {}).catch(() => undefined);
    if (this.state === "open") this.me = me;
  }
}

export const desk = new Desk();

/** Connects the desk to its host. Returns what ends it. */
export async function startDesk(onEvent: (event: DeskEvent) => void): Promise<() => void> {
  watchCalls((_command: Command, failed, writes) => desk.watch(failed, writes));
  const ends = [
    host().onGone((gone) => desk.reached(gone)),
    host().onSessionLost(() => (desk.sessionLost = true)),
  ];
  try {
    await host().start();
  } catch (thrown) {
    if (asHostError(thrown).code === "host.session") desk.sessionLost = true;
    else desk.gone = true;
  }
  if (!desk.sessionLost) {
    ends.push(
      host().events((event) => {
        desk.event(event);
        onEvent(event);
      }),
    );
    await desk.show();
  }
  return () => ends.forEach((end) => end());
}
