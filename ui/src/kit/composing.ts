/**
 * Whether a key belongs to an input method that is writing a word: its Enter takes the word and must not pick, send
 * or lock anything. WebKit tells the last key of a word only by the old number.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
