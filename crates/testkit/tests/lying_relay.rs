//! A relay that says what cannot be true: nothing of it is applied, the device says so, does not ask for ever,
//! and gets everything once the relay is honest again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use footbridge_testkit::{COMPARTMENT, DeviceNumber, Liar, ModelRelay, PortAnswer, PortRequest, World};
use protocol::limits::MESSAGE_MAX_BYTES;
use protocol::wire::{CompartmentNewsMsg, SyncedMsg, UploadedMsg, next_chain};
use protocol::{CompartmentHandle, Decode, Encode, GenerationId, Hash, Signature, sha256};
use sync::{Event, SyncNotice};

type Lie = fn(&ModelRelay, &mut SyncedMsg);

const SEGMENTS: usize = 6;

/// A relay with some segments of one device, and a second device that has fetched nothing yet.
fn liars_world() -> (World<Liar<ModelRelay>>, DeviceNumber, DeviceNumber) {
    let mut world = World::new(21, Liar::new(ModelRelay::new(21)));
    let author = world.add_device();
    world.author(author, COMPARTMENT, SEGMENTS as u32).unwrap();
    world.run_until_quiescent().unwrap();
    world.stop(author);
    let reader = world.add_device();
    (world, author, reader)
}

fn codes(world: &World<Liar<ModelRelay>>, number: DeviceNumber) -> Vec<&'static str> {
    let refused = |notice: &SyncNotice| match notice {
        SyncNotice::Refused { code, .. } | SyncNotice::Retrying { code, .. } => Some(*code),
        _ => None,
    };
    let mut codes: Vec<_> = world.device(number).unwrap().notices.iter().filter_map(refused).collect();
    codes.dedup();
    codes
}

fn held(world: &World<Liar<ModelRelay>>, number: DeviceNumber) -> usize {
    world.device(number).unwrap().payloads().len()
}

/// The lie is found out by its code, nothing of it is held, the relay is not hammered, and honesty is rewarded.
fn check(lie: Lie, code: &str) {
    let (mut world, _, reader) = liars_world();
    let honest = world.relay.honest.clone();
    world.relay.lie = Some(Box::new(move |request, answer| change(request, answer, |msg| lie(&honest, msg))));
    world.relay.requests = 0;
    world.run_for(3_600_000);
    assert!(codes(&world, reader).contains(&code), "{:?}", codes(&world, reader));
    assert_eq!(held(&world, reader), 0, "{code}: nothing of a lie is held");
    assert!(world.relay.requests < 250, "{code}: {} requests in an hour", world.relay.requests);
    world.relay.lie = None;
    world.run_until_quiescent().unwrap();
    assert_eq!(held(&world, reader), SEGMENTS, "{code}");
}

fn change(request: &PortRequest, answer: PortAnswer, lie: impl FnOnce(&mut SyncedMsg)) -> PortAnswer {
    match SyncedMsg::decode(&answer.body) {
        Ok(mut msg) if request.target == "/v1/sync" => {
            lie(&mut msg);
            PortAnswer { body: msg.encode(), ..answer }
        }
        _ => answer,
    }
}

fn each(msg: &mut SyncedMsg, lie: impl Fn(&mut CompartmentNewsMsg)) {
    msg.compartments.iter_mut().for_each(lie);
}

/// The checkpoint is made to fit the lie: this relay signs what it says.
fn sign(relay: &ModelRelay, news: &mut CompartmentNewsMsg) {
    news.checkpoint = relay.checkpoint(news.compartment, news.head_position, news.head_chain);
}

#[test]
fn a_checkpoint_that_its_key_did_not_sign() {
    check(|_, msg| each(msg, |news| news.checkpoint = Signature([7; 64])), "sync.checkpoint_invalid");
}

#[test]
fn a_gap_in_the_positions() {
    check(|_, msg| each(msg, |news| drop(news.segments.remove(2))), "sync.position_gap");
}

#[test]
fn a_position_said_twice() {
    check(|_, msg| each(msg, |news| news.segments[3].position = 3), "sync.position_gap");
}

#[test]
fn segments_after_the_head() {
    let lie: Lie = |relay, msg| {
        each(msg, |news| {
            news.head_position = 2;
            sign(relay, news);
        });
    };
    check(lie, "sync.position_beyond_head");
}

#[test]
fn a_chain_that_does_not_lead_to_the_head() {
    let lie: Lie = |relay, msg| {
        each(msg, |news| {
            news.head_chain = Hash([1; 32]);
            sign(relay, news);
        });
    };
    check(lie, "sync.chain_mismatch");
}

#[test]
fn segments_in_another_order() {
    let lie: Lie = |_, msg| {
        each(msg, |news| {
            let first = news.segments[0].segment.clone();
            news.segments[0].segment = std::mem::replace(&mut news.segments[1].segment, first);
        });
    };
    check(lie, "sync.chain_mismatch");
}

#[test]
fn a_segment_of_another_compartment() {
    let lie: Lie = |relay, msg| {
        each(msg, |news| {
            let mut foreign = protocol::Segment::decode(&news.segments[0].segment).unwrap();
            foreign.header.compartment = CompartmentHandle([9; 16]);
            let bytes = foreign.encode();
            news.head_chain = next_chain(Hash::ZERO, sha256(&bytes));
            news.head_position = 1;
            news.segments.truncate(1);
            news.segments[0].segment = bytes;
            sign(relay, news);
        });
    };
    check(lie, "sync.foreign_segment");
}

#[test]
fn pages_that_are_always_empty() {
    check(|_, msg| each(msg, |news| news.segments.clear()), "sync.empty_page");
}

#[test]
fn a_head_beyond_all_numbers() {
    let lie: Lie = |relay, msg| {
        each(msg, |news| {
            news.head_position = u64::MAX;
            sign(relay, news);
        });
    };
    check(lie, "sync.position_out_of_range");
}

#[test]
fn news_of_what_nobody_asked_for() {
    check(|_, msg| each(msg, |news| news.compartment = CompartmentHandle([5; 16])), "sync.unasked");
}

#[test]
fn a_new_life_with_every_answer() {
    let (mut world, author, reader) = liars_world();
    world.run_until_quiescent().unwrap();
    let mut life = 0u8;
    world.relay.lie = Some(Box::new(move |request, answer| {
        change(request, answer, |msg| {
            life = life.wrapping_add(1);
            msg.generation = GenerationId([life; 16]);
            msg.compartments.clear();
        })
    }));
    world.relay.requests = 0;
    world.run_for(3_600_000);
    assert!(codes(&world, reader).contains(&"sync.relay_contradicts"));
    assert!(world.relay.requests < 250, "{} requests in an hour", world.relay.requests);
    world.relay.lie = None;
    world.tell(author, Event::Start);
    world.run_until_quiescent().unwrap();
    assert_eq!(held(&world, reader), SEGMENTS);
}

#[test]
fn a_relay_that_goes_back_and_forth() {
    let (mut world, _, reader) = liars_world();
    world.run_until_quiescent().unwrap();
    let (whole, half) = (world.relay.honest.clone(), {
        let mut half = world.relay.honest.clone();
        half.restore_silently(&ModelRelay::new(0));
        half
    });
    world.relay.requests = 0;
    for turn in 0..60 {
        world.relay.honest = if turn % 2 == 0 { half.clone() } else { whole.clone() };
        world.run_for(60_000);
    }
    assert!(world.relay.requests < 1_000, "{} requests in an hour", world.relay.requests);
    world.relay.honest = whole;
    world.run_for(600_000);
    world.run_until_quiescent().unwrap();
    assert_eq!(held(&world, reader), SEGMENTS);
}

/// Acknowledges what it throws away; the checkpoints stay honest and give it away.
#[test]
fn an_acknowledgement_of_what_it_does_not_hold() {
    for claimed in [SEGMENTS as u64 + 1, 40, i64::MAX as u64, u64::MAX] {
        let (mut world, _, reader) = liars_world();
        world.run_until_quiescent().unwrap();
        world.device_mut(reader).unwrap().author(COMPARTMENT);
        world.relay.lie = Some(Box::new(move |request, answer| {
            let lie = |msg| UploadedMsg { position: claimed, ..msg }.encode();
            match UploadedMsg::decode(&answer.body) {
                Ok(msg) if request.target == "/v1/segments" => PortAnswer { body: lie(msg), ..answer },
                _ => answer,
            }
        }));
        let backup = world.relay.honest.clone();
        world.tell(reader, Event::OutgoingAdded);
        world.run_for(10_000);
        world.relay.honest = backup;
        world.relay.lie = None;
        world.run_for(86_400_000);
        world.run_until_quiescent().unwrap();
        assert_eq!(world.relay.honest.len(COMPARTMENT), SEGMENTS + 1, "claimed position {claimed}");
    }
}

/// Says of every upload that the stream before it is missing.
#[test]
fn a_gap_without_end() {
    use protocol::wire::{RefusalCode, RefusalMsg, StreamHeadMsg};
    let (mut world, _, reader) = liars_world();
    world.author(reader, COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.author(reader, COMPARTMENT, 3).unwrap();
    world.relay.requests = 0;
    world.relay.lie = Some(Box::new(|request, answer| {
        if request.target != "/v1/segments" {
            return answer;
        }
        let head = Some(StreamHeadMsg { next_seq: 0, hash: Hash::ZERO });
        let code = RefusalCode::StreamGap;
        let body = RefusalMsg { code, head, logs: Vec::new(), time_ms: 0, retry_after_s: 0 }.encode();
        PortAnswer { status: 409, retry_after_s: 0, body }
    }));
    world.tell(reader, Event::OutgoingAdded);
    world.run_for(3_600_000);
    assert!(world.relay.requests < 250, "{} requests in an hour", world.relay.requests);
    world.relay.lie = None;
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.honest.len(COMPARTMENT), SEGMENTS + 6);
}

/// A proxy in front of the relay says so in its own words: they are no relay's answer, and heeded all the same.
#[test]
fn a_proxy_that_asks_for_patience_is_given_it_although_somebody_is_in_a_hurry() {
    let (mut world, _, reader) = liars_world();
    let busy = |_: &PortRequest, _| PortAnswer { status: 503, retry_after_s: 600, body: b"<html>".to_vec() };
    world.relay.lie = Some(Box::new(busy));
    world.relay.requests = 0;
    world.run_for(5_000);
    world.tell(reader, Event::SyncNow);
    world.run_for(590_000);
    assert_eq!(world.relay.requests, 1);
    world.relay.lie = None;
    world.run_until_quiescent().unwrap();
    assert_eq!(held(&world, reader), SEGMENTS);
}

#[test]
fn answers_that_are_no_answers() {
    let bodies = [Vec::new(), b"<html>guest network</html>".to_vec(), vec![0xff; MESSAGE_MAX_BYTES + 1]];
    for (body, code) in
        bodies.into_iter().zip(["sync.relay_garbage", "sync.relay_garbage", "sync.answer_too_large"])
    {
        for status in [200, 502] {
            let (mut world, _, reader) = liars_world();
            let body = body.clone();
            world.relay.lie =
                Some(Box::new(move |_, _| PortAnswer { status, retry_after_s: 0, body: body.clone() }));
            world.relay.requests = 0;
            world.run_for(600_000);
            assert_eq!(codes(&world, reader), [code]);
            assert!(world.relay.requests < 40, "{} requests in ten minutes", world.relay.requests);
            world.relay.lie = None;
            world.run_until_quiescent().unwrap();
            assert_eq!(held(&world, reader), SEGMENTS);
        }
    }
}
