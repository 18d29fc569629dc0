// Server-sent events out of a fetch: EventSource cannot send the session's header.

/** Takes text as it comes and gives the data of each whole event. Comments and other fields are skipped. */
export class EventReader {
  #rest = "";

  take(text: string): string[] {
    this.#rest += text;
    const blocks = this.#rest.split(/\r?\n\r?\n/);
    this.#rest = blocks.pop() ?? "";
    return blocks.map(dataOf).filter((data) => data !== "");
  }
}

function dataOf(block: string): string {
  return block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).replace(/^ /, ""))
    .join("\n");
}
