// What is shown may be old: somebody else's work came in, or this screen changed something itself.
import { Listeners } from "../host/host";

const listeners = new Listeners<[]>();

export function tellChanged(): void {
  listeners.tell();
}

/** Listens until the returned function is called. */
export function onChanged(listen: () => void): () => void {
  return listeners.add(listen);
}
