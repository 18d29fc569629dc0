//! The real directory of tests/fixtures/hsds, with the numbers of its README, which were counted by another program.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use domain::{RecordId, RecordKind};
use footbridge_interop::hsds::{Directory, Files, read};

fn derive(_: &str, parts: &[&str]) -> RecordId {
    // an id of a row is a UUID already; the kind keeps an organisation and its only place apart
    let mut bytes = *parts[1].parse::<RecordId>().unwrap().as_bytes();
    bytes[0] ^= parts[0].len() as u8;
    RecordId::from_bytes(bytes)
}

fn florida() -> Directory {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hsds");
    let file = |name: &str| (name.to_owned(), File::open(folder.join(name)).unwrap());
    let files = Files {
        organizations: file("florida_organizations.csv"),
        locations: file("florida_locations.csv"),
        services: file("florida_services.csv"),
    };
    read(files, &derive).unwrap()
}

#[test]
fn every_row_of_the_real_directory_is_taken() {
    let found = florida();
    assert_eq!((found.organizations, found.locations, found.services), (20, 378, 135));
    assert!(found.notes.is_empty(), "{:?}", found.notes);
    let ids: BTreeSet<RecordId> = found.records.iter().map(|record| record.id).collect();
    assert_eq!(ids.len(), 20 + 378 + 135);
}

#[test]
fn every_service_and_place_refers_to_an_organisation_that_is_there() {
    let found = florida();
    let organizations: BTreeSet<String> = found
        .records
        .iter()
        .filter(|record| record.kind == RecordKind::Organization)
        .map(|record| record.id.to_string())
        .collect();
    for record in found.records.iter().filter(|record| record.kind != RecordKind::Organization) {
        let link = record.edits.iter().find(|edit| matches!(edit.key.as_str(), "run_by" | "provided_by"));
        let to = link.unwrap().value.as_ref().unwrap().to_string();
        assert!(organizations.contains(&to), "{to}");
    }
}
