//! The sync in the background: nobody asks for it, nobody waits for it.

use footbridge_api::views::{AlertKind, DeskEvent, SyncState};
use serde_json::json;
use testkit::field::{PASSPHRASE, passphrase};

use crate::support::*;

#[test]
fn two_desks_see_each_others_contacts_without_asking() {
    let (mut field, mut founder) = county(40);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let (one, other) = (open_desk(&field, &mut founder), open_desk(&field, &mut ems));
    let (of_one, of_other) = (one.events(), other.events());
    meet(&one, "Example");
    until_contacts(&other, &of_other, 1);
    meet(&other, "Instance");
    until_contacts(&one, &of_one, 2);
    until_sync(&one, &of_one, |sync| sync.unsent == 0 && sync.state == SyncState::Idle);
    assert!(one.view().sync.last_sync_ms.is_some());
}

#[test]
fn another_screen_of_the_same_device_hears_of_a_change() {
    let (field, mut founder) = county(41);
    let desk = open_desk(&field, &mut founder);
    let events = desk.events();
    meet(&desk, "Example");
    until(&events, |event| matches!(event, DeskEvent::Changed).then_some(()));
}

#[test]
fn sealed_segments_move_while_locked_and_all_is_there_afterwards() {
    let (mut field, mut founder) = county(42);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let one = open_desk(&field, &mut founder);
    let other = open_desk(&field, &mut ems);
    let events = other.events();
    until_sync(&other, &events, |sync| sync.state == SyncState::Idle && sync.unsent == 0 && sync.taken_in);
    // what was authored right before the lock goes out after it
    meet(&other, "Lastminute");
    done(&other, "lock", json!({}));
    until_sync(&other, &events, |sync| sync.unsent == 0 && sync.state == SyncState::Idle);

    let events = other.events();
    for family in ["Example", "Instance", "Sample"] {
        meet(&one, family);
    }
    until_sync(&one, &one.events(), |sync| sync.unsent == 0);
    until_sync(&other, &events, |sync| sync.waiting > 0);
    let view = done(&other, "unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(view["state"], "open");
    until_sync(&other, &events, |sync| sync.taken_in && sync.waiting == 0);
    until_contacts(&other, &other.events(), 4);
}

#[test]
fn what_arrives_while_locked_is_told_once_without_a_name() {
    let (mut field, mut founder) = county(43);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let (one, other) = (open_desk(&field, &mut founder), locked_desk(&field, &mut ems));
    let events = other.events();
    let mut arrivals = 0;
    for (at, family) in ["Example", "Instance", "Sample"].into_iter().enumerate() {
        if at == 2 {
            // the next burst: before anything of it can arrive, and without locking who sends it
            for _ in 0..2 {
                field.clock().advance(3 * 60_000);
                done(&one, "touch", json!({}));
            }
        }
        let before = other.view().sync.waiting;
        meet(&one, family);
        until(&events, |event| match event {
            DeskEvent::Alert(alert) => {
                assert_eq!((alert.kind, &alert.record), (AlertKind::Arrived, &None));
                arrivals += 1;
                None
            }
            DeskEvent::Sync(sync) if sync.waiting > before => Some(()),
            _ => None,
        });
    }
    other.close();
    arrivals += events.filter(|event| matches!(event, DeskEvent::Alert(_))).count();
    assert_eq!(arrivals, 2);
}

#[test]
fn a_dead_network_is_told_and_hinders_nobody() {
    let (field, mut founder) = county(44);
    founder.set_offline(true);
    let desk = open_desk(&field, &mut founder);
    let events = desk.events();
    until_sync(&desk, &events, |sync| sync.state == SyncState::Offline);
    assert_eq!(desk.view().sync.code.as_deref(), Some("sync.relay_unreachable"));
    meet(&desk, "Example");
    assert!(desk.view().sync.unsent > 0);
    founder.set_offline(false);
    until_sync(&desk, &events, |sync| {
        sync.state == SyncState::Idle && sync.unsent == 0 && sync.code.is_none()
    });
}

#[test]
fn commands_are_answered_between_the_slices_of_a_long_intake() {
    const MANY: usize = 250;
    let (mut field, mut founder) = county(45);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let desk = locked_desk(&field, &mut ems);
    for at in 0..MANY {
        let device = founder.device().unwrap();
        let contact = app::TypedContact { pathway: "active_outreach".to_owned(), ..Default::default() };
        device.record_contact(&contact).unwrap_or_else(|error| panic!("{at}: {error}"));
    }
    founder.sync_for(3_600_000).unwrap();
    let events = desk.events();
    until_sync(&desk, &events, |sync| sync.waiting > 0 && sync.state == SyncState::Idle);

    // asks all the time, so that the first answer is given right after the unlock
    let asking = desk.clone();
    let asks = std::thread::spawn(move || {
        loop {
            match call(&asking, "summary", json!({})) {
                Ok(summary) => return summary["contacts"].as_u64().unwrap(),
                Err(error) => assert_eq!(error.code, "desk.locked"),
            }
        }
    });
    desk.unlock(&passphrase()).unwrap();
    let seen = asks.join().unwrap();
    assert!(seen < MANY as u64, "answered only when all {MANY} were taken in");
    until_sync(&desk, &events, |sync| sync.taken_in);
    assert_eq!(done(&desk, "summary", json!({}))["contacts"], MANY);
}

#[test]
fn the_desk_never_makes_a_person_wait_for_a_sync() {
    let (field, mut founder) = county(46);
    let desk = open_desk(&field, &mut founder);
    assert_eq!(code(&desk, "sync", json!({})), "desk.syncs_itself");
}

/// Nobody types a command for it: whoever hears that a device was revoked replaces the keys that it knew.
#[test]
fn a_key_that_a_revoked_device_knows_is_replaced_by_itself() {
    let (mut field, mut founder) = county(47);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let mut lost = field.join(&mut founder, "ems", EMS).unwrap();
    let id = lost.device().unwrap().id();
    let classes = [app::domain::role::Class::Ems];
    let founded = ems.device().unwrap().found_compartment("ems", &classes).unwrap();
    ems.sync().unwrap();
    ems.device().unwrap().admit(founded.compartment, id).unwrap();
    founder.device().unwrap().revoke(id).unwrap();
    let desk = open_desk(&field, &mut ems);
    let events = desk.events();
    let renewed = || {
        let list = done(&desk, "compartment_list", json!({}));
        list["compartments"].as_array().unwrap().iter().all(|one| one["key_epoch"] == 2)
    };
    until(&events, |event| matches!(event, DeskEvent::Sync(_)).then(&renewed).filter(|done| *done));
    until_sync(&desk, &events, |sync| sync.unsent == 0 && sync.state == SyncState::Idle);
}
