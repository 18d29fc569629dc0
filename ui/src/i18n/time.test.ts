import { afterEach, describe, expect, it } from "vitest";
import { setLanguage } from "./index.svelte";
import { formatAgo, formatDate, formatMoment, formatTime, nowText, zoneName } from "./time";

// The tests run in Chicago (vite.config.ts): 20:32 UTC is 14:32 there in November.
const NOW = Date.UTC(2026, 10, 21, 20, 32);
const HERE = "2026-11-21T14:32:00-06:00[America/Chicago]";
const ELSEWHERE = "2026-11-21T14:32:00-08:00[America/Los_Angeles]";
const HOUR = 3_600_000;

afterEach(() => setLanguage("en"));

describe("a time", () => {
  it("has 24 hours in both languages", async () => {
    expect(formatTime(NOW)).toBe("14:32");
    await setLanguage("es");
    expect(formatTime(NOW)).toBe("14:32");
    expect(nowText(Date.UTC(2026, 10, 21, 6, 5))).toBe("00:05");
  });

  it("is shown where it was lived, with the zone when that is not here", () => {
    expect(formatTime(HERE)).toBe("14:32");
    expect(formatTime(ELSEWHERE)).toBe("14:32 PST");
    expect(formatTime("2026-07-21T14:32:00-07:00[America/Los_Angeles]")).toBe("14:32 PDT");
    expect(formatTime("2026-11-21T20:32:00Z")).toBe("14:32");
    expect(formatTime("2026-11-21T14:32:00-06:00[Nowhere/Land]")).toBe("14:32");
  });

  it("has no zone beside it when the other zone has the same clock", () => {
    expect(formatTime("2026-11-21T14:32:00-06:00[America/Menominee]")).toBe("14:32");
  });

  it("is shown as written when it cannot be read", () => {
    expect(formatTime("now-10")).toBe("now-10");
    expect(formatDate("1985-13-45")).toBe("1985-13-45");
  });

  it("names its zone", () => {
    expect(zoneName("America/Chicago", NOW)).toBe("CST");
  });
});

describe("a date", () => {
  it("is the same day everywhere when it is only a date", async () => {
    expect(formatDate("1985-11-03")).toBe("Nov 3, 1985");
    await setLanguage("es");
    expect(formatDate("1985-11-03")).toMatch(/3 nov\.? 1985/);
  });

  it("shows as much as is known", () => {
    expect(formatDate("1985-11")).toBe("Nov 1985");
    expect(formatDate("1985")).toBe("1985");
  });

  it("is a day of the moment's own zone", () => {
    expect(formatDate("2026-11-21T23:30:00-08:00[America/Los_Angeles]")).toBe("Nov 21, 2026");
  });
});

describe("a moment", () => {
  it("is near in words and far in dates", () => {
    expect(formatMoment(NOW, NOW)).toBe("Today 14:32");
    expect(formatMoment(NOW - 24 * HOUR, NOW)).toBe("Yesterday 14:32");
    expect(formatMoment(NOW + 24 * HOUR, NOW)).toBe("Tomorrow 14:32");
    expect(formatMoment(NOW - 72 * HOUR, NOW)).toBe("Nov 18, 2026, 14:32");
  });

  it("counts days by the calendar when the clocks change", () => {
    // 2026-11-01 has 25 hours in Chicago: 23:30 and 00:30 of the day before are 48 hours apart.
    const late = Date.parse("2026-11-01T23:30:00-06:00");
    expect(formatMoment(late - 48 * HOUR, late)).toBe(
      "Oct 31, 2026, 00:30".replace("Oct 31, 2026,", "Yesterday"),
    );
  });
});

describe("how long ago", () => {
  it("rounds down and never says 0", () => {
    expect(formatAgo(NOW - 59_000, NOW)).toBe("just now");
    expect(formatAgo(NOW - 60_000, NOW)).toBe("1 minute ago");
    expect(formatAgo(NOW - 119 * 60_000, NOW)).toBe("1 hour ago");
    expect(formatAgo(NOW - 47 * HOUR, NOW)).toBe("47 hours ago");
    expect(formatAgo(NOW - 48 * HOUR, NOW)).toBe("2 days ago");
    expect(formatAgo(NOW + 3 * HOUR, NOW)).toBe("in 3 hours");
  });

  it("speaks Spanish", async () => {
    await setLanguage("es");
    expect(formatAgo(NOW - 5 * 60_000, NOW)).toBe("hace 5 minutos");
  });
});
