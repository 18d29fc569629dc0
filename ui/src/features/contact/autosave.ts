/**
 * Keeps what is being typed on this device's disk, without a button and without ever saying "saved" too soon.
 *
 * One save is in flight at most, so that an older state can never land on a newer one; what was typed meanwhile
 * goes with the next save. It knows nothing of forms or of the host: both are handed in.
 */

/** How it stands. `at` is the time that the core said, milliseconds since 1970. */
export type SaveState =
  | { kind: "clean"; at: number | undefined }
  | { kind: "pending"; at: number | undefined }
  | { kind: "saved"; at: number }
  | { kind: "failed"; at: number | undefined; error: unknown };

export interface AutosaveOptions<T> {
  /** The newest state; read at the last moment before it is sent. */
  read: () => T;
  /** Keeps it; answers when it is on disk, with the time of that. */
  save: (state: T) => Promise<number>;
  /** Told of every change of the state. */
  onstate: (state: SaveState) => void;
  /** Quiet after a keystroke before it is saved, milliseconds. */
  quietMs?: number;
  /** Longest a keystroke waits while typing goes on, milliseconds. */
  longestMs?: number;
  /** When it was last kept, for something opened again. */
  savedAt?: number;
}

/** The promise of the design is 500 ms on disk; what is left is for the save itself. */
export const QUIET_MS = 120;
export const LONGEST_MS = 350;
const RETRY_FIRST_MS = 1000;
const RETRY_LONGEST_MS = 10_000;

export class Autosave<T> {
  readonly #options: AutosaveOptions<T>;
  /** Counts changes; what was saved is known by the count it had. */
  #changes = 0;
  #saved = 0;
  #firstUnsavedAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inFlight: Promise<boolean> | undefined;
  #failures = 0;
  #stopped = false;
  #at: number | undefined;

  constructor(options: AutosaveOptions<T>) {
    this.#options = options;
    this.#at = options.savedAt;
  }

  /** Whether something typed is not on disk yet. */
  get unsaved(): boolean {
    return this.#saved !== this.#changes;
  }

  /** To be called for every change. */
  changed(): void {
    if (this.#stopped) return;
    this.#changes += 1;
    this.#firstUnsavedAt ??= Date.now();
    if (this.#failures === 0) this.#tell({ kind: "pending", at: this.#at });
    this.#plan();
  }

  /** Saves now what is not saved; true when everything typed is on disk. */
  async flush(): Promise<boolean> {
    this.#cancel();
    while (this.unsaved && !this.#stopped) {
      if (!(await this.#run())) return false;
    }
    return !this.unsaved;
  }

  /** Waits for the save in flight, if there is one. */
  async settled(): Promise<void> {
    await this.#inFlight;
  }

  /** Ends it for good: nothing is saved after this. A save in flight is waited for. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#inFlight;
  }

  #plan(): void {
    if (this.#stopped || !this.unsaved || this.#inFlight) return;
    if (this.#failures > 0 && this.#timer !== undefined) return; // the next try is planned already
    this.#cancel();
    this.#timer = setTimeout(() => void this.#run(), this.#wait());
  }

  #wait(): number {
    if (this.#failures > 0) return Math.min(RETRY_FIRST_MS * 2 ** (this.#failures - 1), RETRY_LONGEST_MS);
    const { quietMs = QUIET_MS, longestMs = LONGEST_MS } = this.#options;
    const waited = Date.now() - (this.#firstUnsavedAt ?? Date.now());
    return Math.max(0, Math.min(quietMs, longestMs - waited));
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): Promise<boolean> {
    this.#cancel();
    this.#inFlight ??= this.#save().finally(() => {
      this.#inFlight = undefined;
      this.#plan();
    });
    return this.#inFlight;
  }

  async #save(): Promise<boolean> {
    const changes = this.#changes;
    const since = this.#firstUnsavedAt;
    this.#firstUnsavedAt = undefined;
    try {
      this.#at = await this.#options.save(this.#options.read());
    } catch (error) {
      this.#failures += 1;
      this.#firstUnsavedAt = since;
      this.#tell({ kind: "failed", at: this.#at, error });
      return false;
    }
    this.#failures = 0;
    this.#saved = changes;
    this.#tell(this.unsaved ? { kind: "pending", at: this.#at } : { kind: "saved", at: this.#at });
    return true;
  }

  #tell(state: SaveState): void {
    this.#options.onstate(state);
  }
}
