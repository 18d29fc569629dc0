// Calls inside the program's own window. The only file that knows it.
import { invoke } from "@tauri-apps/api/core";
import { listen as listenTo } from "@tauri-apps/api/event";
import type { AlertKind, DeskEvent } from "../gen/api";
import { decodeError, encodeCall } from "./host";
import type { Answer, Command, Host, Note, NotifyPermission, Request } from "./host";
import { playTone } from "./sound";

export class TauriHost implements Host {
  readonly kind = "tauri";
  /** What a pressed notice opens; a notice's number is its place here. */
  readonly #notices: { tag: string; open: () => void }[] = [];

  async start(): Promise<void> {
    await listenTo<number>("footbridge-notice", (event) => this.#notices[event.payload]?.open());
  }

  async call<C extends Command>(command: C, args: Request<C>): Promise<Answer<C>> {
    let answer: string;
    try {
      answer = await invoke<string>("rpc", { call: encodeCall(command, args) });
    } catch (error) {
      throw decodeError(typeof error === "string" ? error : String(error));
    }
    return JSON.parse(answer) as Answer<C>;
  }

  events(listen: (event: DeskEvent) => void): () => void {
    let ended = false;
    let end: (() => void) | undefined;
    void listenTo<DeskEvent>("footbridge", (event) => listen(event.payload)).then(async (unlisten) => {
      if (ended) return unlisten();
      end = unlisten;
      // As over HTTP: the first event is the present state, so nothing is missed between start and listening.
      const is = await this.call("desk_show", {}).catch(() => undefined);
      if (is && !ended) listen({ event: "desk", is });
    });
    return () => {
      ended = true;
      end?.();
    };
  }

  /** The core lives in the window's own process: it cannot be gone while the page is there. */
  onGone(): () => void {
    return () => undefined;
  }

  onSessionLost(): () => void {
    return () => undefined;
  }

  async notify(note: Note): Promise<void> {
    if ((await this.notifyPermission()) !== "granted") return;
    const known = this.#notices.findIndex(({ tag }) => tag === note.tag);
    const id = known < 0 ? this.#notices.length : known;
    this.#notices[id] = { tag: note.tag, open: note.open };
    await invoke("plugin:notification|notify", { options: { id, title: note.title, body: note.body } });
  }

  async notifyPermission(): Promise<NotifyPermission> {
    try {
      const granted = await invoke<boolean | null>("plugin:notification|is_permission_granted");
      return granted === null ? "not_asked" : granted ? "granted" : "denied";
    } catch {
      return "impossible";
    }
  }

  async askToNotify(): Promise<NotifyPermission> {
    if ((await this.notifyPermission()) === "not_asked") {
      await invoke("plugin:notification|request_permission").catch(() => undefined);
    }
    return this.notifyPermission();
  }

  sound(kind: AlertKind): void {
    playTone(kind);
  }
}
