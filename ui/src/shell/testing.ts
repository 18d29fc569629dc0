// Views for unit tests of the shell and its pages; plainly fictional.
import type { BoardView, DeskView, HandoffView, SettingsView, StatusView } from "../gen/api";

export const SETTINGS: SettingsView = {
  language: "en",
  theme: "day",
  size: "normal",
  sound: true,
  lock_after_min: 5,
};

export function deskView(change: Partial<DeskView> = {}): DeskView {
  return {
    state: "open",
    settings: SETTINGS,
    sync: { state: "idle", code: null, unsent: 0, drafts: 0, taken_in: true, waiting: 0, last_sync_ms: null },
    asks_name: false,
    member: "m1",
    place: null,
    lease: { state: "running", days_left: 14 },
    version: "0.0.0",
    ...change,
  };
}

export const STATUS: StatusView = {
  device: "d1",
  member: "m1",
  name: "",
  agency: "Cedar Example Police",
  role: "patrol",
  class: "law",
  relay: "relay.example",
  compartments: [{ handle: "aa", name: "shared" }],
  unsent: 0,
  drafts: 0,
  last_sync_ms: null,
};

export const EMPTY_BOARD: BoardView = {
  drafts: [],
  waiting: [],
  mine: [],
  recent: [],
  due: [],
  due_total: 0,
  conflicts: 0,
  quarantined: 0,
  parked: 0,
  hidden: false,
};

export function handoff(change: Partial<HandoffView> = {}): HandoffView {
  return {
    id: "h1",
    state: "offered",
    accountable: ["River Example EMS"],
    marks: [],
    may: ["acknowledged", "accepted", "declined"],
    person: "p1",
    person_name: "Jordan Example",
    events: [],
    receipt: "AAAA",
    acknowledge_due_ms: null,
    may_not: [],
    asked: ["Cedar Example Police"],
    from: "River Example EMS",
    mine: false,
    contact: null,
    asks: "A bed tonight",
    packet: [],
    copied: null,
    told: [],
    not_told: [],
    disclosures: [],
    latest_ms: 0,
    mark: "sent",
    ...change,
  };
}
