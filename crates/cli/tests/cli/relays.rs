//! Relays that are not there, full, lying, or not relays at all. A sync says so and can be tried again; nothing is
//! lost. (Slowness is tested where its patience can be shortened: `crates/app/tests`.)

use protocol::wire::SyncedMsg;
use protocol::{Decode, Encode, InvitationCode};

use crate::support::{Device, Manner, Town, copies_of_extract};

/// Nobody listens there, and nobody but root may.
const NOWHERE: &str = "http://127.0.0.1:1";

fn init(relay: &str) -> [&str; 7] {
    ["init", "--relay", relay, "--agency", "Example County", "--role", "coordinator"]
}

#[test]
fn an_absent_relay_leaves_no_trace_of_a_new_device() {
    let mut town = Town::new();
    let device = town.device();
    device.refused(&init(NOWHERE), "net.unreachable", 4);
    device.refused(&init("http://relay.example"), "net.insecure_url", 4);
    device.refused(&init("no address"), "net.insecure_url", 4);
    let code: InvitationCode = town.invite("Example Outreach", "outreach").parse().unwrap();
    let nowhere = InvitationCode::new(*code.secret(), code.root(), NOWHERE).unwrap();
    device.refused(&["enrol", &nowhere.to_string()], "net.unreachable", 4);
    assert!(!device.is_set_up());
    device.ok(&["enrol", &code.to_string()]);
}

#[test]
fn a_sync_without_relay_says_so_and_loses_nothing() {
    let mut town = Town::new();
    let (writer, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    town.stop_relay();
    writer.contact("Ana Example", &[]);
    let before = writer.state();
    assert_eq!(writer.sync_stuck(), ["sync.relay_unreachable"]);
    let carried = writer.json(&["sync", "--locked", "--wait", "0"]);
    assert_eq!((&carried["up_to_date"], &carried["unsent"]), (&false.into(), &before.0["unsent"]));
    assert!(writer.ok(&["sync", "--wait", "0"]).contains("not in step yet"));
    writer.refused(&["invite", "--agency", "A", "--role", "ems"], "invitation.not_root", 1);
    let invite = ["invite", "--agency", "Example EMS", "--role", "ems"];
    let refused = town.coordinator.command(&invite).output().unwrap();
    assert_eq!(refused.status.code(), Some(4));
    assert_eq!(writer.state(), before);
    town.start_relay(&[]);
    // sealed segments go out while the device is locked: no passphrase is given
    let mut locked = writer.command(&["sync", "--locked", "--json"]);
    let carried = locked.env_remove("FOOTBRIDGE_PASSPHRASE").output().unwrap();
    let carried: serde_json::Value = serde_json::from_slice(&carried.stdout).unwrap();
    assert_eq!((&carried["up_to_date"], &carried["sent"]), (&true.into(), &before.0["unsent"]));
    reader.sync();
    assert_eq!(reader.json(&["digest"]), before.1);
}

#[test]
fn garbage_is_not_taken_for_a_relay() {
    let page = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 20\r\n\r\n<html>Sign in</html>";
    let error = b"HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 9\r\n\r\nno server";
    let mut town = Town::unfounded();
    for (said, code, exit) in [
        (page.as_slice(), "relay.garbage", 5),
        (error, "relay.garbage", 5),
        (b"SSH-2.0\r\n", "net.broken", 4),
    ] {
        town.proxy.set(Manner::Say(said.to_vec()));
        town.coordinator.refused(&init(&town.url()), code, exit);
        assert!(!town.coordinator.is_set_up());
    }
    town.proxy.set(Manner::Pass);
    town.found();
    let code = town.invite("Example EMS", "ems");
    let device = town.device();
    town.coordinator.contact("Ana Example", &[]);
    let before = town.coordinator.state();
    for (said, notice) in [(page.as_slice(), "sync.relay_garbage"), (error, "sync.relay_garbage")] {
        town.proxy.set(Manner::Say(said.to_vec()));
        device.refused(&["enrol", &code], "relay.garbage", 5);
        assert_eq!(town.coordinator.sync_stuck(), [notice]);
    }
    assert_eq!(town.coordinator.state(), before);
    town.proxy.set(Manner::Pass);
    device.ok(&["enrol", &code]);
    town.coordinator.sync();
    device.sync();
    assert_eq!(device.json(&["digest"]), before.1);
}

/// What a relay that changes its sync answers so gets a reader to believe: nothing.
fn lie(town: &Town, reader: &Device, lie: impl Fn(&mut SyncedMsg) + Send + 'static) {
    let before = reader.state();
    let change = move |body: Vec<u8>| {
        let mut answer = SyncedMsg::decode(&body).unwrap();
        lie(&mut answer);
        answer.encode()
    };
    town.proxy.set(Manner::Change("/v1/sync", Box::new(change)));
    let said = reader.sync_stuck();
    assert!(!said.is_empty() && said.iter().all(|code| code.starts_with("sync.")), "{said:?}");
    town.proxy.set(Manner::Pass);
    assert_eq!(reader.state(), before);
}

#[test]
fn lies_about_positions_are_not_believed() {
    let mut town = Town::new();
    let (writer, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    writer.contact("Ana Example", &[]);
    writer.contact("Ben Example", &[]);
    writer.sync();
    lie(&town, &reader, |answer| {
        answer.compartments.iter_mut().flat_map(|one| &mut one.segments).for_each(|one| one.position += 1);
    });
    lie(&town, &reader, |answer| answer.compartments.iter_mut().for_each(|one| drop(one.segments.remove(0))));
    lie(&town, &reader, |answer| answer.compartments.iter_mut().for_each(|one| one.segments.swap(0, 1)));
    lie(&town, &reader, |answer| answer.compartments.iter_mut().for_each(|one| one.head_position += 7));
    lie(&town, &reader, |answer| answer.compartments.iter_mut().for_each(|one| one.segments.clear()));
    reader.sync();
    assert_eq!(reader.json(&["digest"]), writer.json(&["digest"]));
    // and back from what was already held
    writer.contact("Cora Example", &[]);
    writer.sync();
    lie(&town, &reader, |answer| answer.compartments.iter_mut().for_each(|one| one.head_position = 1));
    reader.sync();
    assert_eq!(reader.json(&["digest"]), writer.json(&["digest"]));
}

#[test]
fn a_full_relay_refuses_and_nothing_is_lost() {
    let mut town = Town::new();
    let (writer, reader) = (town.enrol("Example EMS", "ems"), town.enrol("Example Outreach", "outreach"));
    let file = copies_of_extract(4, &town.folder().join("copies.csv"));
    writer.ok(&["import", "csv", "--map", "pa-oin", &file]);
    let config = town.folder().join("relay.toml");
    std::fs::write(&config, "[store]\nmax_mib = 1\n").unwrap();
    town.stop_relay();
    town.start_relay(&["--config", config.to_str().unwrap()]);
    let before = writer.state();
    assert_eq!(writer.sync_stuck(), ["relay.full"]);
    let after = writer.state();
    assert_eq!((&after.0["contacts"], &after.1), (&before.0["contacts"], &before.1));
    assert!(after.0["unsent"].as_u64() > Some(0));
    town.stop_relay();
    town.start_relay(&[]);
    assert_eq!(writer.sync()["unsent"], 0);
    reader.sync();
    assert_eq!(reader.json(&["digest"]), before.1);
}
