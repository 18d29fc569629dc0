//! A compartment that is for some classes only, who keeps it, and the programme in force.

use super::{
    COLLABORATIVE, NOW, World, admitted, compartment_founded, compartment_invited, enrolled, epoch, invited,
    revoked,
};
use crate::certificate::{
    AdministratorNamed, AdministratorRemoved, Chartered, DeviceClass, EpochEscrowed, LaterWorkDecided,
    ProgrammeAdopted, Revoked, Statement, StreamHead,
};
use crate::roster::{LaterWork, RosterError};
use crate::tests::support::Key;
use crate::{CompartmentHandle, Hash, LogId, SealingKey, StreamId};

const CARE: CompartmentHandle = CompartmentHandle([0xca; 16]);

fn charter(classes: &[DeviceClass]) -> Statement {
    let (custodian, recovery) = (Key::new(50).public(), Key::new(51).public());
    Statement::Chartered(Chartered {
        classes: classes.to_vec(),
        custodian,
        recovery,
        escrow: SealingKey([5; 32]),
    })
}

fn care_founded(administrator: &Key) -> Statement {
    match compartment_founded(administrator) {
        Statement::CompartmentFounded(body) => {
            Statement::CompartmentFounded(crate::certificate::CompartmentFounded { handle: CARE, ..body })
        }
        other => other,
    }
}

fn escrowed(number: u32) -> Statement {
    Statement::EpochEscrowed(EpochEscrowed { number, sealed: [0; 80] })
}

fn named(key: &Key) -> Statement {
    Statement::AdministratorNamed(AdministratorNamed { administrator: key.public() })
}

fn removed(key: &Key) -> Statement {
    Statement::AdministratorRemoved(AdministratorRemoved { administrator: key.public() })
}

/// A care compartment of an administrator of its own; the founding device is of the class `Shared`.
fn with_care(classes: &[DeviceClass]) -> (World, Key) {
    let mut world = World::new();
    let administrator = Key::new(40);
    world.add(&Key::new(3), CARE.into(), care_founded(&administrator)).unwrap();
    world.add(&administrator, CARE.into(), charter(classes)).unwrap();
    (world, administrator)
}

/// [I] By whatever way it comes, and whoever says so: another class does not enter.
#[test]
fn a_device_of_another_class_never_enters() {
    let (mut world, administrator) = with_care(&[DeviceClass::Care]);
    let care = LogId::from(CARE);
    let refused = world.add(&administrator, care, admitted(&Key::new(3)));
    assert_eq!(refused.unwrap_err(), RosterError::OtherClass, "the founder's own device");
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&administrator, care, compartment_invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    assert_eq!(world.add(&invite, care, admitted(&device)), Err(RosterError::OtherClass), "by invitation");
    assert_eq!(world.add(&Key::new(51), care, admitted(&device)), Err(RosterError::OtherClass), "by the kit");
    assert_eq!(world.roster.admitted(&CARE).count(), 0);
    assert_eq!(world.roster.logs_for_device(&device.id()), [LogId(COLLABORATIVE.0)]);
}

#[test]
fn a_device_of_its_class_enters_and_its_key_is_escrowed() {
    let (mut world, administrator) = with_care(&[DeviceClass::Ems, DeviceClass::Care]);
    let care = LogId::from(CARE);
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    world.add(&administrator, care, admitted(&device)).unwrap();
    assert_eq!(world.add(&administrator, care, escrowed(1)), Err(RosterError::EpochOrder), "no epoch yet");
    world.add(&administrator, care, epoch(1, &[&device])).unwrap();
    assert_eq!(world.add(&administrator, care, escrowed(2)), Err(RosterError::EpochOrder));
    assert_eq!(world.add(&Key::new(3), care, escrowed(1)), Err(RosterError::Unauthorised), "not inside");
    // a member's device may, as it may begin an epoch
    world.add(&device, care, escrowed(1)).unwrap();
    assert_eq!(world.add(&administrator, care, escrowed(1)), Err(RosterError::AlreadyStands));
    assert_eq!(world.roster.compartment(&CARE).unwrap().escrowed, 1);
}

#[test]
fn the_root_has_no_say_in_a_compartment() {
    let (mut world, administrator) = with_care(&[DeviceClass::Care]);
    let (root, care) = (Key::new(1), LogId::from(CARE));
    for statement in
        [charter(&[DeviceClass::Law]), named(&root), removed(&administrator), admitted(&Key::new(3))]
    {
        assert_eq!(world.add(&root, care, statement), Err(RosterError::Unauthorised));
    }
}

#[test]
fn a_charter_stands_once_before_anybody_is_in_and_in_one_form() {
    let (mut world, administrator) = with_care(&[DeviceClass::Care]);
    let care = LogId::from(CARE);
    assert_eq!(
        world.add(&administrator, care, charter(&[DeviceClass::Law])),
        Err(RosterError::AlreadyStands)
    );
    // the shared one has devices in it already
    assert_eq!(world.administer(charter(&[DeviceClass::Law])), Err(RosterError::AlreadyStands));
    let refused = [
        &[][..],
        &[DeviceClass::Care, DeviceClass::Ems],
        &[DeviceClass::Law, DeviceClass::Law],
        &[DeviceClass::Law, DeviceClass::Care],
        &DeviceClass::ALL,
    ];
    for classes in refused {
        let mut world = World::new();
        world.add(&Key::new(3), care, care_founded(&administrator)).unwrap();
        assert_eq!(world.add(&administrator, care, charter(classes)), Err(RosterError::Charter));
    }
}

#[test]
fn administrators_change_and_the_last_one_stays() {
    let (mut world, administrator) = with_care(&[DeviceClass::Care]);
    let (kit, next, care) = (Key::new(51), Key::new(52), LogId::from(CARE));
    world.add(&kit, care, named(&next)).unwrap();
    assert_eq!(world.add(&kit, care, named(&next)), Err(RosterError::AlreadyStands));
    world.add(&next, care, removed(&administrator)).unwrap();
    assert_eq!(world.add(&administrator, care, named(&Key::new(53))), Err(RosterError::Unauthorised));
    assert_eq!(world.add(&next, care, removed(&administrator)), Err(RosterError::NotAdministrator));
    world.add(&next, care, removed(&kit)).unwrap();
    assert_eq!(world.add(&next, care, removed(&next)), Err(RosterError::LastAdministrator));
}

#[test]
fn the_programme_is_the_roots_and_the_latest_stands() {
    let mut world = World::new();
    let adopted = |byte| Statement::ProgrammeAdopted(ProgrammeAdopted { programme: Hash([byte; 32]) });
    assert!(world.roster.programme().is_none());
    world.root(adopted(1)).unwrap();
    world.root(adopted(2)).unwrap();
    assert_eq!(world.roster.programme().unwrap().hash, Hash([2; 32]));
    assert_eq!(world.administer(adopted(3)), Err(RosterError::WrongLog));
    assert_eq!(world.add(&Key::new(3), COLLABORATIVE.into(), adopted(3)), Err(RosterError::Unauthorised));
}

/// Its key is no device's, so it falls with no device.
#[test]
fn an_administrator_decides_on_although_the_founding_device_was_revoked() {
    let (mut world, administrator) = with_care(&[DeviceClass::Ems]);
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    world.root(revoked(&Key::new(3))).unwrap();
    world.add(&administrator, CARE.into(), admitted(&device)).unwrap();
    assert!(world.roster.is_admitted(&CARE, &device.id()));
    let late = world.issue(&Key::new(3), LogId([9; 16]), care_founded(&administrator));
    assert!(world.roster.apply(&late, NOW).is_err());
}

/// Whoever should not know the key does, or whoever should does not.
#[test]
fn a_key_is_replaced_when_a_revoked_device_knows_it_or_a_member_does_not() {
    let mut world = World::new();
    let needs = |world: &World| world.roster.needs_new_key(&super::SHARED);
    assert!(!needs(&world));
    let (invite, old_invite) = (Key::new(10), Key::new(20));
    let (device, late) = (Key::new(11), Key::new(21));
    world.root(invited(&old_invite, 2_000)).unwrap();
    world.administer(compartment_invited(&old_invite, 2_000)).unwrap();
    world.bring_in(&invite, &device);
    assert!(!needs(&world), "it came with the key of its day, which is today's");
    world.administer(epoch(2, &[&Key::new(3), &device])).unwrap();
    world.add(&old_invite, COLLABORATIVE.into(), enrolled(&late)).unwrap();
    world.shared(&old_invite, admitted(&late)).unwrap();
    assert!(needs(&world), "its invitation was older than the key");
    world.administer(epoch(3, &[&Key::new(3), &device, &late])).unwrap();
    assert!(!needs(&world));
    world.root(revoked(&device)).unwrap();
    assert!(needs(&world), "a revoked device knows it");
    world.administer(epoch(4, &[&Key::new(3), &late])).unwrap();
    assert!(!needs(&world));
}

pub(super) fn decided(device: &Key, adopted: bool, segments: &[u8]) -> Statement {
    let segments = segments.iter().map(|byte| Hash([*byte; 32])).collect();
    Statement::LaterWorkDecided(LaterWorkDecided { device: device.id(), adopted, segments })
}

/// [I] The custodian that the charter names decides, once of each segment, about a device that was revoked. Nobody else.
#[test]
fn only_the_custodian_decides_about_later_work_and_once() {
    let (mut world, administrator) = with_care(&[DeviceClass::Ems, DeviceClass::Care]);
    let (care, custodian) = (LogId::from(CARE), Key::new(50));
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    world.add(&administrator, care, admitted(&device)).unwrap();
    let refused = world.add(&custodian, care, decided(&device, true, &[1]));
    assert_eq!(refused, Err(RosterError::NotRevoked));
    world.root(revoked(&device)).unwrap();
    for other in [&administrator, &Key::new(1), &Key::new(51), &device, &Key::new(3)] {
        let refused = world.add(other, care, decided(&device, true, &[1]));
        assert_eq!(refused, Err(RosterError::Unauthorised), "{:?}", other.id());
    }
    let unknown = world.add(&custodian, care, decided(&Key::new(99), true, &[1]));
    assert_eq!(unknown, Err(RosterError::UnknownDevice));
    for segments in [&[][..], &[2, 1], &[1, 1]] {
        let refused = world.add(&custodian, care, decided(&device, true, segments));
        assert_eq!(refused, Err(RosterError::Decision), "{segments:?}");
    }
    world.add(&custodian, care, decided(&device, true, &[1, 3])).unwrap();
    world.add(&custodian, care, decided(&device, false, &[2])).unwrap();
    for (adopted, segments) in [(true, &[1][..]), (false, &[1]), (true, &[2]), (true, &[0, 3])] {
        let refused = world.add(&custodian, care, decided(&device, adopted, segments));
        assert_eq!(refused, Err(RosterError::AlreadyStands), "{segments:?}");
    }
    let found = world.roster.compartment(&CARE).unwrap();
    let all: Vec<_> = (0..4).map(|byte| found.decision(&device.id(), &Hash([byte; 32]))).collect();
    assert_eq!(all, [None, Some(true), Some(false), Some(true)]);
    assert_eq!(found.decision(&Key::new(3).id(), &Hash([1; 32])), None, "said of another device");
}

/// Where there is no charter there is no custodian: who administers decides.
#[test]
fn without_a_charter_an_administrator_decides_about_later_work() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.bring_in(&invite, &device);
    world.root(revoked(&device)).unwrap();
    for other in [&Key::new(1), &Key::new(3), &device] {
        let refused = world.shared(other, decided(&device, false, &[1]));
        assert!(refused.is_err(), "{refused:?}");
    }
    world.administer(decided(&device, false, &[1])).unwrap();
    let found = world.roster.compartment(&super::SHARED).unwrap();
    assert_eq!(found.decision(&device.id(), &Hash([1; 32])), Some(false));
}

/// [I] Every place in a short stream against every head that a revocation may state: below it counts, at it only the
/// very segment it names, past it nothing until it is decided; and nothing of another stream.
#[test]
fn what_a_revocation_accepts_is_below_its_heads_and_that_very_segment() {
    let stream = StreamId([7; 16]);
    let hash_of = |next_seq: u64, fork: u8| Hash([u8::try_from(next_seq).unwrap() * 2 + fork; 32]);
    for head in 0..5 {
        let mut world = World::new();
        let (invite, device) = (Key::new(10), Key::new(11));
        world.bring_in(&invite, &device);
        let end = |stream, compartment, next_seq: u64, fork| StreamHead {
            compartment,
            stream,
            next_seq,
            hash: hash_of(next_seq, fork),
        };
        let stands = |world: &World, end| world.roster.later_work(&device.id(), &end);
        assert_eq!(stands(&world, end(stream, super::SHARED, 1, 0)), LaterWork::Counts, "not revoked");
        let unnamed = CompartmentHandle([0; 16]);
        let heads = if head == 0 { vec![] } else { vec![end(stream, unnamed, head, 0)] };
        world.root(Statement::Revoked(Revoked { device: device.id(), heads })).unwrap();
        world.administer(decided(&device, true, &[hash_of(4, 1).0[0]])).unwrap();
        for next_seq in 1..5 {
            for fork in 0..2 {
                let at = |stream, compartment| stands(&world, end(stream, compartment, next_seq, fork));
                let counts = next_seq < head || (next_seq, fork) == (head, 0) || (next_seq, fork) == (4, 1);
                let expected = if counts { LaterWork::Counts } else { LaterWork::Waits };
                assert_eq!(at(stream, super::SHARED), expected, "head {head}, {next_seq}, {fork}");
                if (next_seq, fork) != (4, 1) {
                    assert_eq!(at(StreamId([8; 16]), super::SHARED), LaterWork::Waits);
                }
            }
        }
    }
}
