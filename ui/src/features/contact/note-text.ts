/** Notes being written, by what they are about: leaving the page for a moment loses nothing. */

const typed = new Map<string, string>();

export function typedSoFar(key: string): string | undefined {
  return typed.get(key);
}

export function keepTyped(key: string, text: string): void {
  if (text === "") typed.delete(key);
  else typed.set(key, text);
}
