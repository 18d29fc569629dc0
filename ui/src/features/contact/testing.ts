/** What the tests of contacts and people share: records with fields, and a core that keeps drafts. */

import type { ContactNewRequest, ContactView, DraftView, FieldView, RecordView } from "../../gen/api";
import { FakeHost } from "../../host/fake";
import { HostError, useHost } from "../../host";

export const NOTHING: ContactNewRequest = {
  pathway: "",
  person: "unknown",
  incident: null,
  incident_fields: {},
  fields: {},
  doses: [],
  narrative: null,
  compartment: null,
};

export function field(key: string, value: string, more: Partial<FieldView> = {}): FieldView {
  return { key, value, conflict: [], alert: null, ...more };
}

export function record(id: string, kind: string, fields: FieldView[], version = "v1"): RecordView {
  return { id, kind, compartment: "shared", mark: "ready", version, fields, issues: [] };
}

export function contactView(fields: FieldView[], version = "v1"): ContactView {
  return {
    record: record("c1", "contact", fields, version),
    incident: record("i1", "incident", []),
    person: record("p1", "person", [field("name.given", "Jordan")]),
    person_name: "Jordan Example",
    administrations: [],
    notes: [],
    handoffs: [],
    follow_ups: [],
  };
}

/** A core that keeps one draft in memory. */
export function draftHost(contact: Partial<ContactNewRequest> = {}, focus = "") {
  const draft: DraftView = {
    id: "d1",
    contact: { ...NOTHING, ...contact },
    focus,
    saved_ms: new Date(2026, 10, 21, 14, 0, 0).getTime(),
    issues: [],
  };
  const host = new FakeHost({
    draft_show: ({ id }) => (id === draft.id ? draft : new HostError("record.not_found")),
    draft_save: (request) => ({
      ...draft,
      id: request.id ?? "d2",
      contact: request.contact,
      focus: request.focus,
      saved_ms: new Date(2026, 10, 21, 14, 32, 5).getTime(),
    }),
    draft_discard: {},
    draft_ready: { contact: "c1", incident: "i1", person: "p1", follow_up: null, hints: [] },
    person_search: { people: [], hidden: false },
    place_save: {},
  });
  useHost(host);
  return host;
}
