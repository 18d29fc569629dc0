//! Processes that end in the middle of their work, by kill -9: what was acknowledged is there, nothing is half
//! there, and the next start works.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;

use serde_json::Value;

use crate::support::{Device, Manner, Town, When, copies_of_extract};

/// How large a file is; 0 when it is not there.
fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}

/// Lets the process run until `reached`, or to its end, and kills it. Whether it was still alive.
fn kill_when(child: &mut Child, reached: impl Fn() -> bool) -> bool {
    while !reached() {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    alive
}

#[test]
fn an_import_that_is_killed_is_whole_or_not_there() {
    const COPIES: u32 = 3;
    let people = 257 * u64::from(COPIES);
    let mut town = Town::new();
    let (device, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    let file = copies_of_extract(COPIES, &town.folder().join("copies.csv"));
    let import = ["import", "csv", "--map", "pa-oin", file.as_str()];
    let holder = device.home.join("lock.holder");
    let (database, mailbox) = (device.home.join("footbridge.db-wal"), device.home.join("mailbox.db-wal"));
    let mut killed = 0;
    for moment in 0..4 {
        let mut child = device.spawn(&import);
        let name = format!("footbridge (process {})", child.id());
        let is_held = || std::fs::read_to_string(&holder).is_ok_and(|text| text == name);
        // opening writes little; the import's pages come at its commit, then its segments go to the mailbox
        let reached: &dyn Fn() -> bool = match moment {
            0 => &is_held,
            1 => &|| is_held() && size(&database) > 0,
            2 => &|| size(&database) > 600_000,
            _ => &|| size(&mailbox) > 100_000,
        };
        killed += u64::from(kill_when(&mut child, reached));
        let there = device.count("people");
        assert!(there == 0 || there == people, "moment {moment}: {there} people");
        assert_eq!(device.json(&["rebuild"])["equal"], true);
    }
    assert!(killed >= 2, "nothing was killed in time");
    device.ok(&import);
    assert_eq!(device.count("people"), people);
    device.sync();
    reader.sync();
    assert_eq!(reader.json(&["digest"]), device.json(&["digest"]));
    assert_eq!(reader.count("people"), people);
}

/// Starts a contact and kills it when told: at once, as soon as it is acknowledged, or in between. The contact's
/// id if it was acknowledged.
fn contact_killed(device: &Device, name: &str, moment: usize) -> Option<String> {
    let arguments = ["contact", "new", "--pathway", "active_outreach", "--name", name, "--json"];
    let mut child = device.spawn(&arguments);
    let wal = device.home.join("footbridge.db-wal");
    let floor = [0, 20_000, 40_000].get(moment).copied();
    match floor {
        Some(floor) => drop(kill_when(&mut child, || size(&wal) > floor)),
        None => {
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            let saved: Value = serde_json::from_str(&line).unwrap();
            return Some(saved["contact"].as_str().unwrap().to_owned());
        }
    }
    // what it said before it ended
    let said = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
    let saved: Option<Value> = serde_json::from_str(&said).ok();
    saved.map(|saved| saved["contact"].as_str().unwrap().to_owned())
}

#[test]
fn every_acknowledged_contact_survives_a_kill() {
    let mut town = Town::new();
    let (device, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    let mut acknowledged = BTreeSet::new();
    for at in 0..12 {
        acknowledged.extend(contact_killed(&device, &format!("Given{at} Example"), at % 4));
    }
    assert!(acknowledged.len() >= 3);
    for who in [&device, &reader] {
        who.sync();
        let list = who.json(&["contact", "list", "--limit", "1000"]);
        let held: BTreeSet<String> = list["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                // a contact and its person are written together or not at all
                assert!(row["person_name"].as_str().unwrap().ends_with("Example"), "{row}");
                row["id"].as_str().unwrap().to_owned()
            })
            .collect();
        assert!(held.is_superset(&acknowledged), "lost: {:?}", acknowledged.difference(&held));
        assert_eq!(who.json(&["rebuild"])["equal"], true);
        assert_eq!((who.count("contacts"), who.count("people")), (held.len() as u64, held.len() as u64));
    }
    assert_eq!(reader.json(&["digest"]), device.json(&["digest"]));
}

/// Four segments to upload; the relay is killed at the second or third.
fn relay_killed_at(nth: u32, when: When) {
    let mut town = Town::new();
    let (writer, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    for name in ["Ana Example", "Ben Example", "Cora Example", "Dan Example"] {
        writer.contact(name, &[]);
    }
    let before = writer.state();
    let relay = town.relay();
    let kill = move || relay.lock().unwrap().kill();
    town.proxy.set(Manner::Cut("/v1/segments", nth, when, Box::new(kill)));
    assert_eq!(writer.sync_stuck(), ["sync.relay_unreachable"]);
    let unsent = writer.count("unsent");
    let each = before.0["unsent"].as_u64().unwrap() / 4;
    assert_eq!(unsent, each * u64::from(5 - nth), "what was acknowledged, and no more, counts as sent");
    town.start_relay(&[]);
    assert_eq!(writer.sync()["sent"], unsent);
    let read = reader.sync();
    assert_eq!((&read["quarantined"], &read["parked"]), (&0.into(), &0.into()));
    assert_eq!(reader.json(&["digest"]), before.1);
}

#[test]
fn a_relay_killed_at_work_lost_nothing_it_acknowledged() {
    relay_killed_at(3, When::Asked);
}

#[test]
fn a_relay_killed_before_its_answer_arrived_gets_nothing_twice() {
    relay_killed_at(2, When::Answered);
}
