// Which host this page runs in. Set once at the start; tests set their own.
import type { Host } from "./host";
import { HttpHost } from "./http";
import { TauriHost } from "./tauri";

declare global {
  interface Window {
    __TAURI_INTERNALS__?: unknown;
  }
}

let current: Host | undefined;

export function host(): Host {
  current ??= window.__TAURI_INTERNALS__ === undefined ? new HttpHost() : new TauriHost();
  return current;
}

/** Puts another host in place: unit tests and the gallery. */
export function useHost(other: Host): void {
  current = other;
}

export { asHostError, HostError } from "./host";
export type { Answer, Command, Host, HostErrorCode, Note, NotifyPermission, Request } from "./host";
