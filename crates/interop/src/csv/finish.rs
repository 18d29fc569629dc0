//! Drafts into records: ids derived, one edit per field, whole incidents together.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::fact::Fact;
use domain::{Edit, Moment, RecordId, RecordKind, Scalar};

use super::draft::Draft;
use super::gather::{Administration, Contact, Gathered, Incident, Key};
use super::map::Map;
use super::moments::{OCCURRED, OCCURRED_DATE};
use super::{Derive, Plan, doses};
use crate::{ImportGroup, ImportRecord};

/// Turns what was gathered into the plan.
pub(super) fn plan(map: &Map, derive: Derive<'_>, mut gathered: Gathered) -> Plan {
    gathered.close_labels();
    find_disagreements(&mut gathered);
    let Gathered { incidents, people, mut report, .. } = gathered;
    report.incidents = incidents.len() as u64;
    report.people = people.len() as u64;
    let finish = Finish { map, derive };
    let mut given = BTreeSet::new();
    let mut done = BTreeSet::new();
    let mut groups = Vec::with_capacity(incidents.len());
    for (key, incident) in incidents {
        let occurred = finish.occurred(&incident.draft);
        let mut records = vec![finish.incident(&key, &incident, occurred)];
        for person in incident.contacts.keys() {
            if let Some(draft) = people.get(person).filter(|_| done.insert(person.clone())) {
                records.push(finish.person(person, draft));
            }
        }
        for (person, contact) in &incident.contacts {
            report.contacts += 1;
            report.administrations += contact.administrations.len() as u64;
            report.doses += contact.administrations.values().map(dose_count).sum::<u64>();
            if contact.draft.get("naloxone.given").and_then(Scalar::as_text) == Some("yes") {
                given.insert(person.clone());
            }
            records.push(finish.contact(&key, person, contact, occurred));
        }
        groups.push(ImportGroup { key, records, rows: incident.rows });
    }
    report.people_given_naloxone = given.len() as u64;
    Plan { groups, report }
}

struct Finish<'a> {
    map: &'a Map,
    derive: Derive<'a>,
}

impl Finish<'_> {
    /// The kind leads the parts, so that incident 7 and person 7 are two records.
    fn id(&self, what: &str, parts: &[&Key], last: Option<&str>) -> RecordId {
        let parts = parts.iter().flat_map(|key| key.iter()).map(String::as_str);
        let all: Vec<&str> = std::iter::once(what).chain(parts).chain(last).collect();
        (self.derive)(&self.map.source, &all)
    }

    fn person(&self, key: &Key, draft: &Draft) -> ImportRecord {
        self.record(RecordKind::Person, self.id("person", &[key], None), draft.edits(), None)
    }

    fn incident(&self, key: &Key, incident: &Incident, occurred: Option<Moment>) -> ImportRecord {
        self.record(RecordKind::Incident, self.id("incident", &[key], None), incident.draft.edits(), occurred)
    }

    fn contact(
        &self,
        incident: &Key,
        person: &Key,
        contact: &Contact,
        occurred: Option<Moment>,
    ) -> ImportRecord {
        let mut edits = contact.draft.edits();
        let refer = |id: RecordId| Scalar::text(id.to_string());
        edits.push(Edit::set("person", refer(self.id("person", &[person], None))));
        edits.push(Edit::set("incident", refer(self.id("incident", &[incident], None))));
        for (key, given) in &contact.administrations {
            self.administration(key, given, &mut edits);
        }
        let id = self.id("contact", &[incident, person], None);
        self.record(RecordKind::Contact, id, edits, occurred)
    }

    fn administration(&self, key: &Key, given: &Administration, edits: &mut Vec<Edit>) {
        let id = self.id("administration", &[key], None);
        let mut fact = fact(&given.parts);
        if fact.get("giver").is_none() {
            // As `domain` writes it: the giver is always said, and a fact is never empty.
            fact = fact.with("giver", "unknown");
        }
        edits.push(Edit::set(format!("administration.{id}"), Scalar::text(fact.to_string())));
        for number in 1..=dose_count(given) {
            let dose = self.id("dose", &[key], Some(&number.to_string()));
            let text = self::fact(&given.dose_parts).with("administration", id).to_string();
            edits.push(Edit::set(format!("dose.{dose}"), Scalar::text(text)));
        }
    }

    /// What every record of an import has, and what the map gives to all of a kind.
    fn record(
        &self,
        kind: RecordKind,
        id: RecordId,
        mut edits: Vec<Edit>,
        occurred: Option<Moment>,
    ) -> ImportRecord {
        edits.push(Edit::set("status", Scalar::text("ready")));
        edits.push(Edit::set("source", Scalar::text(&self.map.source)));
        for always in self.map.always.iter().filter(|always| always.kind == kind) {
            if !edits.iter().any(|edit| edit.key == always.key) {
                edits.push(Edit::set(&always.key, Scalar::text(&always.value)));
            }
        }
        edits.sort_by(|a, b| a.key.cmp(&b.key));
        ImportRecord { id, kind, edits, occurred }
    }

    /// When the incident happened; of a bare day its last second.
    fn occurred(&self, incident: &Draft) -> Option<Moment> {
        if let Some(text) = incident.get(OCCURRED).and_then(Scalar::as_text) {
            return text.parse().ok();
        }
        let day: NaiveDate = incident.get(OCCURRED_DATE)?.as_text()?.parse().ok()?;
        Moment::local(day.and_hms_opt(23, 59, 59)?, self.map.zone).ok()
    }
}

fn fact(parts: &Draft) -> Fact {
    parts.standing().fold(Fact::new(), |fact, (part, value)| fact.with(part, value))
}

fn dose_count(given: &Administration) -> u64 {
    match given.count.get(doses::COUNT) {
        Some(Scalar::Int(count)) => u64::try_from(*count).unwrap_or(0),
        _ => 0,
    }
}

fn find_disagreements(gathered: &mut Gathered) {
    let mut out = Vec::new();
    for (key, incident) in &gathered.incidents {
        incident.draft.disagreements(RecordKind::Incident, key, "", &mut out);
        for (person, contact) in &incident.contacts {
            let both: Key = key.iter().chain(person).cloned().collect();
            contact.draft.disagreements(RecordKind::Contact, &both, "", &mut out);
            for (key, given) in &contact.administrations {
                given.parts.disagreements(RecordKind::Contact, key, "administration.", &mut out);
                given.dose_parts.disagreements(RecordKind::Contact, key, "dose.", &mut out);
                given.count.disagreements(RecordKind::Contact, key, "doses.", &mut out);
            }
        }
    }
    for (key, person) in &gathered.people {
        person.disagreements(RecordKind::Person, key, "", &mut out);
    }
    gathered.report.disagreements = out;
}
