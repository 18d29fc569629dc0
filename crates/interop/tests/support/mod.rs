//! What the tests of an import share: ids without a key, plans, counts over what was yielded.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use domain::{Edit, RecordId, RecordKind, Scalar};
use footbridge_interop::csv::{self, CsvError, Map, Plan};
use footbridge_interop::{ImportGroup, ImportRecord};

pub const EXTRACT: &str = include_str!("../../../../tests/fixtures/pa-oin/extract.csv");

/// A stand-in for the keyed hash: equal parts, equal ids; other parts, other ids.
pub fn derive(source: &str, parts: &[&str]) -> RecordId {
    let mut low: u64 = 0xcbf2_9ce4_8422_2325;
    let mut high: u64 = 0x9ae1_6a3b_2f90_404f;
    for part in std::iter::once(&source).chain(parts) {
        for byte in part.bytes().chain([0xFF]) {
            low = (low ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            high = (high.rotate_left(7) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&low.to_be_bytes());
    bytes[8..].copy_from_slice(&high.to_be_bytes());
    RecordId::from_bytes(bytes)
}

pub fn pa_oin() -> Map {
    Map::shipped("pa-oin").unwrap()
}

pub fn plan_with(map: &Map, text: &[u8]) -> Result<Plan, CsvError> {
    csv::plan(text, map, &derive, &mut |_| ControlFlow::Continue(()))
}

pub fn plan(text: &str) -> Plan {
    plan_with(&pa_oin(), text.as_bytes()).unwrap()
}

pub fn records(plan: &Plan) -> impl Iterator<Item = &ImportRecord> {
    plan.groups.iter().flat_map(|group: &ImportGroup| &group.records)
}

pub fn value<'a>(record: &'a ImportRecord, key: &str) -> Option<&'a Scalar> {
    let edit: &Edit = record.edits.iter().find(|edit| edit.key == key)?;
    edit.value.as_ref()
}

pub fn text<'a>(record: &'a ImportRecord, key: &str) -> Option<&'a str> {
    value(record, key)?.as_text()
}

pub fn of(plan: &Plan, kind: RecordKind) -> Vec<&ImportRecord> {
    records(plan).filter(|record| record.kind == kind).collect()
}

/// Distinct people whose contacts hold `key`.
pub fn people_with(plan: &Plan, key: &str) -> usize {
    let contacts = of(plan, RecordKind::Contact);
    let with = contacts.iter().filter(|contact| value(contact, key).is_some());
    with.map(|contact| text(contact, "person").unwrap()).collect::<BTreeSet<_>>().len()
}

/// How many records of a kind hold each value of `key`.
pub fn tally(plan: &Plan, kind: RecordKind, key: &str) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for record in of(plan, kind) {
        if let Some(value) = value(record, key) {
            *out.entry(value.to_string()).or_default() += 1;
        }
    }
    out
}

/// The facts under `prefix.` over all contacts.
pub fn facts(plan: &Plan, prefix: &str) -> Vec<String> {
    let contacts = of(plan, RecordKind::Contact);
    let edits = contacts.iter().flat_map(|contact| &contact.edits);
    let facts = edits.filter(|edit| edit.key.split_once('.').is_some_and(|(first, _)| first == prefix));
    facts.map(|edit| edit.value.as_ref().unwrap().to_string()).collect()
}

/// Everything that was yielded, by record and field: equal when two imports made the same records.
pub fn visible(plans: &[&Plan]) -> BTreeMap<(RecordId, String), BTreeSet<String>> {
    let mut out: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for record in plans.iter().flat_map(|plan| records(plan)) {
        for edit in &record.edits {
            let value = edit.value.as_ref().unwrap().to_string();
            out.entry((record.id, edit.key.clone())).or_default().insert(value);
        }
    }
    out
}
