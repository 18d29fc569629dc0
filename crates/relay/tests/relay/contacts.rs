//! Which devices were here, and who is told.

use protocol::Encode;
use protocol::wire::{DeviceContactMsg, DeviceContactsMsg, RefusalCode, ReportMsg, SyncMsg};

use crate::town::{CARE, Device, Key, Port, Town, start, town};

fn look(report: Option<ReportMsg>) -> SyncMsg {
    SyncMsg { cursors: Vec::new(), logs: Vec::new(), max_bytes: 0, report }
}

fn says(version: &str, unsent_for_s: u32) -> Option<ReportMsg> {
    Some(ReportMsg { version: version.to_owned(), unsent_for_s })
}

/// What the holder of a key is told.
fn told<P: Port>(town: &Town<P>, label: &str) -> Vec<DeviceContactMsg> {
    town.call(Some(&holder(label)), "GET", "/v1/devices", b"").ok::<DeviceContactsMsg>().devices
}

/// Somebody who signs with a key that is no device's.
fn holder(label: &str) -> Device {
    Device { signing: Key::of(label), transport: Key::of(label) }
}

#[test]
fn the_root_key_sees_every_device_with_what_it_says_of_itself() {
    let mut town = town();
    let medic = town.enrol("medic");
    assert_eq!(told(&town, "root"), []);
    let first_ms = town.now_ms;
    // as an older device asks: no report at all
    town.try_sync(&town.founder, &look(None)).ok::<protocol::wire::SyncedMsg>();
    town.now_ms += 5_000;
    town.try_sync(&medic, &look(says("0.1.0", 7_200))).ok::<protocol::wire::SyncedMsg>();
    let mut expected = vec![
        DeviceContactMsg {
            device: town.founder.id(),
            at_ms: first_ms,
            version: String::new(),
            unsent_since_ms: 0,
        },
        DeviceContactMsg {
            device: medic.id(),
            at_ms: town.now_ms,
            version: "0.1.0".to_owned(),
            unsent_since_ms: town.now_ms - 7_200_000,
        },
    ];
    expected.sort_by_key(|one| one.device);
    assert_eq!(told(&town, "root"), expected);
}

#[test]
fn a_contact_is_noted_again_after_ten_minutes_or_when_it_says_something_new() {
    let mut town = town();
    let founded_ms = town.now_ms;
    let mut look_and_tell = |after_ms: i64, report| {
        town.now_ms = founded_ms + after_ms;
        town.try_sync(&town.founder, &look(report)).ok::<protocol::wire::SyncedMsg>();
        let one = told(&town, "root").remove(0);
        (one.at_ms - founded_ms, one.version, one.unsent_since_ms > 0)
    };
    assert_eq!(look_and_tell(0, says("0.1.0", 0)), (0, "0.1.0".to_owned(), false));
    assert_eq!(look_and_tell(599_999, says("0.1.0", 0)), (0, "0.1.0".to_owned(), false));
    assert_eq!(look_and_tell(600_000, says("0.1.0", 0)), (600_000, "0.1.0".to_owned(), false));
    assert_eq!(look_and_tell(600_001, says("0.2.0", 0)), (600_001, "0.2.0".to_owned(), false));
    assert_eq!(look_and_tell(600_002, says("0.2.0", 900)), (600_002, "0.2.0".to_owned(), true));
    assert_eq!(look_and_tell(600_003, says("0.2.0", 901)), (600_002, "0.2.0".to_owned(), true));
    assert_eq!(look_and_tell(600_004, says("0.2.0", 0)), (600_004, "0.2.0".to_owned(), false));
}

#[test]
fn an_administrators_key_sees_the_devices_of_its_compartments_and_nobody_else_any() {
    let mut town = town();
    let medic = town.enrol("medic");
    let founding = town.founding_of(CARE);
    town.post(founding);
    for device in [&town.founder, &medic] {
        town.try_sync(device, &look(None)).ok::<protocol::wire::SyncedMsg>();
    }
    let ids = |label: &str| told(&town, label).into_iter().map(|one| one.device).collect::<Vec<_>>();
    // the administrator of both compartments; the founder is in CARE alone with nobody
    let mut both = vec![town.founder.id(), medic.id()];
    both.sort();
    assert_eq!(ids("administrator"), both);
    let refused = |device: &Device| town.call(Some(device), "GET", "/v1/devices", b"").code();
    assert_eq!(refused(&medic), RefusalCode::Forbidden);
    assert_eq!(refused(&holder("stranger")), RefusalCode::Unauthenticated);
    assert_eq!(town.call(None, "GET", "/v1/devices", b"").code(), RefusalCode::Unauthenticated);
}

#[test]
fn who_decides_over_one_compartment_does_not_see_the_devices_of_another() {
    let mut town = town();
    let medic = town.enrol("medic");
    for device in [&town.founder, &medic] {
        town.try_sync(device, &look(None)).ok::<protocol::wire::SyncedMsg>();
    }
    let founding = town.founding_by("care lead", CARE);
    town.post(founding);
    let ids: Vec<_> = told(&town, "care lead").into_iter().map(|one| one.device).collect();
    assert_eq!(ids, [town.founder.id()]);
}

#[test]
fn a_report_that_is_too_long_or_followed_by_more_is_refused() {
    let town = town();
    let long = look(says(&"9".repeat(33), 0));
    assert_eq!(town.try_sync(&town.founder, &long).code(), RefusalCode::TooLarge);
    let mut more = SyncMsg { cursors: vec![start(CARE)], ..look(says("0.1.0", 0)) }.encode();
    more.push(0);
    assert_eq!(town.call(Some(&town.founder), "POST", "/v1/sync", &more).code(), RefusalCode::Malformed);
}
