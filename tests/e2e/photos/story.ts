// A county's day for the photographs: people, contacts, handoffs in many states. All of it is fictional.
import type { ContactNewRequest } from "../../../ui/src/gen/api.ts";
import { Core } from "../harness/core.ts";
import { ENVIRONMENT, run } from "../harness/programs.ts";
import { FIXTURES, type Name, type Station, World } from "../harness/world.ts";

const NAMES: readonly Name[] = ["patrol", "ems", "outreach", "provider"];

export interface Story {
  readonly world: World;
  readonly stations: Record<Name, Station>;
  readonly cores: Record<Name, Core>;
  /** Handoffs by what is to be seen on them, as the outreach team sees them. */
  readonly handoffs: Record<string, string>;
  readonly contacts: Record<string, string>;
  readonly people: Record<string, string>;
  readonly drafts: Record<"full" | "empty" | "wrong", string>;
  readonly service: string;
}

type Person = Record<string, string>;
type More = Partial<Omit<ContactNewRequest, "person" | "pathway">>;

const LONG =
  "Called by a passer-by. On arrival Jordan was sitting against the wall of the bus shelter, breathing eight times a " +
  "minute, pinpoint pupils. Two doses of 4 mg nasal, three minutes apart; awake after the second.\n\n" +
  "“I don't want the hospital. I want somewhere to sleep where nobody takes my bag.” Talked for ten minutes about a " +
  "bed tonight and about buprenorphine tomorrow. Left a kit. Sister lives on Example Avenue and would take a call.";
const SPANISH =
  "La encontramos junto a la lavandería con su hijo mayor. “Quiero hablar con alguien que hable español y que no me " +
  "juzgue.” Acepta que la acompañemos a la clínica el jueves por la mañana; no quiere que llamemos a su casa.";

function contact(pathway: string, person: ContactNewRequest["person"], more: More = {}): ContactNewRequest {
  return {
    pathway,
    person,
    incident: null,
    incident_fields: {},
    fields: {},
    doses: [],
    narrative: null,
    compartment: null,
    ...more,
  };
}

const nasal = (at: string, response: string) => ({ mg: "4", route: "nasal", at, response, giver: null });

/** The people, by a short name of ours. */
const PEOPLE: Readonly<Record<string, Person>> = {
  jordan: {
    "name.given": "Jordan",
    "name.family": "Example",
    "name.preferred": "Jo",
    birth_date: "1985-11-03",
    pronouns: "they/them",
    "phone.5550100": "555-0100",
    "language.en": "true",
    "language.es": "true",
    "risk.overdose_recent": "yes",
    "risk.animal": "yes",
    "allergy.penicillin": "yes",
    own_words: "I answer to Jo. Ask me before you touch my things.",
    what_matters: "Seeing my daughter on Sundays. A bed where I can lock the door.",
    gender: "nonbinary",
  },
  maria: {
    "name.given": "María Fernanda",
    "name.family": "Ejemplo de la Cruz",
    birth_date: "1979-02",
    "language.es": "true",
  },
  yusuf: { "name.given": "يوسف", "name.family": "مثال", birth_date: "1991", "language.ar": "true" },
  sam: { "name.given": "Sam", "name.family": "Sample", birth_date: "1996-07-19" },
  riley: { "name.given": "Riley", "name.family": "Placeholder", birth_date: "1968-01-30" },
  jose: { "name.given": "José Luis", "name.family": "Muestra-Specimen", birth_date: "1988-05-05" },
  alex: { "name.given": "Alex", "name.family": "Placeholder" },
  dana: { "name.given": "Dana", "name.family": "Specimen", birth_date: "2001-12-24" },
  heron: { code_name: "Blue Heron" },
};

/** A time as the form keeps it: with its day, on the clock of the devices. */
function typedAt(minutesAgo: number): string {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const how = { timeZone: ENVIRONMENT["TZ"], dateStyle: "short", timeStyle: "short" } as const;
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv", how).format(at);
}

const place = (address: string, kind: string): Record<string, string> => ({
  "place.address": address,
  "place.kind": kind,
  "place.city": "Exampleville",
});

/** Who met whom, by which pathway; minutes ago tell when. */
const CONTACTS: readonly (readonly [string, Name, string, number, More])[] = [
  ["alex", "provider", "self_referral", 2900, { fields: { offer: "accepted", "need.substance_use_treatment": "true" } }],
  ["dana", "patrol", "officer_intervention", 1700, { fields: { ...place("12 Sample Street", "business"), offer: "declined", "offer.reason": "person_wants_later" } }],
  ["riley", "ems", "naloxone_plus", 3000, { fields: { ...place("Room 14, Example Motel", "business"), survived: "yes", offer: "offered" }, doses: [nasal("now-3000", "responsive_sedated")] }],
  ["sam", "ems", "naloxone_plus", 2050, { fields: { ...place("Third Avenue underpass", "encampment"), survived: "yes", offer: "accepted", "need.housing": "true" }, doses: [nasal("now-2050", "responsive_alert"), nasal("now-2046", "responsive_alert")] }],
  ["heron", "outreach", "active_outreach", 1500, { fields: { ...place("Riverside camp, by the blue tarp", "encampment"), living_situation: "unsheltered", offer: "declined", "offer.reason": "person_not_interested", "need.food": "true" }, narrative: "Gave water and socks. Wants nothing else today; we may come back on Tuesday." }],
  ["yusuf", "patrol", "community_response", 1300, { fields: { ...place("Example Station, platform 2", "transit"), offer: "offered", "crisis.mental_health": "true" }, narrative: "Spoke with him through the telephone interpreter. He says: «أريد أن أنام»." }],
  ["maria", "outreach", "active_outreach", 400, { fields: { ...place("Lavandería La Muestra, 200 Example Avenue", "business"), offer: "accepted", "need.health_care": "true", "need.legal": "true", "need.child_care": "true", living_situation: "staying_with_others" }, narrative: SPANISH }],
  ["jose", "patrol", "first_responder_and_officer_referral", 310, { fields: { ...place("Lot behind the Sample Market", "vehicle"), offer: "accepted", "need.transport": "true", "crisis.homelessness": "true" }, narrative: "Sleeping in his car. Asked for a ride to the day center." }],
  ["jordan", "ems", "naloxone_plus", 95, { incident_fields: { cad_number: "26-004417", kind: "overdose" }, fields: { ...place("Bus shelter, 100 Example Street", "street"), "time.dispatched": "now-104", "time.on_scene": "now-97", survived: "yes", "naloxone.given": "yes", kit_left: "yes", offer: "accepted", "need.housing": "true", "need.substance_use_treatment": "true", "need.phone": "true", "substance.fentanyl": "true", "crisis.overdose": "true", "disposition.refused_transport": "true" }, doses: [nasal("now-95", "no_response"), nasal("now-92", "responsive_alert")], narrative: LONG }],
];

/** What was offered to whom, and what the outreach team or the provider did then. */
const HANDOFFS: readonly (readonly [string, Name, readonly Name[], string, readonly (readonly [Name, string, string | null])[]])[] = [
  ["arrived", "patrol", ["outreach"], "dana", [["outreach", "accepted", null], ["outreach", "met", null], ["outreach", "arrived", null]]],
  ["refused", "patrol", ["outreach"], "yusuf", [["outreach", "accepted", null], ["outreach", "refused", null]]],
  ["declined", "outreach", ["provider"], "heron", [["provider", "declined", "no_capacity"]]],
  ["mine", "ems", ["outreach"], "sam", [["outreach", "accepted", null]]],
  ["given", "outreach", ["provider"], "maria", [["provider", "accepted", null]]],
  ["second", "patrol", ["outreach"], "jose", []],
  ["offered", "ems", ["outreach", "provider"], "jordan", []],
];
const ASKS: Readonly<Record<string, string>> = {
  jordan: "A bed tonight, and somebody who can talk about buprenorphine tomorrow morning.",
  sam: "Somebody to meet Sam at the underpass before Friday.",
  maria: "Cita el jueves por la mañana, con alguien que hable español.",
  jose: "A ride to the day center.",
  heron: "A place without questions asked.",
};

export async function tell(): Promise<Story> {
  const world = await World.gather(NAMES);
  for (const list of [
    ["import", "csv", "--map", "pa-oin", `${FIXTURES}pa-oin/extract.csv`],
    ["import", "hsds-transformer", `${FIXTURES}hsds`],
    ["sync"],
  ])
    run(world.home("office"), list);
  const stations = {} as Record<Name, Station>;
  const cores = {} as Record<Name, Core>;
  for (const name of NAMES) {
    stations[name] = await world.station(name);
    cores[name] = await Core.enter(stations[name]);
  }
  const story: Story = {
    world,
    stations,
    cores,
    handoffs: {},
    contacts: {},
    people: {},
    drafts: { full: "", empty: "", wrong: "" },
    service: "",
  };
  await meet(story);
  await handOver(story);
  await disagree(story);
  await write(story);
  return { ...story, drafts: await draft(cores.outreach), service: await serviceOf(cores.outreach) };
}

/** The contacts, each on the device of whoever made it; the one of three days ago is overdue by now. */
async function meet({ cores, contacts, people }: Story): Promise<void> {
  for (const [who, by, pathway, minutes, more] of CONTACTS) {
    const fields = { "time.started": `now-${minutes}`, ...more.fields };
    const person = { new: { ...(PEOPLE[who] ?? {}) } };
    const made = await cores[by].call("contact_new", contact(pathway, person, { ...more, fields }));
    contacts[who] = made.contact;
    people[who] = made.person;
    if (who === "riley" && made.follow_up !== null) {
      await cores[by].call("record_edit", { id: made.follow_up, fields: { "clock.due_hours": "47" }, seen: null });
    }
  }
}

async function handOver(story: Story): Promise<void> {
  const { cores, contacts, handoffs, world } = story;
  await everywhere(story, ["jordan"]);
  for (const [state, by, to, who] of HANDOFFS) {
    const asked = { contact: contacts[who] ?? "", to: to.map((one) => world.agency(one)), asks: ASKS[who] ?? "", purpose: null };
    handoffs[state] = (await cores[by].call("handoff_offer", asked)).id;
  }
  const both = { contact: contacts["riley"] ?? "", to: [world.agency("outreach"), world.agency("provider")] };
  handoffs["contested"] = (await cores.ems.call("handoff_offer", { ...both, asks: "Somebody to sit with Riley.", purpose: null })).id;
  await heard(story, Object.values(handoffs));
  for (const [state, , , , steps] of HANDOFFS) {
    for (const [by, step, code] of steps)
      await cores[by].call("handoff_step", { id: handoffs[state] ?? "", step, code, to: null });
  }
}

/** Two accept, and two write one field, while nobody can hear of the other. */
async function disagree(story: Story): Promise<void> {
  const { cores, handoffs, people, world } = story;
  await world.stopRelay();
  for (const by of ["outreach", "provider"] as const) {
    await cores[by].call("handoff_step", { id: handoffs["contested"] ?? "", step: "accepted", code: null, to: null });
  }
  const jordan = people["jordan"] ?? "";
  await cores.ems.call("record_edit", { id: jordan, fields: { birth_date: "1985-03-11" }, seen: null });
  await cores.patrol.call("record_edit", {
    id: jordan,
    fields: { birth_date: "1985-11-13", "risk.weapon_access": "yes" },
    seen: null,
  });
  await cores.outreach.call("record_edit", { id: jordan, fields: { "risk.weapon_access": "no" }, seen: null });
  await world.startRelay();
  await cores.outreach.synced(async () => {
    for (const name of NAMES) await cores[name].call("sync_now", {});
    const { marks } = await cores.outreach.call("handoff_show", { id: handoffs["contested"] ?? "" });
    return marks.includes("contested") && (await cores.outreach.call("conflicts", {})).conflicts.length > 1;
  });
}

/** What is on the outreach device only: not sent yet. */
async function write({ cores, contacts }: Story): Promise<void> {
  const { follow_ups } = await cores.outreach.call("follow_ups", { due_within_hours: null });
  for (const one of follow_ups.slice(0, 1))
    await cores.outreach.call("follow_up_attempt", { id: one.id, outcome: "left_message" });
  await cores.outreach.call("note_add", {
    contact: contacts["jordan"] ?? "",
    body: "Called the sister. She says Jo may come by after six.",
    amends: null,
  });
}

async function draft(core: Core): Promise<Story["drafts"]> {
  const full = contact(
    "naloxone_plus",
    { new: { "name.given": "Terry", "name.family": "Example", "name.preferred": "T", birth_date: "11/3/85" } },
    {
      incident_fields: { cad_number: "26-004512", kind: "overdose" },
      fields: {
        ...place("Stairwell B, 40 Sample Towers", "home"),
        "time.started": typedAt(12),
        "time.on_scene": typedAt(11),
        survived: "yes",
        "naloxone.given": "yes",
        offer: "not_offered",
        "offer.reason": "medical_emergency",
        "crisis.overdose": "true",
        "substance.fentanyl": "true",
        "need.medication": "true",
      },
      doses: [nasal(typedAt(11), "no_response"), nasal(typedAt(8), "responsive_sedated")],
      narrative: LONG,
    },
  );
  const empty = contact("", "unknown", { fields: { "time.started": typedAt(0) } });
  const wrong = contact(
    "first_responder_and_officer_referral",
    { new: { "name.given": "Pat", birth_date: "31/31/85" } },
    { fields: { "time.started": "soon", offer: "not_offered" } },
  );
  const save = async (typed: ContactNewRequest, focus = ""): Promise<string> =>
    (await core.call("draft_save", { id: null, seen_ms: null, contact: typed, focus })).id;
  return { empty: await save(empty, "name.given"), wrong: await save(wrong), full: await save(full) };
}

async function serviceOf(core: Core): Promise<string> {
  const { services } = await core.call("service_search", { text: "", limit: 50 });
  const most = [...services].sort((a, b) => b.description.length - a.description.length)[0];
  return most?.id ?? "";
}

/** Everybody holds these people. */
async function everywhere(story: Story, who: readonly string[]): Promise<void> {
  const { cores, people } = story;
  for (const name of NAMES) {
    await cores[name].synced(async () => {
      for (const other of NAMES) await cores[other].call("sync_now", {});
      const found = who.map((one) => cores[name].call("person_show", { id: people[one] ?? "" }).catch(() => undefined));
      return (await Promise.all(found)).every((one) => one !== undefined);
    });
  }
}

/** Whoever was asked has heard of it. */
async function heard({ cores }: Story, ids: readonly string[]): Promise<void> {
  for (const name of ["outreach", "provider"] as const) {
    await cores[name].synced(async () => {
      for (const other of NAMES) await cores[other].call("sync_now", {});
      const { handoffs } = await cores[name].call("handoff_list", { limit: 100 });
      const known = handoffs.filter((one) => one.state !== "unknown").map((one) => one.id);
      return ids.every((id) => known.includes(id));
    });
  }
}
