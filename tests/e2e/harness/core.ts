// The core behind a station, asked without a browser: to arrange what a screen shows, and to count what came of it.
import type { Commands } from "../../../ui/src/gen/api.ts";
import type { Station } from "./world.ts";

type Command = keyof Commands;

export class Core {
  readonly #origin: string;
  readonly #session: string;

  private constructor(origin: string, session: string) {
    this.#origin = origin;
    this.#session = session;
  }

  /** Uses the station's link; the one for a page is then `station.nextLink()`. */
  static async enter(station: Station, link: string = station.url): Promise<Core> {
    const token = new URL(link).hash.replace("#enter=", "");
    const response = await post(`${station.origin}/enter`, { token });
    if (!response.ok) throw new Error(`not let in: ${response.status}`);
    const { session } = (await response.json()) as { session: string };
    return new Core(station.origin, session);
  }

  async call<C extends Command>(command: C, args: Commands[C]["request"]): Promise<Commands[C]["answer"]> {
    const response = await post(`${this.#origin}/rpc`, { command, args }, this.#session);
    const text = await response.text();
    if (!response.ok) throw new Error(`${command}: ${text}`);
    return JSON.parse(text) as Commands[C]["answer"];
  }

  /** Sends and fetches until everything has gone; asked again until `done` says so. */
  async synced(done: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      await this.call("sync_now", {});
      if (await done()) return;
      await new Promise((wake) => setTimeout(wake, 100));
    }
    throw new Error("it did not arrive");
  }

  /** How much there is of everything: what a press made shows as a difference. Notes are those of `contact`. */
  async counts(contact?: string): Promise<Record<string, number>> {
    const { incidents, people, contacts, administrations, doses, handoffs, followups } = await this.call(
      "summary",
      {},
    );
    const counts: Record<string, number> = {
      incidents,
      people,
      contacts,
      administrations,
      doses,
      handoffs,
      followups,
    };
    const add = (what: string, n: number): void => void (counts[what] = (counts[what] ?? 0) + n);
    const { drafts } = await this.call("draft_list", {});
    add("drafts", drafts.length);
    for (const draft of drafts) add("doses typed", draft.contact.doses.length);
    if (contact !== undefined) add("notes", (await this.call("contact_show", { id: contact })).notes.length);
    for (const one of (await this.call("handoff_list", { limit: 500 })).handoffs)
      add("events", one.events.length);
    const due = await this.call("follow_ups", { due_within_hours: null });
    for (const one of due.follow_ups) add("attempts", one.attempts);
    return counts;
  }
}

function post(url: string, body: unknown, session?: string): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (session !== undefined) headers["Authorization"] = `Bearer ${session}`;
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}
