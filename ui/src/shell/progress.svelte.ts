// A long job of the core, with counts: shown once it has taken a second, gone when it ends or falls silent.
import type { ProgressView } from "../gen/api";

const WORTH_SHOWING_MS = 1000;
const SILENT_MS = 4000;

class LongJob {
  shown = $state.raw<ProgressView | undefined>();
  #what = "";
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  take(progress: ProgressView, now_ms: number): void {
    clearTimeout(this.#timer);
    if (progress.total > 0 && progress.done >= progress.total) return this.end();
    if (progress.what !== this.#what) {
      this.#what = progress.what;
      this.#since = now_ms;
    }
    if (now_ms - this.#since >= WORTH_SHOWING_MS) this.shown = progress;
    this.#timer = setTimeout(() => this.end(), SILENT_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#what = "";
    this.shown = undefined;
  }
}

export const longJob = new LongJob();
