//! What the relay acknowledged and what it shows do not agree: the device trusts neither and sends again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use footbridge_testkit::{COMPARTMENT, DeviceNumber, Faults, Liar, ModelRelay, PortAnswer, World};
use protocol::wire::{RefusalCode, RefusalMsg, StreamHeadMsg, UploadMsg, UploadedMsg};
use protocol::{Decode, Encode, Hash, Segment};
use sync::{Acknowledgement, Event, Mailbox, StopReason, SyncNotice};

fn acknowledge(world: &mut World, device: DeviceNumber, position: u64) {
    let mailbox = &mut world.device_mut(device).unwrap().mailbox;
    let waiting = mailbox.outgoing().find(|deposit| deposit.position.is_none()).unwrap().outgoing.clone();
    let (stream, first_seq, hash) = (waiting.stream, waiting.first_seq, waiting.hash);
    mailbox.acknowledge(&Acknowledgement { stream, first_seq, hash, position, cursor: None }).unwrap();
}

#[test]
fn another_segment_where_ours_was_acknowledged() {
    let mut world = World::new(41, ModelRelay::new(41));
    let (ours, other) = (world.add_device(), world.add_device());
    world.connect(ours, Faults::OFFLINE);
    world.author(other, COMPARTMENT, 4).unwrap();
    world.run_until_quiescent().unwrap();
    world.device_mut(ours).unwrap().author(COMPARTMENT);
    acknowledge(&mut world, ours, 3);
    world.connect(ours, Faults::NONE);
    world.run_for(600_000);
    assert_eq!(world.relay.len(COMPARTMENT), 5);
}

#[test]
fn two_segments_acknowledged_at_one_position() {
    let mut world = World::new(42, Liar::new(ModelRelay::new(42)));
    let ours = world.add_device();
    world.run_until_quiescent().unwrap();
    world.relay.lie = Some(Box::new(|_, answer| match UploadedMsg::decode(&answer.body) {
        Ok(msg) => PortAnswer { body: UploadedMsg { position: 1, ..msg }.encode(), ..answer },
        Err(_) => answer,
    }));
    world.author(ours, COMPARTMENT, 2).unwrap();
    world.run_for(10_000);
    let device = world.device(ours).unwrap();
    let reused = |one: &SyncNotice| matches!(one, SyncNotice::Refused { code: "sync.position_reused", .. });
    assert!(device.notices.iter().any(reused));
    assert_eq!(device.mailbox.outgoing().filter(|deposit| deposit.position.is_some()).count(), 1);
}

#[test]
fn lost_below_what_others_wrote_since_and_sealed_under_an_old_key() {
    let mut world = World::new(43, ModelRelay::new(43));
    let (ours, other) = (world.add_device(), world.add_device());
    world.author(ours, COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.clone();
    world.author(ours, COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.connect(ours, Faults::OFFLINE);
    world.relay.restore_silently(&backup);
    world.relay.set_epoch(COMPARTMENT, 2);
    world.device_mut(other).unwrap().epoch = 2;
    world.author(other, COMPARTMENT, 5).unwrap();
    world.run_for(600_000);
    world.connect(ours, Faults::NONE);
    world.run_for(600_000);
    world.run_until_quiescent().unwrap();
    let stopped = |one: &&SyncNotice| matches!(one, SyncNotice::StreamStopped(stop) if stop.why == StopReason::OldEpoch);
    let stops = world.device(ours).unwrap().notices.iter().filter(stopped).count();
    assert_eq!(stops, 1, "said once, and right from the beginning");
    assert_eq!(world.relay.len(COMPARTMENT), 10, "two kept, three sealed again, five of the other");
    assert_eq!(world.device(ours).unwrap().payloads(), world.device(other).unwrap().payloads());
}

#[test]
fn a_relay_that_takes_the_beginning_and_then_says_it_is_missing() {
    let mut world = World::new(44, Liar::new(ModelRelay::new(44)));
    let ours = world.add_device();
    world.relay.lie = Some(Box::new(|request, answer| {
        let upload = UploadMsg::decode(&request.body).ok().filter(|_| request.target == "/v1/segments");
        match upload.and_then(|msg| Segment::decode(&msg.segment).ok()) {
            Some(segment) if segment.header.first_seq > 0 => {
                let head = Some(StreamHeadMsg { next_seq: 0, hash: Hash::ZERO });
                let code = RefusalCode::StreamGap;
                let body = RefusalMsg { code, head, logs: Vec::new(), time_ms: 0, retry_after_s: 0 }.encode();
                PortAnswer { status: 409, retry_after_s: 0, body }
            }
            _ => answer,
        }
    }));
    world.author(ours, COMPARTMENT, 3).unwrap();
    world.run_for(3_600_000);
    assert!(world.relay.requests < 500, "{} requests in an hour", world.relay.requests);
    world.relay.lie = None;
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.honest.len(COMPARTMENT), 3);
}

#[test]
fn a_clock_set_back_does_not_make_waits_longer() {
    let mut world = World::new(45, ModelRelay::new(45));
    let ours = world.add_device();
    world.run_until_quiescent().unwrap();
    world.device_mut(ours).unwrap().clock_ms = 10 * 86_400_000;
    world.connect(ours, Faults::OFFLINE);
    world.author(ours, COMPARTMENT, 1).unwrap();
    world.run_for(60_000);
    world.device_mut(ours).unwrap().clock_ms = 0;
    world.connect(ours, Faults::NONE);
    world.run_for(600_000);
    assert_eq!(world.relay.len(COMPARTMENT), 1);
}

#[test]
fn an_idle_device_asks_once_a_while_and_hints_of_the_known_cost_nothing() {
    let mut world = World::new(46, Liar::new(ModelRelay::new(46)));
    let ours = world.add_device();
    world.author(ours, COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    world.relay.requests = 0;
    world.run_for(3_600_000);
    let requests = world.relay.requests;
    assert!((60..=121).contains(&requests), "{requests} looks in an hour");
    for _ in 0..1_000 {
        world.tell(ours, Event::Hint { compartment: COMPARTMENT, position: 2 });
    }
    world.run_for(1_000);
    assert!(world.relay.requests <= requests + 1);
    let notices = &world.device(ours).unwrap().notices;
    assert!(!notices.iter().any(|one| matches!(one, SyncNotice::Refused { .. })));
}
