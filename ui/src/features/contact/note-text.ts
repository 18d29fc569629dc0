/** Notes being written, by whose they are and what they are about: leaving the page for a moment loses nothing. */
import { desk } from "../../shell/desk.svelte";

const typed = new Map<string, string>();

function own(key: string): string {
  return `${desk.member} ${key}`;
}

export function typedSoFar(key: string): string | undefined {
  return typed.get(own(key));
}

export function keepTyped(key: string, text: string): void {
  if (text === "") typed.delete(own(key));
  else typed.set(own(key), text);
}
