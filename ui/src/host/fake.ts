// A host without a core: keeps what it was asked, answers what it was told. For unit tests and the gallery.
import type { AlertKind, DeskEvent } from "../gen/api";
import { HostError, Listeners } from "./host";
import type { Answer, Command, Host, Note, NotifyPermission, Request } from "./host";

/** An answer, an error to throw, or what makes one from the request. */
export type Script<C extends Command> =
  Answer<C> | HostError | ((args: Request<C>) => Answer<C> | HostError | Promise<Answer<C>>);
export type Scripts = { [C in Command]?: Script<C> };

export class FakeHost implements Host {
  readonly kind = "fake";
  readonly calls: { command: Command; args: unknown }[] = [];
  readonly notes: Note[] = [];
  readonly sounds: AlertKind[] = [];
  permission: NotifyPermission = "granted";
  readonly #scripts: Scripts;
  readonly #listeners = new Listeners<[DeskEvent]>();
  readonly #goneListeners = new Listeners<[boolean]>();
  readonly #lostListeners = new Listeners<[]>();

  constructor(scripts: Scripts = {}) {
    this.#scripts = { ...scripts };
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async call<C extends Command>(command: C, args: Request<C>): Promise<Answer<C>> {
    this.calls.push({ command, args: JSON.parse(JSON.stringify(args)) as unknown });
    const script = (this.#scripts as Record<Command, unknown>)[command] as Script<C> | undefined;
    if (script === undefined) throw new HostError("host.unscripted", command);
    const answer = typeof script === "function" ? await script(args) : script;
    if (answer instanceof HostError) throw answer;
    return answer as Answer<C>;
  }

  /** From now on `command` is answered so. */
  script<C extends Command>(command: C, script: Script<C>): void {
    (this.#scripts as Record<Command, unknown>)[command] = script;
  }

  /** The requests of one command so far. */
  asked<C extends Command>(command: C): Request<C>[] {
    return this.calls.filter((call) => call.command === command).map((call) => call.args as Request<C>);
  }

  emit(event: DeskEvent): void {
    this.#listeners.tell(event);
  }

  setGone(gone: boolean): void {
    this.#goneListeners.tell(gone);
  }

  loseSession(): void {
    this.#lostListeners.tell();
  }

  events(listen: (event: DeskEvent) => void): () => void {
    return this.#listeners.add(listen);
  }

  onGone(listen: (gone: boolean) => void): () => void {
    return this.#goneListeners.add(listen);
  }

  onSessionLost(listen: () => void): () => void {
    return this.#lostListeners.add(listen);
  }

  notify(note: Note): Promise<void> {
    this.notes.push(note);
    return Promise.resolve();
  }

  notifyPermission(): Promise<NotifyPermission> {
    return Promise.resolve(this.permission);
  }

  askToNotify(): Promise<NotifyPermission> {
    if (this.permission === "not_asked") this.permission = "granted";
    return Promise.resolve(this.permission);
  }

  sound(kind: AlertKind): void {
    this.sounds.push(kind);
  }
}
