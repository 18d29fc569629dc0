import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { HandoffView } from "../../gen/api";
import HandoffPacket from "./HandoffPacket.svelte";
import { asksMore, stepsOf } from "./steps";

function handoff(packet: Record<string, string>): HandoffView {
  const fields = Object.entries(packet).map(([key, value]) => ({ key, value, conflict: [], alert: null }));
  return {
    id: "h1",
    state: "offered",
    accountable: [],
    marks: [],
    may: [],
    person: null,
    person_name: "",
    events: [],
    receipt: "",
    acknowledge_due_ms: null,
    may_not: [],
    asked: [],
    from: "Example County EMS",
    mine: false,
    contact: null,
    asks: "",
    packet: fields,
    copied: null,
    told: [],
    not_told: [],
    disclosures: [],
    latest_ms: 0,
    mark: "sent",
  };
}

test("several needs and languages of a packet are shown, each group on one line", () => {
  const packet = {
    "need.food": "true",
    "need.housing": "true",
    "language.es": "true",
    "place.city": "Exampleville",
  };
  render(HandoffPacket, { handoff: handoff(packet) });
  expect(screen.getByText(/Food.* · Housing/)).toBeTruthy();
  expect(screen.getByText("Spanish")).toBeTruthy();
  expect(screen.getByText("Exampleville")).toBeTruthy();
});

test("a step of a newer version is offered too, and asking another agency asks whom", () => {
  const steps = stepsOf({ may: ["closed", "offered", "accepted", "teleported"], state: "offered" });
  expect(steps.forward).toEqual(["accepted"]);
  expect(steps.other).toEqual(["offered", "closed", "teleported"]);
  expect(asksMore("offered")).toBe(true);
  expect(asksMore("accepted")).toBe(false);
});
