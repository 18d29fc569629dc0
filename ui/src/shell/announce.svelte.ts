// Words for a screen reader about what changed elsewhere than at the focus.

class Announcer {
  text = $state("");
  #even = false;

  /** Said politely, once. The same words twice are said twice. */
  say(text: string): void {
    this.#even = !this.#even;
    this.text = this.#even ? text : `${text}\u00a0`;
  }

  clear(): void {
    this.text = "";
  }
}

export const announcer = new Announcer();

export function announce(text: string): void {
  announcer.say(text);
}
