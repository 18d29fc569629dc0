// Data of a screen: asked for once, asked again when it may be old, never blank in between.
import { untrack } from "svelte";
import { asHostError } from "../host";
import type { Answer, Command, HostError, Request } from "../host";
import { call } from "./call";
import { onChanged } from "./changed";

/** Several changes come together when a sync takes in a delivery: one reload does for them. */
const GATHER_MS = 150;

export class Query<C extends Command> {
  data = $state.raw<Answer<C> | undefined>();
  error = $state.raw<HostError | undefined>();
  loading = $state(false);
  #command: C;
  #args: Request<C> | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Something changed after the question that is on its way was asked. */
  #again = false;

  constructor(command: C) {
    this.#command = command;
  }

  /** Asks now. What is shown stays until the answer is there; an answer that was overtaken is dropped. */
  async reload(): Promise<void> {
    this.#unmark();
    const args = this.#args;
    const number = ++this.#asked;
    if (args === null) return;
    this.loading = true;
    try {
      const answer = await call(this.#command, args);
      if (number !== this.#asked) return;
      this.data = answer;
      this.error = undefined;
    } catch (thrown) {
      if (number !== this.#asked) return;
      this.error = asHostError(thrown);
    }
    this.loading = false;
    if (this.#again) this.mark();
  }

  /** Asks for something else. With `null` nothing is asked and nothing shown. */
  ask(args: Request<C> | null): Promise<void> {
    const other = JSON.stringify(args) !== JSON.stringify(this.#args);
    if (!other && args !== null && this.#asked > 0) return Promise.resolve();
    this.#args = args;
    if (args === null) {
      this.data = undefined;
      this.loading = false;
      this.error = undefined;
    }
    return this.reload();
  }

  /**
   * Asks soon. Changes that go on and on never put that off, and a question on its way is let finish first: while
   * thousands of records come in the screen follows, and no answer is thrown away for the next one.
   */
  mark(): void {
    if (this.loading) this.#again = true;
    else this.#timer ??= setTimeout(() => void this.reload(), GATHER_MS);
  }

  #unmark(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  /** Nobody looks any more: answers on their way are dropped. */
  end(): void {
    this.#unmark();
    this.#asked += 1;
  }
}

/**
 * Asks `command` for as long as the component lives: again when its arguments change, when records changed, and when
 * the core is back. `args` may give `null` for "nothing to ask yet". Call it while the component is set up.
 */
export function query<C extends Command>(command: C, args: () => Request<C> | null): Query<C> {
  const one = new Query(command);
  $effect(() => {
    const asked = args();
    untrack(() => void one.ask(asked));
  });
  $effect(() => {
    const forget = onChanged(() => one.mark());
    return () => {
      forget();
      one.end();
    };
  });
  return one;
}
