import { beforeEach, describe, expect, it } from "vitest";
import type { AlertKind, AlertView } from "../gen/api";
import { useHost } from "../host";
import { FakeHost } from "../host/fake";
import { setLanguage, t } from "../i18n/index.svelte";
import { alerts } from "./alerts.svelte";
import { announcer } from "./announce.svelte";
import { desk } from "./desk.svelte";
import { route, startRouter } from "./router.svelte";
import { deskView, EMPTY_BOARD, handoff, SETTINGS, STATUS } from "./testing";

const KINDS: readonly AlertKind[] = ["offer", "declined", "clock", "arrived"];
const alert = (kind: AlertKind, record: string | null = "h1"): AlertView => ({
  kind,
  record,
  record_kind: record === null ? null : "handoff",
  due_ms: 0,
});

let host: FakeHost;

beforeEach(() => {
  // The name is on this device: it could get into an alert.
  host = new FakeHost({
    status: STATUS,
    board: { ...EMPTY_BOARD, waiting: [handoff()] },
    handoff_show: handoff(),
    settings_save: (settings) => settings,
  });
  useHost(host);
  setLanguage("en");
  alerts.clear();
  desk.take(deskView());
  history.replaceState(null, "", "#/board");
  return startRouter();
});

describe("an alert", () => {
  it("is in the app, by the system and by sound, each once, and never with a name or an id", () => {
    KINDS.forEach((kind, at) => alerts.take(alert(kind), at * 5000));
    expect(alerts.all.map((one) => one.kind)).toEqual([...KINDS].reverse());
    expect(host.sounds).toEqual(KINDS);
    expect(host.notes).toHaveLength(KINDS.length);
    expect(new Set(host.notes.map((note) => note.body)).size).toBe(KINDS.length);
    for (const note of host.notes) {
      expect(`${note.title} ${note.body}`).not.toMatch(/jordan|example|h1|\{/i);
      expect(note.title).toBe("Footbridge");
    }
    expect(host.asked("handoff_show")).toEqual([]);
  });

  it("stays one line when the same news comes again", () => {
    alerts.take(alert("clock"), 1);
    alerts.take(alert("clock"), 2);
    alerts.take(alert("clock", "h2"), 3);
    expect(alerts.all.map((one) => [one.record, one.at_ms])).toEqual([
      ["h2", 3],
      ["h1", 2],
    ]);
    expect(host.notes[0]?.tag).toBe(host.notes[1]?.tag);
  });

  it("makes one sound for many that come together", () => {
    KINDS.forEach((kind, at) => alerts.take(alert(kind), at));
    expect([host.sounds, host.notes.length]).toEqual([["offer"], KINDS.length]);
  });

  it("makes no sound when that is switched off", async () => {
    await desk.save({ sound: false });
    alerts.take(alert("offer"), 1);
    expect([host.sounds, host.notes.length]).toEqual([[], 1]);
    expect(host.asked("settings_save")).toEqual([{ ...SETTINGS, sound: false }]);
  });

  it("opens its record when the notification is pressed, and is put away", () => {
    alerts.take(alert("offer"), 1);
    host.notes[0]?.open();
    expect(route.path).toBe("/handoff/h1");
    expect(alerts.all).toEqual([]);
  });

  it("opens nothing while locked", () => {
    alerts.take(alert("offer"), 1);
    desk.take(deskView({ state: "locked" }));
    host.notes[0]?.open();
    expect(route.path).toBe("/board");
  });

  it("is said in the language of the screens, also to a screen reader", async () => {
    await setLanguage("es");
    alerts.take(alert("declined"), 1);
    expect(host.notes[0]?.body).toBe(t("shell.alert.declined"));
    expect(host.notes[0]?.body).toMatch(/rechazó/);
    expect(announcer.text.trim()).toBe(t("shell.alert.declined"));
  });
});
