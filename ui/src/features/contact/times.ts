/**
 * Times as people type them, pinned to a day at the moment of typing. The core reads `1432` as the latest 14:32
 * that is not in the future, at the moment of Ready; a draft may lie a day until then, so the day is kept with it.
 */

const two = (number: number): string => String(number).padStart(2, "0");

/** The local day: `2026-11-21`. */
export function day(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The local time of day: `14:32`. */
export function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A day and a time: what the core reads without knowing when it was typed. */
export function pinned(at: Date): string {
  return `${day(at)} ${clock(at)}`;
}

/** What is kept of a typed time; anything but a bare time or `now` stays as typed. */
export function pin(text: string, now: Date): string {
  const typed = text.trim();
  const ago = /^now(?:\s*-\s*(\d{1,5}))?$/i.exec(typed);
  if (ago) return pinned(new Date(now.getTime() - Number(ago[1] ?? 0) * 60_000));
  const bare = /^(\d{1,2}):(\d{2})$/.exec(typed) ?? /^(\d{1,2})(\d{2})$/.exec(typed);
  if (!bare) return text;
  const [hour, minute] = [Number(bare[1]), Number(bare[2])];
  if (hour > 23 || minute > 59) return text;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, hour, minute);
  return pinned(today <= now ? today : yesterday);
}

/** The instant of a pinned time; nothing for anything else. */
export function instant(kept: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})$/.exec(kept);
  if (!parts) return undefined;
  const [year = 0, month = 1, date = 1, hour = 0, minute = 0] = parts.slice(1).map(Number);
  return new Date(year, month - 1, date, hour, minute).getTime();
}

/** A kept time as the field shows it: without the day when it is today's. */
export function unpin(kept: string, now: Date): string {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/.exec(kept);
  return parts && parts[1] === day(now) ? (parts[2] ?? kept) : kept;
}

/**
 * A moment that the core wrote (`2026-11-21T00:10:00-05:00[…]`) by this device's clock, as it can be typed again:
 * what is typed is read in this device's zone, so the other zone's clock would move it.
 */
export function wall(moment: string): string {
  const written = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})/.exec(moment);
  const ms = written ? Date.parse(written[0]) : Number.NaN;
  return Number.isNaN(ms) ? moment : pinned(new Date(ms));
}

/** The local time to the second: when something was kept. */
export function clockSeconds(ms: number): string {
  const at = new Date(ms);
  return `${clock(at)}:${two(at.getSeconds())}`;
}
