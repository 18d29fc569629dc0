// Work in hand on every screen: a person with a past, drafts, handoffs in every state, follow-ups, a conflict.
import type { ContactNewRequest, DraftView } from "../../../ui/src/gen/api.ts";
import { Core } from "./core.ts";
import { run } from "./programs.ts";
import { FIXTURES, type Name, type Station, World } from "./world.ts";

/** A contact as a form would hand it in. */
export function contact(
  person: ContactNewRequest["person"],
  more: Partial<ContactNewRequest> = {},
): ContactNewRequest {
  return {
    pathway: "naloxone_plus",
    person,
    incident: null,
    incident_fields: { cad_number: "26-000123" },
    fields: { "place.address": "100 Example Street", offer: "accepted", "need.housing": "true" },
    doses: [],
    narrative: null,
    compartment: null,
    ...more,
  };
}

export interface Scene {
  readonly world: World;
  readonly stations: Readonly<Record<Name, Station>>;
  readonly cores: Readonly<Record<Name, Core>>;
  /** Ids by what they are for. */
  readonly at: Readonly<Record<"person" | "nobody" | "contact" | "draft" | "blank" | "service", string>>;
  /** A handoff for each state that one can be in, by state. */
  readonly handoffs: Readonly<Record<string, string>>;
}

const NAMES: readonly Name[] = ["patrol", "ems", "outreach", "provider"];
const dose = { mg: "4", route: "nasal", at: "now-10", response: "responsive_alert", giver: null };

/** What the receiving agency did for each state. */
const STEPS: Readonly<Record<string, readonly [string, string | null][]>> = {
  offered: [],
  acknowledged: [["acknowledged", null]],
  accepted: [["accepted", null]],
  declined: [["declined", "no_capacity"]],
  met: [
    ["accepted", null],
    ["met", null],
  ],
  transported: [
    ["accepted", null],
    ["met", null],
    ["transported", null],
  ],
  arrived: [
    ["accepted", null],
    ["met", null],
    ["arrived", null],
  ],
  refused: [
    ["accepted", null],
    ["refused", null],
  ],
  unattended: [
    ["accepted", null],
    ["unattended", null],
  ],
  rescheduled: [
    ["accepted", null],
    ["rescheduled", null],
  ],
  engaged: [
    ["accepted", null],
    ["met", null],
    ["engaged", null],
  ],
};

/** All of it, shared by the relay and held by every device it is for. */
export async function stage(): Promise<Scene> {
  const world = await World.gather(NAMES);
  run(world.home("office"), ["import", "hsds-transformer", `${FIXTURES}hsds`]);
  run(world.home("office"), ["sync"]);
  const stations = {} as Record<Name, Station>;
  const cores = {} as Record<Name, Core>;
  for (const name of NAMES) {
    stations[name] = await world.station(name);
    cores[name] = await Core.enter(stations[name]);
  }
  const { patrol, ems, outreach } = cores;
  const made = await patrol.call(
    "contact_new",
    contact(
      {
        new: {
          "name.given": "Jordan",
          "name.family": "Example",
          birth_date: "1985-11-03",
          "phone.5550100": "555-0100",
        },
      },
      { doses: [dose], narrative: 'Found on the bench. "I would like a bed tonight."' },
    ),
  );
  const unknown = await patrol.call("contact_new", contact("unknown", { fields: {}, incident_fields: {} }));
  const handoffs: Record<string, string> = {};
  for (const state of Object.keys(STEPS)) {
    const offer = { contact: made.contact, to: [world.agency("ems")], asks: "A bed tonight.", purpose: null };
    handoffs[state] = (await patrol.call("handoff_offer", offer)).id;
  }
  const both = { contact: made.contact, to: [world.agency("ems"), world.agency("outreach")], asks: "", purpose: null };
  const contested = (await patrol.call("handoff_offer", both)).id;
  handoffs["withdrawn"] = (await patrol.call("handoff_offer", both)).id;
  await patrol.call("handoff_step", { id: handoffs["withdrawn"], step: "withdrawn", code: null, to: null });
  const here = async (core: Core, least: number): Promise<boolean> =>
    (await core.call("handoff_list", { limit: 100 })).handoffs.filter((one) => one.state !== "unknown")
      .length >= least;
  await patrol.synced(async () => (await patrol.call("status", {})).unsent === 0);
  await ems.synced(() => here(ems, Object.keys(STEPS).length + 2));
  await outreach.synced(() => here(outreach, 2));

  // Both accept while neither can hear of the other.
  await world.stopRelay();
  for (const core of [ems, outreach])
    await core.call("handoff_step", { id: contested, step: "accepted", code: null, to: null });
  for (const [state, steps] of Object.entries(STEPS))
    for (const [step, code] of steps)
      await ems.call("handoff_step", { id: handoffs[state] ?? "", step, code, to: null });
  await disagree(patrol, ems, made);
  await world.startRelay();
  for (const core of [patrol, ems, outreach])
    await core.synced(async () => (await core.call("status", {})).unsent === 0);
  await patrol.synced(async () => {
    const { marks } = await patrol.call("handoff_show", { id: contested });
    return marks.includes("contested") && (await patrol.call("conflicts", {})).conflicts.length > 0;
  });
  await patrol.synced(async () => (await patrol.call("service_search", { text: "", limit: 1 })).total > 0);
  const draft = await patrol.call("draft_save", {
    id: null,
    contact: contact(
      { new: { "name.given": "Sam", "name.family": "Example" } },
      { doses: [dose], narrative: "Typed so far." },
    ),
    focus: "",
    seen_ms: null,
  });
  const blank = await blankDraft(patrol);
  const service = (await patrol.call("service_search", { text: "", limit: 1 })).services[0]?.id ?? "";
  return {
    world,
    stations,
    cores,
    at: {
      person: made.person,
      nobody: unknown.person,
      contact: made.contact,
      draft: draft.id,
      blank: blank.id,
      service,
    },
    handoffs: { ...handoffs, contested },
  };
}

/** A draft in which nothing was said yet. */
export function blankDraft(core: Core): Promise<DraftView> {
  const nothing = contact("unknown", { pathway: "", incident_fields: {}, fields: {} });
  return core.call("draft_save", { id: null, contact: nothing, focus: "", seen_ms: null });
}

/** Two people write the same fields at once. */
async function disagree(one: Core, other: Core, made: { person: string; contact: string }): Promise<void> {
  const said = [
    { core: one, name: "Jordie", born: "1985", offer: "declined" },
    { core: other, name: "Jo", born: "1984", offer: "offered" },
  ];
  for (const { core, name, born, offer } of said) {
    const fields = { "name.preferred": name, birth_date: born };
    await core.call("record_edit", { id: made.person, fields, seen: null });
    await core.call("record_edit", { id: made.contact, fields: { offer }, seen: null });
  }
}
