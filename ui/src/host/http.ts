// Calls over loopback HTTP to `footbridge station`, from a page in a browser.
import type { AlertKind, DeskEvent } from "../gen/api";
import { decodeError, encodeCall, HostError, Listeners } from "./host";
import type { Answer, Command, Host, Note, NotifyPermission, Request } from "./host";
import { playTone } from "./sound";
import { EventReader } from "./sse";

const SESSION_KEY = "footbridge.session";
const ENTER = /^#enter=([\w-]+)$/;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;
/** A browser carries at most 64 KiB for a page that goes, and refuses more as a whole; a character may be 4 bytes. */
const LAST_WORDS_MAX = 15_000;

export class HttpHost implements Host {
  readonly kind = "http";
  #session: string | null = null;
  #gone = false;
  #lost = false;
  readonly #listeners = new Listeners<[DeskEvent]>();
  readonly #goneListeners = new Listeners<[boolean]>();
  readonly #lostListeners = new Listeners<[]>();
  #following: AbortController | undefined;
  /** The stream of events that is being read. */
  #reader: ReadableStreamDefaultReader<string> | undefined;

  /** Whether the page is being closed. */
  #leaving = false;

  async start(): Promise<void> {
    // A fresh link opened in this very tab changes only the part after `#`: nothing would happen by itself.
    window.addEventListener("hashchange", () => {
      if (ENTER.test(location.hash)) location.reload();
    });
    window.addEventListener("pagehide", () => (this.#leaving = true));
    window.addEventListener("pageshow", () => (this.#leaving = false));
    const token = ENTER.exec(location.hash)?.[1];
    this.#session = sessionStorage.getItem(SESSION_KEY);
    if (token !== undefined) {
      // Out of the address first: the link is for one use, and nobody should find it in the history.
      history.replaceState(null, "", "#/");
      await this.#enter(token);
    }
    if (this.#session === null) throw new HostError("host.session");
  }

  async call<C extends Command>(command: C, args: Request<C>): Promise<Answer<C>> {
    if (this.#lost) throw new HostError("host.session");
    if (this.#gone) throw new HostError("host.gone");
    const body = encodeCall(command, args);
    // What was typed last is sent while the window closes: the browser has to finish that without the page.
    const keepalive = this.#leaving && body.length < LAST_WORDS_MAX;
    const response = await this.#fetch("/rpc", { method: "POST", body, keepalive });
    const text = await response.text().catch(() => this.#fail());
    if (response.ok) return JSON.parse(text) as Answer<C>;
    throw decodeError(text);
  }

  events(listen: (event: DeskEvent) => void): () => void {
    const end = this.#listeners.add(listen);
    if (!this.#following) {
      this.#following = new AbortController();
      void this.#follow(this.#following.signal);
    }
    return end;
  }

  onGone(listen: (gone: boolean) => void): () => void {
    return this.#goneListeners.add(listen);
  }

  onSessionLost(listen: () => void): () => void {
    return this.#lostListeners.add(listen);
  }

  /** Ends the stream of events; for tests and for a page that goes. */
  stop(): void {
    this.#following?.abort();
  }

  async notify(note: Note): Promise<void> {
    if ((await this.notifyPermission()) !== "granted") return;
    const shown = new Notification(note.title, { body: note.body, tag: note.tag });
    shown.onclick = () => {
      window.focus();
      note.open();
      shown.close();
    };
  }

  notifyPermission(): Promise<NotifyPermission> {
    if (typeof Notification === "undefined") return Promise.resolve("impossible");
    return Promise.resolve(Notification.permission === "default" ? "not_asked" : Notification.permission);
  }

  async askToNotify(): Promise<NotifyPermission> {
    if ((await this.notifyPermission()) === "not_asked") await Notification.requestPermission();
    return this.notifyPermission();
  }

  sound(kind: AlertKind): void {
    playTone(kind);
  }

  async #enter(token: string): Promise<void> {
    const body = JSON.stringify({ token });
    const response = await fetch("/enter", { method: "POST", body, headers: json() }).catch(() =>
      this.#fail(),
    );
    // A link that was used before is no harm while the session it gave still stands.
    if (!response.ok) return;
    const answer = (await response.json()) as { session: string };
    this.#session = answer.session;
    sessionStorage.setItem(SESSION_KEY, answer.session);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...json(), Authorization: `Bearer ${this.#session ?? ""}` };
    const response = await fetch(path, { ...init, headers, cache: "no-store" }).catch(() => this.#fail());
    if (response.status === 401) {
      this.#loseSession();
      throw new HostError("host.session");
    }
    this.#setGone(false);
    return response;
  }

  #fail(): never {
    this.#setGone(true);
    throw new HostError("host.gone");
  }

  #setGone(gone: boolean): void {
    if (this.#gone === gone) return;
    this.#gone = gone;
    // That the core is back shows in a new stream: one that outlived the failure would wait for ever.
    if (gone) void this.#reader?.cancel().catch(() => undefined);
    this.#goneListeners.tell(gone);
  }

  #loseSession(): void {
    if (this.#lost) return;
    this.#lost = true;
    sessionStorage.removeItem(SESSION_KEY);
    this.#lostListeners.tell();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let again = false;
    while (!signal.aborted && !this.#lost) {
      if (await this.#stream(signal, again)) {
        pause = FIRST_PAUSE_MS;
        again = true;
      }
      // A stream that ends is normal when the program starts again; several pages must not ask in step.
      await wait(pause / 2 + Math.random() * (pause / 2), signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Follows one stream to its end; whether there was one. `again`: what happened since the last was heard by nobody. */
  async #stream(signal: AbortSignal, again: boolean): Promise<boolean> {
    let stood = false;
    try {
      const response = await this.#fetch("/events", { method: "GET", signal });
      if (!response.ok || !response.body) return false;
      stood = true;
      if (again) this.#listeners.tell({ event: "changed" });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      this.#reader = reader;
      const events = new EventReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return stood;
        for (const data of events.take(value)) this.#listeners.tell(JSON.parse(data) as DeskEvent);
      }
    } catch {
      return stood;
    }
  }
}

function json(): Record<string, string> {
  return { "Content-Type": "application/json" };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
