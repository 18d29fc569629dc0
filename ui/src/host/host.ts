// The seam between the screens and whatever carries their calls. Only files in this folder know a shell.
import type { AlertKind, ApiError, Commands, DeskEvent, ErrorCode, IssueView } from "../gen/api";

export type Command = keyof Commands;
export type Request<C extends Command> = Commands[C]["request"];
export type Answer<C extends Command> = Commands[C]["answer"];

/** Any code the core may answer with (findings are codes too), and the two that only a host can give. */
export type HostErrorCode = ErrorCode | "host.gone" | "host.session" | (string & Record<never, never>);

/** What the system is asked to show. Never with a name in it: it may stand on a locked screen. */
export interface Note {
  title: string;
  body: string;
  /** What it is about: the same tag replaces what was shown before. */
  tag: string;
  /** The person pressed the notification. */
  open: () => void;
}

export type NotifyPermission = "granted" | "denied" | "not_asked" | "impossible";

export interface Host {
  readonly kind: "http" | "tauri" | "fake";
  /** Gets ready to carry calls. Throws `host.session` when there is no way in, `host.gone` when nobody answers. */
  start(): Promise<void>;
  /** Carries one command. Throws {@link HostError} and nothing else. */
  call<C extends Command>(command: C, args: Request<C>): Promise<Answer<C>>;
  /** Listens to what happens meanwhile; connects again by itself. Returns what ends it. */
  events(listen: (event: DeskEvent) => void): () => void;
  /** Whether the core can be reached, whenever that changes. */
  onGone(listen: (gone: boolean) => void): () => void;
  /** The session ended: only a fresh link from the program leads back in. */
  onSessionLost(listen: () => void): () => void;
  notify(note: Note): Promise<void>;
  notifyPermission(): Promise<NotifyPermission>;
  /** Asks the person; has to be called from a press. */
  askToNotify(): Promise<NotifyPermission>;
  sound(kind: AlertKind): void;
}

export class HostError extends Error {
  readonly code: HostErrorCode;
  readonly issues: IssueView[];

  constructor(code: HostErrorCode, message: string = code, issues: IssueView[] = []) {
    super(message);
    this.name = "HostError";
    this.code = code;
    this.issues = issues;
  }
}

/** Anything thrown, as a {@link HostError}: a defect in a screen is shown in words too. */
export function asHostError(thrown: unknown): HostError {
  if (thrown instanceof HostError) return thrown;
  return new HostError("host.defect", thrown instanceof Error ? thrown.message : String(thrown));
}

/** The bytes of one call: the same through every host. */
export function encodeCall<C extends Command>(command: C, args: Request<C>): string {
  return JSON.stringify({ command, args });
}

/** Reads an `ApiError`; what is none came from something else than the core. */
export function decodeError(text: string): HostError {
  try {
    const error = JSON.parse(text) as Partial<ApiError> | null;
    if (error && typeof error.code === "string") {
      return new HostError(error.code, error.message ?? error.code, error.issues ?? []);
    }
  } catch {
    // Falls through: not JSON.
  }
  return new HostError("host.garbled", text.slice(0, 200));
}

/** Listeners of one kind. */
export class Listeners<T extends unknown[]> {
  readonly #all = new Set<(...args: T) => void>();

  add(listen: (...args: T) => void): () => void {
    this.#all.add(listen);
    return () => this.#all.delete(listen);
  }

  tell(...args: T): void {
    for (const listen of [...this.#all]) listen(...args);
  }
}
