// Short words about what just happened, with a way back. One at a time: the latest.
import { desk } from "./desk.svelte";

export interface Toast {
  id: number;
  text: string;
  undo?: () => Promise<unknown>;
}

export interface ToastOptions {
  /** Takes back what was done; offered as "Undo". */
  undo?: () => Promise<unknown>;
  /** It is about the locked screen itself. */
  locked?: boolean;
}

const PLAIN_MS = 6000;
/** Somebody in gloves needs time to decide. */
const UNDO_MS = 15_000;

class Toasts {
  current = $state.raw<Toast | undefined>();
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, options: ToastOptions): void {
    this.#count += 1;
    this.current = { id: this.#count, text, undo: options.undo };
    this.resume();
  }

  /** The pointer or the focus is on it: it stays. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    const stays = this.current?.undo ? UNDO_MS : PLAIN_MS;
    this.#timer = setTimeout(() => this.dismiss(), stays);
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = undefined;
  }
}

export const toasts = new Toasts();

/** Says it. What ends only after the lock came is not for whoever stands before the screen then. */
export function toast(text: string, options: ToastOptions = {}): void {
  if (desk.state !== "locked" || options.locked) toasts.show(text, options);
}
