/**
 * Dates and times as words. Hours go to 24, in every language: responders write 14:32. A moment that was written in
 * another time zone than this device's is shown in its own, with the zone's name.
 */
import { language, t, tn } from "./index.svelte";

/** Milliseconds since 1970, or a moment as records hold it: `2026-11-21T14:32:00-06:00[America/Chicago]`. */
export type Moment = number | string;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const RFC_9557 =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))(?:\[!?([\w+\-/]+)\])?(?:\[[^\]]*\])*$/;

interface Parsed {
  readonly ms: number;
  /** The moment's own zone, when it says one and this engine knows it. */
  readonly zone: string | undefined;
}

/** This device's time zone: `America/Chicago`. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A zone's short name at a moment: `CST`. */
export function zoneName(zone: string = deviceZone(), at: number = Date.now()): string {
  const parts = format({ timeZone: zone, timeZoneName: "short", hour: "2-digit" }, "en").formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** `14:32`, with the zone's name when it is not this device's. What cannot be read is shown as it is. */
export function formatTime(moment: Moment): string {
  const at = parse(moment);
  if (at === undefined) return String(moment);
  return withZone(clock(at), at);
}

/** `Nov 21, 2026`. A bare date (`1985-11-03`, `1985-11`, `1985`) is that day wherever this device is. */
export function formatDate(moment: Moment): string {
  const at = parse(moment);
  if (at === undefined) return String(moment);
  if (typeof moment === "string" && /^\d{4}$/.test(moment)) return moment;
  if (typeof moment === "string" && /^\d{4}-\d{2}$/.test(moment)) {
    return format({ month: "short", year: "numeric", timeZone: "UTC" }).format(at.ms);
  }
  return format({ dateStyle: "medium", timeZone: at.zone }).format(at.ms);
}

/** `Today 14:32`, `Yesterday 09:05`, else `Nov 19, 2026, 14:32`. */
export function formatMoment(moment: Moment, now: number = Date.now()): string {
  const at = parse(moment);
  if (at === undefined) return String(moment);
  if (typeof moment === "string" && isBareDate(moment)) return formatDate(moment);
  const time = withZone(clock(at), at);
  switch (dayNumber(at.ms, at.zone) - dayNumber(now, at.zone)) {
    case 0:
      return t("time.today", { time });
    case -1:
      return t("time.yesterday", { time });
    case 1:
      return t("time.tomorrow", { time });
    default:
      return `${formatDate(moment)}, ${time}`;
  }
}

/** `5 minutes ago`, `in 3 hours`; days from two days on. */
export function formatAgo(moment: Moment, now: number = Date.now()): string {
  const at = parse(moment);
  if (at === undefined) return String(moment);
  const away = Math.abs(at.ms - now);
  const past = at.ms <= now;
  // Clocks of screens tick by the minute: what was kept a moment ago may lie ahead of theirs.
  if (away < MINUTE) return t("time.just_now");
  if (away < HOUR) return tn(past ? "time.ago.minutes" : "time.in.minutes", Math.floor(away / MINUTE));
  if (away < 2 * DAY) return tn(past ? "time.ago.hours" : "time.in.hours", Math.floor(away / HOUR));
  return tn(past ? "time.ago.days" : "time.in.days", Math.floor(away / DAY));
}

/** What "Now" writes into a time field: `14:32`. */
export function nowText(now: number = Date.now()): string {
  return clock({ ms: now, zone: undefined });
}

function clock(at: Parsed): string {
  // `h23` and not `hour12: false`: the latter writes midnight as 24:00 in some engines.
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: at.zone }, "en").format(
    at.ms,
  );
}

function withZone(time: string, at: Parsed): string {
  if (at.zone === undefined || at.zone === deviceZone()) return time;
  const own = zoneName(at.zone, at.ms);
  return own === zoneName(deviceZone(), at.ms) ? time : `${time} ${own}`;
}

function isBareDate(text: string): boolean {
  return /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text);
}

function parse(moment: Moment): Parsed | undefined {
  if (typeof moment === "number") return { ms: moment, zone: undefined };
  if (isBareDate(moment)) return readable({ ms: Date.parse(moment), zone: "UTC" });
  // Strict: engines read much into texts like `now-10`.
  const [, instant, zone] = RFC_9557.exec(moment) ?? [];
  if (instant === undefined) return undefined;
  const ms = Date.parse(instant);
  return readable({ ms, zone: zone !== undefined && isKnown(zone) ? zone : undefined });
}

function readable(at: Parsed): Parsed | undefined {
  return Number.isNaN(at.ms) ? undefined : at;
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The day's number in a zone, so that days can be counted across a change of clocks. */
function dayNumber(ms: number, zone: string | undefined): number {
  const parts = format(
    { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" },
    "en",
  ).formatToParts(ms);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read("year"), read("month") - 1, read("day")) / DAY;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs far more than using one, and lists ask for hundreds.
function format(how: Intl.DateTimeFormatOptions, tongue: string = language()): Intl.DateTimeFormat {
  const key = `${tongue} ${JSON.stringify(how)}`;
  let made = FORMATS.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(tongue === "es" ? "es-US" : "en-US", how);
    FORMATS.set(key, made);
  }
  return made;
}
