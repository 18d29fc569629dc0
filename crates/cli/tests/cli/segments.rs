//! Segments that cannot be used: what a relay's broken or hostile disk, a wrong key and a newer version leave.
//! The rest goes on.

use rusqlite::Connection;

use crate::support::{Device, Forger, Town, replace, segments};

/// A device with three segments at the relay, and one that has read none of them.
fn town() -> (Town, Device, Device) {
    let mut town = Town::new();
    let writer = town.enrol("Example Outreach", "outreach");
    let reader = town.enrol("Example Recovery Center", "provider");
    for name in ["Ana Example", "Ben Example", "Cora Example"] {
        writer.contact(name, &[]);
    }
    assert_eq!(writer.sync()["unsent"], 0);
    (town, writer, reader)
}

/// The codes of what is kept aside.
fn aside(device: &Device) -> Vec<(String, String)> {
    let aside = device.json(&["aside"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let entries = aside["entries"].as_array().unwrap().iter();
    entries.map(|entry| (text(&entry["state"]), text(&entry["code"]))).collect()
}

/// A reader that met a second of three segments that is not what its author made. So many contacts arrived.
fn read_with_second(change: impl FnOnce(&Device, &[u8]) -> Vec<u8>, contacts: u64) -> (Town, Device) {
    let (town, writer, reader) = town();
    town.tamper(|relay: &Connection| {
        let second = segments(relay).swap_remove(1);
        replace(relay, 2, &change(&writer, &second));
    });
    let synced = reader.sync();
    let before = reader.state();
    assert_eq!((&before.0["contacts"], &before.0["people"]), (&contacts.into(), &contacts.into()));
    // an incident, a person and a contact each
    assert_eq!(synced["received"], 3 * contacts);
    // nobody looks at it twice, and it stays
    assert_eq!(reader.sync()["received"], 0);
    assert_eq!(reader.json(&["rebuild"])["equal"], true);
    assert_eq!(reader.state(), before);
    (town, reader)
}

fn quarantined(code: &str) -> Vec<(String, String)> {
    vec![("quarantined".to_owned(), code.to_owned())]
}

#[test]
fn a_flipped_bit_goes_to_quarantine() {
    let flip = |_: &Device, bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    };
    let (_town, reader) = read_with_second(flip, 2);
    assert_eq!(aside(&reader), quarantined("segment.signature"));
}

#[test]
fn a_segment_under_a_wrong_key_goes_to_quarantine() {
    let forge = |writer: &Device, bytes: &[u8]| Forger::of(writer).under_a_wrong_key(bytes);
    let (_town, reader) = read_with_second(forge, 2);
    assert_eq!(aside(&reader), quarantined("vault.key_mismatch"));
}

#[test]
fn a_segment_of_a_future_version_is_parked() {
    let forge = |writer: &Device, bytes: &[u8]| Forger::of(writer).of_a_future_version(bytes);
    // what the same device wrote after it may stand on it, so that waits too; whatever others write goes on
    let (town, reader) = read_with_second(forge, 1);
    let parked = |code: &str| ("parked".to_owned(), code.to_owned());
    assert_eq!(aside(&reader), [parked("parked.newer_version"), parked("parked.missing_segment")]);
    town.coordinator.contact("Dan Example", &[]);
    town.coordinator.ok(&["sync"]);
    reader.sync();
    let summary = reader.json(&["summary"]);
    assert_eq!((&summary["contacts"], &summary["parked"]), (&2.into(), &2.into()));
}

#[test]
fn a_relay_whose_disk_flipped_a_bit_is_not_believed() {
    let (town, writer, reader) = town();
    let flip_first_bit_of_body = |relay: &Connection, back: bool| {
        let mut second = segments(relay).swap_remove(1);
        let at = second.len() / 2;
        second[at] ^= 1;
        relay.execute("UPDATE segment SET bytes = ? WHERE position = 2", [second]).unwrap();
        assert!(back || relay.changes() == 1);
    };
    town.tamper(|relay| flip_first_bit_of_body(relay, false));
    let said = reader.sync_stuck();
    assert!(said.iter().any(|code| code.starts_with("sync.")), "{said:?}");
    assert_eq!(reader.count("quarantined"), 0, "what does not fit the relay's own chain is not taken at all");
    // the disk is mended from a backup: everything arrives
    town.tamper(|relay| flip_first_bit_of_body(relay, true));
    reader.sync();
    assert_eq!(reader.json(&["digest"]), writer.json(&["digest"]));
}
