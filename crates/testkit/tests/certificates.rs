//! Certificate logs travel with the segments, are checked for place, chain and signature, and are given back to
//! a relay that lost them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use footbridge_testkit::{COMPARTMENT, DeviceNumber, ModelRelay, SeededRandom, Signer, World};
use protocol::certificate::{Certificate, Place, Statement};
use protocol::{Hash, LogId};
use sync::{Mailbox, Subject, SyncNotice};

const LOG: LogId = LogId([0x10; 16]);

/// A log of so many certificates, each well placed and signed.
fn log(count: u32, issuer_seed: u64) -> Vec<Vec<u8>> {
    let issuer = Signer::new(&mut SeededRandom::new(issuer_seed));
    let mut previous = Hash::ZERO;
    let issue = |index| {
        let issuer_number = u64::from(index);
        let place = Place { log: LOG, index, previous, seen: index, issuer: issuer.public(), issuer_number };
        let statement = Statement::Unknown { kind: 999, clear: vec![1, 2, 3] };
        let certificate = Certificate::issue(place, statement, Vec::new(), |bytes| issuer.sign(bytes));
        previous = certificate.hash();
        certificate.encode()
    };
    (0..count).map(issue).collect()
}

/// A device that holds the log's first `held` certificates, and a relay that holds these.
fn world(held: &[Vec<u8>], at_relay: &[Vec<u8>]) -> (World, DeviceNumber) {
    let mut relay = ModelRelay::new(31);
    relay.append_certificates(LOG, at_relay);
    let mut world = World::new(31, relay);
    let device = world.add_device();
    world.device_mut(device).unwrap().mailbox.follow(LOG, held.to_vec());
    (world, device)
}

fn count(world: &World, device: DeviceNumber) -> u32 {
    world.device(device).unwrap().mailbox.log_heads().unwrap()[0].count
}

fn refused(world: &World, device: DeviceNumber, code: &str) -> bool {
    let about = Subject::Log(LOG);
    let wanted = |one: &SyncNotice| matches!(one, SyncNotice::Refused { code: is, about: at } if *is == code && *at == about);
    world.device(device).unwrap().notices.iter().any(wanted)
}

#[test]
fn new_certificates_arrive_in_order() {
    let all = log(5, 1);
    let (mut world, device) = world(&all[..2], &all);
    world.run_until_quiescent().unwrap();
    assert_eq!(world.device(device).unwrap().mailbox.log_heads().unwrap()[0], world.relay.log_head(LOG));
}

#[test]
fn a_broken_log_is_not_taken_and_records_go_on() {
    let all = log(5, 1);
    let forged = {
        let mut forged = all.clone();
        *forged[4].last_mut().unwrap() ^= 1;
        forged
    };
    let missing = [&all[..2], &all[3..]].concat();
    let garbage = [&all[..2], &[b"???".to_vec()]].concat();
    let cases = [
        (forged, "sync.certificate_forged"),
        (missing, "sync.log_broken"),
        (garbage, "sync.certificate_malformed"),
        (log(5, 2), "sync.log_broken"),
        (log(2, 2), "sync.log_forked"),
    ];
    for (at_relay, code) in cases {
        let (mut world, device) = world(&all[..2], &at_relay);
        let other = world.add_device();
        world.author(other, COMPARTMENT, 2).unwrap();
        world.run_for(600_000);
        assert!(refused(&world, device, code), "{code}");
        assert_eq!(count(&world, device), 2, "{code}");
        assert_eq!(world.device(device).unwrap().payloads().len(), 2, "{code}");
    }
}

#[test]
fn what_the_roster_refuses_is_told_and_tried_again_later() {
    let all = log(3, 1);
    let (mut world, device) = world(&all[..1], &all);
    world.device_mut(device).unwrap().mailbox.refused_logs.push(LOG);
    world.run_for(60_000);
    assert!(refused(&world, device, "sync.certificates_refused"));
    world.device_mut(device).unwrap().mailbox.refused_logs.clear();
    world.run_until_quiescent().unwrap();
    assert_eq!(count(&world, device), 3);
}

#[test]
fn a_relay_that_lost_certificates_is_given_them_back() {
    let all = log(80, 1);
    for left in [0, 1, 40, 79] {
        let (mut world, _) = world(&all, &all[..left]);
        world.run_until_quiescent().unwrap();
        assert_eq!(world.relay.log_head(LOG).count, 80, "from {left} on");
    }
}

#[test]
fn a_relay_that_does_not_know_the_device_is_given_the_certificates() {
    let all = log(3, 1);
    let mut relay = ModelRelay::new(32);
    relay.append_certificates(LOG, &all[..1]);
    let mut world = World::new(32, relay);
    let device = world.add_device();
    world.relay.forget_devices();
    world.device_mut(device).unwrap().mailbox.follow(LOG, all);
    world.run_for(600_000);
    assert_eq!(world.relay.log_head(LOG).count, 3);
}
