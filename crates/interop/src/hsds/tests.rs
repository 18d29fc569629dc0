//! Small directories by hand; the real one is read in `tests/hsds.rs`.

use domain::{RecordId, RecordKind};

use super::{Directory, Files, HsdsError, RowReason, read};

const ORGANIZATIONS: &str =
    "organization_uuid,organization_name,organization_tax_id\no1,Example Aid,12-345\n";
const LOCATIONS: &str =
    "organization_uuid,location_name,location_uuid,location_address\no1,Main Office,l1,1 Main St\n";
const SERVICES: &str = "service_uuid,organization_uuid,organization_name,service_name,service_min_age\n\
                        s1,o1,Example Aid,Detox beds,18\n";

fn derive(_: &str, parts: &[&str]) -> RecordId {
    let mut bytes = [0u8; 16];
    parts.join("/").bytes().zip(bytes.iter_mut()).for_each(|(from, to)| *to = from);
    RecordId::from_bytes(bytes)
}

fn directory(organizations: &str, locations: &str, services: &str) -> Result<Directory, HsdsError> {
    let files = Files {
        organizations: ("organizations.csv".to_owned(), organizations.as_bytes()),
        locations: ("locations.csv".to_owned(), locations.as_bytes()),
        services: ("services.csv".to_owned(), services.as_bytes()),
    };
    read(files, &derive)
}

fn reasons(found: &Directory) -> Vec<(u64, RowReason)> {
    found.notes.iter().map(|note| (note.line, note.reason)).collect()
}

#[test]
fn every_row_becomes_a_record_that_refers_to_its_organisation() {
    let found = directory(ORGANIZATIONS, LOCATIONS, SERVICES).unwrap();
    assert_eq!((found.organizations, found.locations, found.services), (1, 1, 1));
    let kinds: Vec<RecordKind> = found.records.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, [RecordKind::Organization, RecordKind::Location, RecordKind::Service]);
    let organization = found.records[0].id.to_string();
    let link = |at: usize, key: &str| {
        let edit = found.records[at].edits.iter().find(|edit| edit.key == key).unwrap();
        edit.value.as_ref().unwrap().to_string()
    };
    assert_eq!(link(1, "run_by"), organization);
    assert_eq!(link(2, "provided_by"), organization);
    assert_eq!(link(2, "eligibility.min_age"), "18");
    assert!(found.notes.is_empty(), "{:?}", found.notes);
}

#[test]
fn a_tax_number_is_not_taken() {
    let found = directory(ORGANIZATIONS, LOCATIONS, SERVICES).unwrap();
    assert!(!format!("{:?}", found.records).contains("12-345"));
}

#[test]
fn rows_that_cannot_be_used_are_named_and_the_rest_is_taken() {
    let services = "service_uuid,organization_uuid,service_name\n,o1,No id\ns2,o1,\ns3,o9,Elsewhere\ns3,o1,Again\n\
                    s4,o1,Short,more\n";
    let found = directory(ORGANIZATIONS, LOCATIONS, services).unwrap();
    assert_eq!(found.services, 2);
    assert_eq!(
        reasons(&found),
        [
            (6, RowReason::Cells),
            (2, RowReason::NoId),
            (3, RowReason::NoName),
            (4, RowReason::UnknownOrganization),
            (5, RowReason::SameId),
        ]
    );
}

#[test]
fn a_cell_beyond_the_fields_length_is_left_out_and_named() {
    let long = "x".repeat(201);
    let services =
        format!("service_uuid,organization_uuid,service_name,service_alternate_name\ns1,o1,A,{long}\n");
    let found = directory(ORGANIZATIONS, LOCATIONS, &services).unwrap();
    assert_eq!(reasons(&found), [(2, RowReason::CellTooLong)]);
    assert_eq!(found.services, 1);
}

#[test]
fn a_table_of_another_form_is_refused_with_its_name() {
    let error = directory(ORGANIZATIONS, "a,b\n1,2\n", SERVICES).unwrap_err();
    assert_eq!(error.code(), "hsds.columns_missing");
    assert!(error.to_string().starts_with("locations.csv has no column location_uuid"), "{error}");
    let error = directory("", LOCATIONS, SERVICES).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("csv.empty", "organizations.csv: the file is empty")
    );
    let error =
        directory(ORGANIZATIONS, LOCATIONS, "service_uuid,organization_uuid,service_name\ns1,o1,\"cut");
    assert_eq!(error.unwrap_err().code(), "csv.quote_not_closed");
}
