//! Revocation, replay, batches, equivocation, newer versions.

use super::{
    COLLABORATIVE, NOW, SHARED, World, admitted, compartment_invited, enrolled, epoch, invited, revoked,
};
use crate::CompartmentHandle;
use crate::certificate::{CompartmentFounded, Place, Statement};
use crate::roster::{Applied, Arrival, Roster, RosterError, Witnessed};
use crate::tests::support::Key;
use crate::wire::RefusalCode;

#[test]
fn a_revoked_device_is_out_at_once_and_the_next_epoch_leaves_it_out() {
    let mut world = World::new();
    let (first, device) = (Key::new(3), Key::new(11));
    world.bring_in(&Key::new(10), &device);
    let before = world.issue(&device, SHARED.into(), epoch(2, &[&first, &device]));
    assert_eq!(world.root(revoked(&Key::new(99))), Err(RosterError::UnknownDevice));
    world.root(revoked(&device)).unwrap();
    assert_eq!(world.root(revoked(&device)), Err(RosterError::AlreadyStands));
    assert!(world.roster.device(&device.id()).unwrap().is_revoked());
    assert!(!world.roster.is_admitted(&SHARED, &device.id()));
    assert_eq!(world.roster.admitted(&SHARED).count(), 1);

    let outdated = world.apply(before).unwrap_err();
    assert_eq!((outdated, outdated.refusal()), (RosterError::Outdated, RefusalCode::LogConflict));
    let by_revoked = world.shared(&device, epoch(2, &[&first])).unwrap_err();
    assert_eq!((by_revoked, by_revoked.refusal()), (RosterError::Revoked, RefusalCode::Revoked));
    assert_eq!(world.administer(epoch(2, &[&first, &device])), Err(RosterError::EpochDevices));
    world.administer(epoch(2, &[&first])).unwrap();
}

#[test]
fn the_logs_can_be_replayed_one_after_the_other() {
    let mut world = World::new();
    let (first, device) = (Key::new(3), Key::new(11));
    world.bring_in(&Key::new(10), &device);
    world.shared(&device, epoch(2, &[&first, &device])).unwrap();
    world.root(revoked(&device)).unwrap();
    world.administer(epoch(3, &[&first])).unwrap();

    let (main, shared): (Vec<_>, Vec<_>) =
        world.log.iter().cloned().partition(|one| one.place.log == COLLABORATIVE.into());
    let mut replayed = Roster::new();
    replayed.apply_all(&main, Arrival::Earlier).unwrap();
    replayed.apply_all(&shared, Arrival::Earlier).unwrap();
    assert_eq!(replayed.heads(), world.roster.heads());
    let expected: Vec<_> = world.roster.compartments().cloned().collect();
    assert_eq!(replayed.compartments().cloned().collect::<Vec<_>>(), expected);

    let mut short = Roster::new();
    short.apply_all(&main[..1], Arrival::Earlier).unwrap();
    assert_eq!(short.apply_all(&shared, Arrival::Earlier), Err(RosterError::Behind));
}

#[test]
fn a_batch_is_applied_whole_or_not_at_all() {
    let mut world = World::new();
    let mut ahead = world.roster.clone();
    let place = ahead.next_place(COLLABORATIVE.into(), world.root.public(), 0);
    let good = world.root.issue(place, invited(&Key::new(10), 2_000));
    ahead.apply(&good, NOW).unwrap();
    let place = ahead.next_place(COLLABORATIVE.into(), Key::new(9).public(), 0);
    let bad = Key::new(9).issue(place, invited(&Key::new(12), 2_000));
    let heads = world.roster.heads();
    let refused = world.roster.apply_all(&[good.clone(), bad], NOW);
    assert_eq!(refused, Err(RosterError::Unauthorised));
    assert_eq!(world.roster.heads(), heads);
    assert!(world.roster.invitation(&Key::new(10).id()).is_none());
    let founding = world.log.remove(0);
    let applied = world.roster.apply_all(&[founding, good], NOW);
    assert_eq!(applied, Ok(vec![Applied::Known, Applied::New]));
    assert!(world.roster.invitation(&Key::new(10).id()).is_some());
}

#[test]
fn equivocation_freezes_the_issuer_and_nobody_else() {
    let mut world = World::new();
    world.root(invited(&Key::new(10), 2_000)).unwrap();
    let used = world.log.last().unwrap().place.issuer_number;
    let place = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 0);
    let double = Place { issuer_number: used, ..place };
    let double = world.root.issue(double, invited(&Key::new(12), 2_000));
    let caught = world.roster.apply_all(std::slice::from_ref(&double), NOW);
    assert_eq!(caught, Err(RosterError::Equivocation { issuer: world.root.public() }));
    assert_eq!(world.roster.frozen().collect::<Vec<_>>(), [&world.root.public()]);
    let more = world.root(invited(&Key::new(13), 2_000));
    assert_eq!(more, Err(RosterError::IssuerFrozen { issuer: world.root.public() }));
    world.administer(compartment_invited(&Key::new(13), 2_000)).unwrap();
}

#[test]
fn equivocation_can_be_witnessed_in_another_log() {
    let mut world = World::new();
    let mut elsewhere = world.roster.clone();
    world.root(invited(&Key::new(10), 2_000)).unwrap();
    let here = world.log.last().unwrap().clone();
    assert_eq!(world.roster.witness(&here), Witnessed::Nothing);
    let mut there = here.clone();
    there.statement = invited(&Key::new(12), 2_000);
    assert_eq!(world.roster.witness(&there), Witnessed::Nothing, "a forgery proves nothing");
    let there = world.root.issue(here.place, invited(&Key::new(12), 2_000));
    assert_eq!(elsewhere.apply(&there, NOW), Ok(Applied::New));
    assert_eq!(world.roster.witness(&there), Witnessed::Equivocation);
    assert_eq!(world.roster.frozen().count(), 1);
}

#[test]
fn an_issuers_numbers_rise_within_a_log() {
    let mut world = World::new();
    let place = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 7);
    world.apply(world.root.issue(place, invited(&Key::new(10), 2_000))).unwrap();
    let next = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 0);
    assert_eq!(next.issuer_number, 8);
    let back = Place { issuer_number: 6, ..next };
    let back = world.root.issue(back, invited(&Key::new(12), 2_000));
    assert_eq!(world.apply(back), Err(RosterError::IssuerNumber));
}

#[test]
fn what_a_newer_version_says_is_carried() {
    let mut world = World::new();
    let newer = || Statement::Unknown { kind: 99, clear: vec![1, 2, 3] };
    assert_eq!(world.administer(admitted(&Key::new(9))), Err(RosterError::UnknownDevice));
    assert_eq!(world.shared(&Key::new(9), newer()), Err(RosterError::Unauthorised), "but not from anyone");
    world.administer(newer()).unwrap();
    world.shared(&Key::new(3), newer()).unwrap();
    assert_eq!(world.roster.head(SHARED.into()).count, 5);
    let maybe = world.shared(&Key::new(9), epoch(2, &[&Key::new(3)]));
    assert_eq!(maybe, Err(RosterError::NewerKind), "it may have given a say to someone unknown here");
}

#[test]
fn an_administrators_key_that_is_a_devices_falls_with_the_device() {
    let mut world = World::new();
    let (device, handle) = (Key::new(11), CompartmentHandle([0x77; 16]));
    world.bring_in(&Key::new(10), &device);
    let begin = |administrator: &Key, handle| {
        let administrator = administrator.public();
        Statement::CompartmentFounded(CompartmentFounded {
            handle,
            collaborative: COLLABORATIVE,
            administrator,
        })
    };
    let foreign = world.add(&Key::new(9), handle.into(), begin(&device, handle));
    assert_eq!(foreign, Err(RosterError::Unauthorised));
    let misnamed = world.add(&device, handle.into(), begin(&device, SHARED));
    assert_eq!(misnamed, Err(RosterError::WrongLog));
    world.add(&device, handle.into(), begin(&device, handle)).unwrap();
    world.add(&device, handle.into(), admitted(&Key::new(3))).unwrap();
    world.root(revoked(&device)).unwrap();
    let late = world.add(&device, handle.into(), compartment_invited(&Key::new(12), 2_000));
    assert_eq!(late, Err(RosterError::Revoked));
}

#[test]
fn what_a_certificate_has_seen_fits_what_it_says_and_does_not_go_back() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    let place = world.roster.next_place(SHARED.into(), world.administrator.public(), 0);
    let early = world.administrator.issue(Place { seen: 2, ..place }, admitted(&device));
    assert_eq!(world.apply(early), Err(RosterError::UnknownDevice), "enrolled after what it had seen");
    world.administer(admitted(&device)).unwrap();
    let place = world.roster.next_place(SHARED.into(), world.administrator.public(), 0);
    let statement = || compartment_invited(&Key::new(12), 2_000);
    let back = world.administrator.issue(Place { seen: 2, ..place }, statement());
    assert_eq!(world.apply(back), Err(RosterError::Outdated));
    let ahead = world.administrator.issue(Place { seen: 4, ..place }, statement());
    assert_eq!(world.apply(ahead), Err(RosterError::Behind));
    world.administer(statement()).unwrap();
}
