import { expect, test } from "vitest";
import type { ContactNewRequest } from "../../gen/api";
import { begin, fromRequest, nextDose, personFromSearch, toRequest, typedTime } from "./model";
import { instant, pin, unpin, wall } from "./times";

const NOW = new Date(2026, 10, 21, 0, 10);

const FULL: ContactNewRequest = {
  pathway: "naloxone_plus",
  person: { new: { "name.given": "Jordan", birth_date: "11/3/85" } },
  incident: null,
  incident_fields: { cad_number: "26-001", occurred: "2026-11-20 23:50" },
  fields: {
    "time.started": "2026-11-20 23:50",
    "time.clear": "half past",
    "need.housing": "true",
    "substance.fentanyl": "true",
    "place.address": "🛟 شارع ١٢\u200b",
    offer: "not_offered",
    "a_newer.field": "kept",
  },
  doses: [
    { mg: "4", route: "nasal", at: "2026-11-20 23:55", response: null, giver: null },
    { mg: null, route: null, at: "unknown", response: "no_response", giver: "family_or_friend" },
  ],
  narrative: "First line\n  second",
  compartment: null,
};

test("what was kept comes back as it was", () => {
  expect(toRequest(fromRequest(FULL, NOW))).toEqual(FULL);
  const picked: ContactNewRequest = { ...FULL, person: { existing: "some-id" }, incident: "that-one" };
  expect(toRequest(fromRequest(picked, NOW))).toEqual(picked);
});

test("a time shows its day only when it is not today, and what cannot be read stays as typed", () => {
  const model = fromRequest(FULL, NOW);
  expect(model.times["time.started"].text).toBe("2026-11-20 23:50");
  expect(model.times["time.clear"].text).toBe("half past");
  expect(fromRequest(FULL, new Date(2026, 10, 20, 23, 59)).times["time.started"].text).toBe("23:50");
});

test("a bare time is the latest such time at the moment of typing, as the core reads it", () => {
  expect(pin("0005", NOW)).toBe("2026-11-21 00:05");
  expect(pin("2350", NOW)).toBe("2026-11-20 23:50");
  expect(pin("507", NOW)).toBe("2026-11-20 05:07");
  expect(pin(" 5:07 ", NOW)).toBe("2026-11-20 05:07");
  expect(pin("now", NOW)).toBe("2026-11-21 00:10");
  expect(pin("NOW - 15", NOW)).toBe("2026-11-20 23:55");
  for (const other of ["", "25:00", "1260", "now+5", "soon", "2026-07-04 14:32", "7/4/26 1432"]) {
    expect(pin(other, NOW)).toBe(other);
  }
  expect(unpin(pin("0005", NOW), NOW)).toBe("00:05");
  expect(instant(pin("2350", NOW))).toBe(new Date(2026, 10, 20, 23, 50).getTime());
  expect(instant("soon")).toBeUndefined();
  expect(wall("2026-11-21T00:10:00-05:00[America/New_York]")).toBe("2026-11-20 23:10");
});

test("a draft that lies over night keeps the day it was typed on", () => {
  const model = begin(NOW, { personId: "", person: {} });
  model.times["time.clear"] = typedTime("0009", NOW);
  const nextDay = fromRequest(toRequest(model), new Date(2026, 10, 22, 9, 0));
  expect(toRequest(nextDay).fields["time.clear"]).toBe("2026-11-21 00:09");
});

test("a new contact begins now, and so does its incident", () => {
  const request = toRequest(begin(NOW, { personId: "", person: {} }));
  expect(request).toMatchObject({
    person: "unknown",
    fields: { "time.started": "2026-11-21 00:10" },
    incident_fields: { occurred: "2026-11-21 00:10" },
  });
});

test("what is empty is not said", () => {
  const model = begin(NOW, { personId: "", person: { "name.given": "  " } });
  model.fields["place.city"] = " ";
  model.times["time.started"] = typedTime("", NOW);
  model.narrative = " \n ";
  expect(toRequest(model)).toMatchObject({
    person: "unknown",
    fields: {},
    incident_fields: {},
    narrative: null,
  });
});

test("the next dose is like the one before, given now", () => {
  const first = nextDose([], { mg: "4", route: "nasal" }, NOW);
  expect(first).toMatchObject({ row: 0, mg: "4", route: "nasal", at: { kept: "2026-11-21 00:10" } });
  const changed = { ...first, mg: "8", giver: "family_or_friend", response: "no_response" };
  const second = nextDose([changed], { mg: "4", route: "nasal" }, NOW);
  expect(second).toMatchObject({ row: 1, mg: "8", giver: "family_or_friend", response: "" });
});

test("what was searched for becomes the name or the birth date of somebody new", () => {
  expect(personFromSearch(" Jordan Example ")).toEqual({ "name.given": "Jordan", "name.family": "Example" });
  expect(personFromSearch("Example, Jordan")).toEqual({ "name.family": "Example", "name.given": "Jordan" });
  expect(personFromSearch("Ana de la Cruz")).toEqual({ "name.given": "Ana", "name.family": "de la Cruz" });
  expect(personFromSearch("Blue")).toEqual({ "name.given": "Blue" });
  expect(personFromSearch("11/3/85")).toEqual({ birth_date: "11/3/85" });
  expect(personFromSearch("  ")).toEqual({});
});
