/** The form of a contact, and the request that it becomes. Nothing that was typed is lost on the way or back. */

import type { ContactNewRequest, DoseInput } from "../../gen/api";
import { pin, pinned, unpin } from "./times";

/** Groups of flags: one key per member in the record, one list of codes in the form. */
export const SETS = ["substance", "crisis", "disposition", "need"] as const;
export type SetName = (typeof SETS)[number];

/** Times of the contact, in the order in which they happen. */
export const TIMES = [
  "time.started",
  "time.dispatched",
  "time.en_route",
  "time.on_scene",
  "time.clear",
] as const;
export type TimeKey = (typeof TIMES)[number];

/** A time as the field shows it, and what is kept of it. */
export interface TimeText {
  text: string;
  kept: string;
}

/** A dose as the form holds it. Empty means: not said. */
export interface DoseModel {
  /** Tells rows apart on the screen; never leaves it. */
  row: number;
  mg: string;
  route: string;
  response: string;
  /** Empty: this agency. */
  giver: string;
  at: TimeText;
}

export interface ContactModel {
  pathway: string;
  /** The person picked; empty for somebody new or unknown. */
  personId: string;
  /** Fields of somebody new, as typed. */
  person: Record<string, string>;
  /** An incident already held. */
  incident: string | null;
  incidentFields: Record<string, string>;
  /** Fields of the contact that are neither times nor members of a set. */
  fields: Record<string, string>;
  times: Record<TimeKey, TimeText>;
  sets: Record<SetName, string[]>;
  doses: DoseModel[];
  narrative: string;
  compartment: string | null;
}

const NOTHING: TimeText = { text: "", kept: "" };

export function typedTime(text: string, now: Date): TimeText {
  return { text, kept: pin(text, now) };
}

function keptTime(kept: string | null | undefined, now: Date): TimeText {
  return kept ? { text: unpin(kept, now), kept } : { ...NOTHING };
}

/** A contact that begins now: the time is a real value, to be seen and changed. */
export function begin(now: Date, person: Pick<ContactModel, "personId" | "person">): ContactModel {
  const empty = fromRequest({ pathway: "", person: "unknown", fields: {} }, now);
  empty.times["time.started"] = keptTime(pinned(now), now);
  return { ...empty, ...person };
}

type Known = Partial<ContactNewRequest>;

/** What was kept, as a form. */
export function fromRequest(request: Known, now: Date): ContactModel {
  const person = request.person ?? "unknown";
  const fields: Record<string, string> = {};
  const sets: Record<SetName, string[]> = { substance: [], crisis: [], disposition: [], need: [] };
  const times = Object.fromEntries(TIMES.map((key) => [key, { ...NOTHING }])) as Record<TimeKey, TimeText>;
  for (const [key, value] of Object.entries(request.fields ?? {})) {
    const set = SETS.find((name) => key.startsWith(`${name}.`));
    if (set && value === "true") sets[set].push(key.slice(set.length + 1));
    else if (isTime(key)) times[key] = keptTime(value, now);
    else fields[key] = value;
  }
  return {
    pathway: request.pathway ?? "",
    personId: typeof person === "object" && "existing" in person ? person.existing : "",
    person: typeof person === "object" && "new" in person ? { ...person.new } : {},
    incident: request.incident ?? null,
    incidentFields: without(request.incident_fields ?? {}, "occurred"),
    fields,
    times,
    sets,
    doses: (request.doses ?? []).map((dose, row) => fromDose(dose, row, now)),
    narrative: request.narrative ?? "",
    compartment: request.compartment ?? null,
  };
}

function isTime(key: string): key is TimeKey {
  return (TIMES as readonly string[]).includes(key);
}

function without(fields: Record<string, string>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

/** The core takes "no time" for "now", so a dose whose time nobody knows says so. */
const NO_TIME = "unknown";

function fromDose(dose: DoseInput, row: number, now: Date): DoseModel {
  return {
    row,
    mg: dose.mg ?? "",
    route: dose.route ?? "",
    response: dose.response ?? "",
    giver: dose.giver ?? "",
    at: keptTime(dose.at === NO_TIME ? "" : dose.at, now),
  };
}

function toDose(dose: DoseModel): DoseInput {
  const said = (text: string): string | null => (text.trim() === "" ? null : text);
  return {
    mg: said(dose.mg),
    route: said(dose.route),
    at: said(dose.at.kept) ?? NO_TIME,
    response: said(dose.response),
    giver: said(dose.giver),
  };
}

/** Doses as `dose_add` takes them. */
export const toDoses = (doses: DoseModel[]): DoseInput[] => doses.map(toDose);

/** The next dose: strength, route and giver as the one before, given now. */
export function nextDose(doses: DoseModel[], last: LastDose, now: Date): DoseModel {
  const before = doses.at(-1);
  const row = Math.max(-1, ...doses.map((dose) => dose.row)) + 1;
  const { mg, route } = before ?? last;
  return { row, mg, route, response: "", giver: before?.giver ?? "", at: keptTime(pinned(now), now) };
}

export interface LastDose {
  mg: string;
  route: string;
}

/** What is kept of the form, and what Ready finishes. */
export function toRequest(model: ContactModel): ContactNewRequest {
  const fields = said(model.fields);
  for (const key of TIMES) {
    if (model.times[key].kept.trim() !== "") fields[key] = model.times[key].kept;
  }
  for (const set of SETS) for (const code of model.sets[set]) fields[`${set}.${code}`] = "true";
  return {
    pathway: model.pathway,
    person: whom(model),
    incident: model.incident,
    incident_fields: incidentFields(model),
    fields,
    doses: toDoses(model.doses),
    narrative: model.narrative.trim() === "" ? null : model.narrative,
    compartment: model.compartment,
  };
}

function whom(model: ContactModel): ContactNewRequest["person"] {
  if (model.personId !== "") return { existing: model.personId };
  const fields = said(model.person);
  return Object.keys(fields).length === 0 ? "unknown" : { new: fields };
}

/** The event happened when the contact with it began; without this the core would say: at Ready. */
function incidentFields(model: ContactModel): Record<string, string> {
  const fields = said(model.incidentFields);
  const started = model.times["time.started"].kept;
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(started)) fields["occurred"] = started;
  return fields;
}

function said(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ""));
}

/** What was typed into the search, as fields of somebody new: a name, "family, given", or a birth date. */
export function personFromSearch(text: string): Record<string, string> {
  const typed = text.trim();
  if (typed === "") return {};
  if (/^\d{1,2}\/\d{1,2}\/\d{2,4}$|^\d{4}(-\d{2}){0,2}$/.test(typed)) return { birth_date: typed };
  const comma = typed.indexOf(",");
  if (comma > 0) {
    return said({ "name.family": typed.slice(0, comma).trim(), "name.given": typed.slice(comma + 1).trim() });
  }
  const [given = "", ...family] = typed.split(/\s+/u);
  return said({ "name.given": given, "name.family": family.join(" ") });
}
