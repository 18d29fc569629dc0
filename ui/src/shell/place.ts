// Where somebody was, so that the app opens there again, after a lock, a crash or an empty battery.
import type { PlaceView } from "../gen/api";
import { beforeLock } from "./before-lock";
import { call } from "./call";
import { match } from "./routes";

const DEBOUNCE_MS = 400;

let next: PlaceView | undefined;
let saved = "";
let timer: ReturnType<typeof setTimeout> | undefined;

/** Remembers the place soon: the last one of a quick walk is enough. */
export function rememberPlace(route: string, focus: string): void {
  // A mistyped address, or a link with its token, is no place.
  if (match(route.split("?", 1)[0] ?? "").page === undefined) return;
  next = { route, focus };
  clearTimeout(timer);
  timer = setTimeout(() => void keepPlace(), DEBOUNCE_MS);
}

/** Remembers it now. A place that cannot be kept costs a tap, nothing else. */
export async function keepPlace(): Promise<void> {
  clearTimeout(timer);
  const place = next;
  const text = JSON.stringify(place);
  if (!place || text === saved) return;
  saved = text;
  next = undefined;
  await call("place_save", place).catch(() => (saved = ""));
}

/** Where to open: where somebody was, when that page exists. */
export function placeToOpen(place: PlaceView | undefined): PlaceView {
  const path = place?.route.split("?", 1)[0] ?? "";
  return place && match(path).page !== undefined ? place : { route: "/board", focus: "" };
}

/** For tests: nothing remembered. */
export function forgetPlace(): void {
  clearTimeout(timer);
  next = undefined;
  saved = "";
}

beforeLock(keepPlace);
