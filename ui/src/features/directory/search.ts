/**
 * The search of the directory, for whoever comes back from a service. Not in the address: what was typed may be a
 * name, and a browser keeps addresses on the disk for everybody. A lock forgets it.
 */
import { desk } from "../../shell/desk.svelte";

let typed = { text: "", visit: 0 };

export function searchSoFar(): string {
  return typed.visit === desk.visit ? typed.text : "";
}

export function keepSearch(text: string): void {
  typed = { text, visit: desk.visit };
}
