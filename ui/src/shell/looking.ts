// Looking again and again until there is something, for as long as a part of a page is shown.
import { asHostError } from "../host";

/** Two people read digits to each other: nobody notices a second or two. */
const EVERY_MS = 2_000;

/** Calls `look` until it says that it is done; `failed` hears of what does not pass by itself. Returns what ends it. */
export function looking(look: () => Promise<boolean>, failed: (code: string) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  async function once(): Promise<void> {
    try {
      if (await look()) return;
    } catch (thrown) {
      const { code } = asHostError(thrown);
      if (!code.startsWith("net.") && code !== "relay.throttled") {
        if (!ended) failed(code);
        return;
      }
    }
    if (!ended) timer = setTimeout(() => void once(), EVERY_MS);
  }
  void once();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
