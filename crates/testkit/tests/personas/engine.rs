//! Devices in the field, on the level of sealed segments: who holds what in the end.

use std::collections::BTreeSet;

use footbridge_testkit::{COMPARTMENT, DeviceNumber, Faults, MemoryMailbox, ModelRelay, SeededRandom, World};
use protocol::CompartmentHandle;
use sync::{Config, Effect, Engine, Event, StopReason, Subject, SyncNotice};

const CARE: CompartmentHandle = CompartmentHandle([0xca; 16]);

fn world(seed: u64, devices: usize) -> (World, Vec<DeviceNumber>) {
    let mut world = World::new(seed, ModelRelay::new(seed));
    let numbers = (0..devices).map(|_| world.add_device()).collect();
    (world, numbers)
}

fn payloads(world: &World, number: DeviceNumber) -> BTreeSet<Vec<u8>> {
    world.device(number).unwrap().payloads()
}

/// All hold the same, and so much of it.
fn assert_all_hold(world: &World, numbers: &[DeviceNumber], count: usize) {
    for number in numbers {
        let held = payloads(world, *number);
        assert_eq!(held.len(), count, "device {number:?}");
        assert_eq!(held, payloads(world, numbers[0]), "device {number:?}");
    }
}

fn said(world: &World, number: DeviceNumber, wanted: impl Fn(&SyncNotice) -> bool) -> bool {
    world.device(number).unwrap().notices.iter().any(wanted)
}

fn rolled_back(notice: &SyncNotice) -> bool {
    matches!(notice, SyncNotice::RelayRolledBack { .. })
}

fn stopped(world: &World, number: DeviceNumber) -> Vec<StopReason> {
    world.device(number).unwrap().mailbox.stops().map(|stop| stop.why).collect()
}

#[test]
fn three_devices_write_offline_and_meet_at_the_relay() {
    let (mut world, devices) = world(1, 3);
    for device in &devices {
        world.connect(*device, Faults::OFFLINE);
        world.author(*device, COMPARTMENT, 5).unwrap();
    }
    world.run_for(8 * 3_600_000);
    assert!(world.relay.is_empty(COMPARTMENT));
    for device in &devices {
        world.connect(*device, Faults::NONE);
    }
    world.run_until_quiescent().unwrap();
    assert_all_hold(&world, &devices, 15);
    assert_eq!(world.relay.len(COMPARTMENT), 15);
}

#[test]
fn several_compartments_travel_together() {
    let (mut world, devices) = world(2, 2);
    for device in &devices {
        world.device_mut(*device).unwrap().mailbox.hold(CARE);
        world.author(*device, COMPARTMENT, 2).unwrap();
        world.author(*device, CARE, 3).unwrap();
        world.tell(*device, Event::SyncNow);
    }
    world.run_until_quiescent().unwrap();
    assert_all_hold(&world, &devices, 10);
    assert_eq!((world.relay.len(COMPARTMENT), world.relay.len(CARE)), (4, 6));
}

#[test]
fn bad_connections_lose_repeat_reorder_and_damage_and_everything_arrives() {
    for seed in 0..60 {
        let (mut world, devices) = world(seed, 3);
        for device in &devices {
            world.connect(*device, Faults::BAD);
            world.author(*device, COMPARTMENT, 6).unwrap();
        }
        world.run_for(20_000);
        for device in &devices {
            world.author(*device, COMPARTMENT, 2).unwrap();
        }
        world.run_until_quiescent().unwrap();
        assert_all_hold(&world, &devices, 24);
        assert_eq!(world.relay.len(COMPARTMENT), 24, "seed {seed}: each segment once");
    }
}

#[test]
fn a_partition_heals() {
    let (mut world, devices) = world(3, 4);
    for device in &devices[2..] {
        world.connect(*device, Faults::OFFLINE);
    }
    for device in &devices {
        world.author(*device, COMPARTMENT, 4).unwrap();
    }
    world.run_until_quiescent().unwrap();
    assert_all_hold(&world, &devices[..2], 8);
    for device in &devices[2..] {
        world.connect(*device, Faults::NONE);
    }
    world.run_until_quiescent().unwrap();
    assert_all_hold(&world, &devices, 16);
}

#[test]
fn an_interrupted_upload_is_resumed_where_it_stopped() {
    let (mut world, devices) = world(4, 2);
    world.run_until_quiescent().unwrap();
    let slow = Faults { delay_max_ms: 400, ..Faults::NONE };
    world.connect(devices[0], slow);
    world.author(devices[0], COMPARTMENT, 20).unwrap();
    world.run_for(2_000);
    let before = world.relay.len(COMPARTMENT);
    assert!((1..20).contains(&before), "{before} of 20 arrived");
    // the battery dies with a call under way; the mailbox is all that is left
    world.restart(devices[0]);
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.len(COMPARTMENT), 20);
    assert_all_hold(&world, &devices, 20);
}

#[test]
fn own_segments_are_not_fetched_back() {
    let (mut world, devices) = world(5, 1);
    world.run_until_quiescent().unwrap();
    world.author(devices[0], COMPARTMENT, 10).unwrap();
    world.run_until_quiescent().unwrap();
    world.run_for(3_600_000);
    assert_eq!(world.device(devices[0]).unwrap().mailbox.incoming().len(), 0);
}

#[test]
fn a_cloned_device_is_fenced_and_loses_nothing() {
    let (mut world, devices) = world(6, 2);
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    let clone = world.clone_device(devices[0]).unwrap();
    for device in [devices[0], clone] {
        world.connect(device, Faults::OFFLINE);
        world.author(device, COMPARTMENT, 4).unwrap();
    }
    world.connect(devices[0], Faults::NONE);
    world.run_until_quiescent().unwrap();
    world.connect(clone, Faults::NONE);
    world.run_until_quiescent().unwrap();
    assert_eq!(stopped(&world, clone), [StopReason::Fenced]);
    assert_eq!(stopped(&world, devices[0]), []);
    assert_all_hold(&world, &[devices[0], devices[1], clone], 11);
    assert_eq!(world.relay.len(COMPARTMENT), 11);
}

#[test]
fn a_new_key_epoch_sends_the_rest_in_a_new_stream() {
    let (mut world, devices) = world(7, 2);
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.relay.set_epoch(COMPARTMENT, 2);
    world.author(devices[0], COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    assert_eq!(stopped(&world, devices[0]), [StopReason::OldEpoch]);
    assert_all_hold(&world, &devices, 5);
    assert_eq!(world.relay.len(COMPARTMENT), 5);
}

/// The relay acknowledged segments and lost them; `forget` says how it comes back.
fn lost_and_given_back(seed: u64, forget: fn(&mut ModelRelay, &ModelRelay)) -> (World, Vec<DeviceNumber>) {
    let (mut world, devices) = world(seed, 3);
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.clone();
    for device in &devices {
        world.author(*device, COMPARTMENT, 4).unwrap();
        world.run_until_quiescent().unwrap();
    }
    assert_eq!(world.relay.len(COMPARTMENT), 15);
    forget(&mut world.relay, &backup);
    world.run_for(600_000);
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.len(COMPARTMENT), 15, "what it had acknowledged is there again");
    assert_all_hold(&world, &devices, 15);
    // not always everybody: what was given back in its old order looks to the others as if nothing had happened
    assert!(devices.iter().any(|device| said(&world, *device, rolled_back)));
    (world, devices)
}

#[test]
fn a_relay_restored_from_a_backup_is_given_back_what_it_lost() {
    let (mut world, _) = lost_and_given_back(8, ModelRelay::restore);
    // and somebody new, who never saw what it lost, gets it
    let newcomer = world.add_device();
    world.run_until_quiescent().unwrap();
    assert_eq!(payloads(&world, newcomer).len(), 15);
}

#[test]
fn a_relay_that_forgot_silently_is_given_back_what_it_lost() {
    lost_and_given_back(9, ModelRelay::restore_silently);
}

#[test]
fn a_relay_that_forgot_everything_is_given_back_everything() {
    lost_and_given_back(10, |relay, _| relay.restore(&ModelRelay::new(0)));
}

/// The author is gone: whoever holds its work gives it back, also what came before what the relay would miss.
#[test]
fn what_a_relay_forgot_of_somebody_who_is_gone_is_given_back_by_its_readers() {
    for forget in [ModelRelay::restore, ModelRelay::restore_silently] {
        let (mut world, devices) = world(21, 4);
        world.author(devices[0], COMPARTMENT, 2).unwrap();
        world.run_until_quiescent().unwrap();
        let backup = world.relay.clone();
        world.author(devices[0], COMPARTMENT, 5).unwrap();
        world.author(devices[1], COMPARTMENT, 1).unwrap();
        world.run_until_quiescent().unwrap();
        world.connect(devices[0], Faults::OFFLINE);
        forget(&mut world.relay, &backup);
        world.author(devices[2], COMPARTMENT, 1).unwrap();
        world.run_for(600_000);
        assert_eq!(world.relay.len(COMPARTMENT), 9, "once each, whoever brings it");
        let newcomer = world.add_device();
        world.run_for(600_000);
        assert_eq!(payloads(&world, newcomer).len(), 9);
        // and should the author come back after all, it has nothing to add
        world.connect(devices[0], Faults::NONE);
        world.run_for(600_000);
        world.run_until_quiescent().unwrap();
        assert_eq!(world.relay.len(COMPARTMENT), 9);
        assert_all_hold(&world, &devices, 9);
    }
}

/// What a relay does not take back is brought once, and everything else goes on.
#[test]
fn what_a_relay_does_not_take_back_from_a_reader_holds_nobody_up() {
    let (mut world, devices) = world(22, 2);
    world.author(devices[0], COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.clone();
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.connect(devices[0], Faults::OFFLINE);
    world.relay.restore(&backup);
    world.relay.set_epoch(COMPARTMENT, 2); // what is sealed under the old key is refused now
    world.run_for(600_000);
    let reader = world.device_mut(devices[1]).unwrap();
    assert_eq!(sync::Mailbox::next_to_carry(&reader.mailbox).unwrap(), None);
    reader.epoch = 2;
    world.author(devices[1], COMPARTMENT, 1).unwrap();
    world.run_for(600_000);
    assert_eq!(world.relay.len(COMPARTMENT), 3);
}

#[test]
fn a_relay_that_forgot_and_was_written_to_before_anybody_noticed() {
    let (mut world, devices) = world(11, 2);
    world.author(devices[0], COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.clone();
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.connect(devices[0], Faults::OFFLINE);
    world.relay.restore_silently(&backup);
    // others take the positions of what was lost
    world.author(devices[1], COMPARTMENT, 3).unwrap();
    world.run_for(600_000);
    world.connect(devices[0], Faults::NONE);
    world.run_for(600_000);
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.len(COMPARTMENT), 8);
    assert_all_hold(&world, &devices, 8);
}

#[test]
fn a_relay_that_lost_what_is_sealed_under_an_old_key_gets_it_in_a_new_stream() {
    let (mut world, devices) = world(12, 2);
    world.author(devices[0], COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.clone();
    world.author(devices[0], COMPARTMENT, 3).unwrap();
    world.run_until_quiescent().unwrap();
    world.relay.restore(&backup);
    world.relay.set_epoch(COMPARTMENT, 2);
    world.run_for(600_000);
    world.run_until_quiescent().unwrap();
    assert_eq!(stopped(&world, devices[0]), [StopReason::OldEpoch]);
    let stop = *world.device(devices[0]).unwrap().mailbox.stops().next().unwrap();
    let of_stream: Vec<_> =
        world.device(devices[0]).unwrap().mailbox.outgoing().map(|one| one.outgoing.clone()).collect();
    let lost = of_stream.iter().filter(|one| one.stream == stop.stream && one.first_seq >= stop.from_seq);
    assert_eq!(lost.count(), 3, "exactly what is missing goes out again");
    assert_eq!(world.relay.len(COMPARTMENT), 5);
    assert_all_hold(&world, &devices, 5);
}

#[test]
fn a_crash_between_noticing_a_loss_and_mending_it_mends_it_later() {
    let (mut world, devices) = world(13, 1);
    world.author(devices[0], COMPARTMENT, 6).unwrap();
    world.run_until_quiescent().unwrap();
    world.relay.restore(&ModelRelay::new(0));
    world.connect(devices[0], Faults { delay_max_ms: 4_000, ..Faults::NONE });
    for _ in 0..200 {
        world.run_for(1_500);
        world.restart(devices[0]);
    }
    world.connect(devices[0], Faults::NONE);
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.len(COMPARTMENT), 6);
}

#[test]
fn a_full_device_disk_loses_nothing_and_goes_on_when_there_is_room() {
    for writes in 0..12 {
        let (mut world, devices) = world(14, 2);
        world.author(devices[0], COMPARTMENT, 3).unwrap();
        world.author(devices[1], COMPARTMENT, 3).unwrap();
        world.device_mut(devices[0]).unwrap().mailbox.writes_left = Some(writes);
        world.run_for(120_000);
        world.device_mut(devices[0]).unwrap().mailbox.writes_left = None;
        world.run_until_quiescent().unwrap();
        assert_all_hold(&world, &devices, 6);
        if writes < 4 {
            assert_eq!(world.device(devices[0]).unwrap().failures[0].code(), "store.full");
        }
    }
}

#[test]
fn a_full_relay_is_tried_again_and_says_so() {
    let (mut world, devices) = world(15, 1);
    world.relay.segments_max = 2;
    world.author(devices[0], COMPARTMENT, 5).unwrap();
    world.run_for(600_000);
    assert_eq!(world.relay.len(COMPARTMENT), 2);
    let about = Subject::Relay;
    assert!(said(&world, devices[0], |one| *one == SyncNotice::Refused { code: "relay.full", about }));
    assert!(said(&world, devices[0], |one| matches!(one, SyncNotice::Retrying { code: "relay.full", .. })));
    world.relay.segments_max = usize::MAX;
    world.run_until_quiescent().unwrap();
    assert_eq!(world.relay.len(COMPARTMENT), 5);
}

#[test]
fn a_throttled_device_waits_as_long_as_it_is_told() {
    let (mut world, devices) = world(16, 1);
    world.relay.throttled = 1;
    let start_ms = world.now_ms();
    world.tell(devices[0], Event::SyncNow);
    world.run_for(5_000);
    world.tell(devices[0], Event::SyncNow); // hurry does not help
    world.run_until_quiescent().unwrap();
    assert!(world.now_ms() - start_ms >= 20_000);
}

#[test]
fn a_wrong_device_clock_is_corrected_and_told() {
    for clock_ms in [-86_400_000, 86_400_000] {
        let (mut world, devices) = world(17, 2);
        world.run_until_quiescent().unwrap();
        world.device_mut(devices[0]).unwrap().clock_ms = clock_ms;
        world.author(devices[0], COMPARTMENT, 2).unwrap();
        world.run_until_quiescent().unwrap();
        assert_all_hold(&world, &devices, 2);
        let near = |one: &SyncNotice| match one {
            SyncNotice::ClockOffset { offset_ms } => (offset_ms + clock_ms).abs() < 60_000,
            _ => false,
        };
        assert!(said(&world, devices[0], near));
    }
}

#[test]
fn a_revoked_device_hears_of_it_and_keeps_its_work() {
    let (mut world, devices) = world(18, 2);
    world.run_until_quiescent().unwrap();
    let id = world.device(devices[0]).unwrap().id();
    world.relay.revoke(id);
    world.author(devices[0], COMPARTMENT, 2).unwrap();
    world.run_for(600_000);
    assert!(said(&world, devices[0], |one| matches!(one, SyncNotice::Refused { code: "relay.revoked", .. })));
    assert_eq!(payloads(&world, devices[0]).len(), 2);
    assert!(world.relay.is_empty(COMPARTMENT));
}

#[test]
fn a_stopped_engine_calls_nobody() {
    let (mut world, devices) = world(19, 1);
    world.run_until_quiescent().unwrap();
    world.stop(devices[0]);
    world.author(devices[0], COMPARTMENT, 1).unwrap();
    world.tell(devices[0], Event::SyncNow);
    world.tell(devices[0], Event::Tick);
    world.run_for(600_000);
    assert!(world.relay.is_empty(COMPARTMENT));
}

#[test]
fn a_call_that_nobody_answers_is_given_up_at_its_deadline_and_not_before() {
    let (mut engine, mut mailbox) = (Engine::new(Config::default()), MemoryMailbox::new());
    let mut rng = SeededRandom::new(20);
    let mut at = |now_ms, event| engine.handle(&mut mailbox, now_ms, &mut rng, event).unwrap();
    let calls = |effects: &[Effect]| effects.iter().filter(|one| matches!(one, Effect::Call { .. })).count();
    assert_eq!(calls(&at(0, Event::Start)), 1);
    let deadline_ms = Config::default().call_deadline_ms;
    assert_eq!(at(deadline_ms - 1, Event::Tick), []);
    let given_up = at(deadline_ms, Event::Tick);
    let Some(Effect::Notify(SyncNotice::Retrying { at_ms, code: "sync.relay_slow" })) = given_up.first()
    else {
        panic!("{given_up:?}")
    };
    assert_eq!(calls(&at(*at_ms, Event::Tick)), 1, "it is tried again");
}
