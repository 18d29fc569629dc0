//! Who may bring in whom.

use super::{
    COLLABORATIVE, NOW, SHARED, World, admitted, compartment_founded, compartment_invited, enrolled, epoch,
    founded, invited, revoked,
};
use crate::certificate::{Certificate, DeviceClass, Enrolled, Invited, Place, Statement};
use crate::roster::{Applied, Arrival, Roster, RosterError};
use crate::tests::support::Key;
use crate::wire::RefusalCode;
use crate::{LogId, MemberId, SealingKey};

#[test]
fn a_collaborative_grows() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    let invitation = world.roster.invitation(&invite.id()).unwrap();
    assert!(invitation.is_open(1_999) && !invitation.is_open(2_000));
    assert_eq!(world.roster.logs_for_invitation(&invite.public()), [LogId(COLLABORATIVE.0)]);
    world.administer(compartment_invited(&invite, 2_000)).unwrap();
    assert_eq!(world.roster.logs_for_invitation(&invite.public()).len(), 2);
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    assert!(!world.roster.is_admitted(&SHARED, &device.id()));
    world.shared(&invite, admitted(&device)).unwrap();

    let roster = &world.roster;
    assert_eq!(roster.collaborative().unwrap().root, world.root.public());
    let found = roster.device(&device.id()).unwrap();
    assert_eq!((found.member, found.class), (MemberId([2; 16]), DeviceClass::Ems));
    assert_eq!((found.keys, found.invited_by), (device.device(), Some(invite.public())));
    assert_eq!(roster.member(&found.member).unwrap().sealed, b"sealed");
    assert!(roster.is_admitted(&SHARED, &device.id()));
    assert_eq!(roster.admitted(&SHARED).count(), 2);
    assert_eq!(roster.logs_for_device(&device.id()).len(), 2);
    let compartment = roster.compartment(&SHARED).unwrap();
    assert_eq!(compartment.epoch_number(), 1);
    assert_eq!(compartment.epoch.unwrap().inbox, SealingKey([1; 32]));
    assert!(compartment.administrators.contains(&world.administrator.public()));
    assert!(!roster.invitation(&invite.id()).unwrap().is_open(0));
}

#[test]
fn the_log_is_a_chain_and_repeating_is_harmless() {
    let mut world = World::new();
    let head = world.roster.head(COLLABORATIVE.into());
    let one = world.issue(&world.root, COLLABORATIVE.into(), invited(&Key::new(10), 2_000));
    let two = world.issue(&world.root, COLLABORATIVE.into(), invited(&Key::new(12), 2_000));
    world.apply(one.clone()).unwrap();
    assert_eq!(world.roster.apply(&one, NOW), Ok(Applied::Known), "sent again");
    let lost = world.roster.apply(&two, NOW).unwrap_err();
    assert_eq!(lost, RosterError::Conflict { log: COLLABORATIVE.into(), count: 2 }, "lost the race");
    assert_eq!(lost.refusal(), RefusalCode::LogConflict);
    assert_eq!(world.roster.frozen().count(), 0, "losing a race is no equivocation");
    let again = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 9);
    assert_eq!(again.issuer_number, 9, "a number that was lost is not used again");
    world.apply(world.root.issue(again, two.statement)).unwrap();
    assert!(world.roster.passes_through(&head));
    let mut other = head;
    other.hash.0[0] ^= 1;
    assert!(!world.roster.passes_through(&other));
}

#[test]
fn a_forged_signature_is_refused() {
    let mut world = World::new();
    let mut forged = world.issue(&world.root, COLLABORATIVE.into(), invited(&Key::new(10), 2_000));
    forged.signature.0[0] ^= 1;
    assert_eq!(world.apply(forged), Err(RosterError::BadSignature));
}

#[test]
fn nothing_begins_without_a_founding() {
    let mut roster = Roster::new();
    let (root, other) = (Key::new(1), Key::new(9));
    let place = |key: &Key| Roster::new().next_place(COLLABORATIVE.into(), key.public(), 0);
    let early = root.issue(place(&root), invited(&Key::new(10), 2_000));
    assert_eq!(roster.apply(&early, NOW), Err(RosterError::NotFounded));
    let foreign = other.issue(place(&other), founded(&root, &Key::new(3)));
    assert_eq!(roster.apply(&foreign, NOW), Err(RosterError::Unauthorised), "the root founds");
    let elsewhere = Place { log: SHARED.into(), ..place(&root) };
    let misplaced = root.issue(elsewhere, founded(&root, &Key::new(3)));
    assert_eq!(roster.apply(&misplaced, NOW), Err(RosterError::WrongLog));
    let mut world = World::new();
    assert_eq!(world.root(founded(&Key::new(1), &Key::new(3))), Err(RosterError::AlreadyStands));
    let unknown = LogId([9; 16]);
    let stray = world.issue(&world.administrator, unknown, admitted(&Key::new(3)));
    assert_eq!(world.apply(stray), Err(RosterError::UnknownLog(unknown)));
}

#[test]
fn an_invitation_is_used_once_in_time_and_for_whom_it_is() {
    let mut world = World::new();
    let (invite, device, second) = (Key::new(10), Key::new(11), Key::new(12));
    let enrol = |world: &mut World, device: &Key| world.add(&invite, COLLABORATIVE.into(), enrolled(device));
    assert_eq!(enrol(&mut world, &device), Err(RosterError::InvitationSpent), "never issued");
    world.root(invited(&invite, 2_000)).unwrap();

    let good = world.issue(&invite, COLLABORATIVE.into(), enrolled(&device));
    let late = world.roster.clone().apply(&good, Arrival::Now(2_000)).unwrap_err();
    assert_eq!((late, late.refusal()), (RosterError::InvitationExpired, RefusalCode::InvitationExpired));
    assert!(world.roster.clone().apply(&good, Arrival::Earlier).is_ok(), "a log is replayed at any time");
    let other = Statement::Enrolled(Enrolled {
        device: device.device(),
        member: MemberId([2; 16]),
        class: DeviceClass::Law,
    });
    let other = world.issue(&invite, COLLABORATIVE.into(), other);
    assert_eq!(world.apply(other), Err(RosterError::InvitationMismatch), "another class");
    let first = Key::new(3);
    assert_eq!(enrol(&mut world, &first), Err(RosterError::AlreadyStands), "a device that is enrolled");

    enrol(&mut world, &device).unwrap();
    assert_eq!(enrol(&mut world, &second), Err(RosterError::InvitationSpent));
    assert_eq!(world.root(invited(&invite, 2_000)), Err(RosterError::AlreadyStands));
}

#[test]
fn only_the_root_invites_and_revokes() {
    let mut world = World::new();
    for other in [Key::new(2), Key::new(3), Key::new(9)] {
        let mut attempt = |statement| world.add(&other, COLLABORATIVE.into(), statement);
        assert_eq!(attempt(invited(&Key::new(10), 2_000)), Err(RosterError::Unauthorised));
        assert_eq!(attempt(revoked(&Key::new(3))), Err(RosterError::Unauthorised));
    }
    let misplaced = world.shared(&Key::new(1), invited(&Key::new(10), 2_000));
    assert_eq!(misplaced, Err(RosterError::WrongLog));
}

#[test]
fn the_root_cannot_bring_anyone_into_a_compartment() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    for other in [Key::new(1), Key::new(3), Key::new(9), Key::new(11)] {
        assert_eq!(world.shared(&other, admitted(&device)), Err(RosterError::Unauthorised));
        let invitation = compartment_invited(&Key::new(12), 2_000);
        assert_eq!(world.shared(&other, invitation), Err(RosterError::Unauthorised));
    }
    assert_eq!(world.shared(&invite, admitted(&device)), Err(RosterError::Unauthorised), "not invited there");
    let reach = world.shared(&Key::new(1), epoch(2, &[&Key::new(3)]));
    assert_eq!(reach, Err(RosterError::Unauthorised), "nor hand out a key");
}

#[test]
fn a_compartments_invitation_admits_only_who_enrolled_by_it_and_once() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.bring_in(&Key::new(20), &Key::new(21));
    world.root(invited(&invite, 2_000)).unwrap();
    world.administer(compartment_invited(&invite, 1_500)).unwrap();
    assert_eq!(world.shared(&invite, admitted(&device)), Err(RosterError::UnknownDevice));
    world.add(&invite, COLLABORATIVE.into(), enrolled(&device)).unwrap();
    let foreign = world.shared(&invite, admitted(&Key::new(21)));
    assert_eq!(foreign, Err(RosterError::AlreadyStands));
    let good = world.issue(&invite, SHARED.into(), admitted(&device));
    let late = world.roster.clone().apply(&good, Arrival::Now(1_500));
    assert_eq!(late, Err(RosterError::InvitationExpired));
    world.apply(good).unwrap();
    assert_eq!(world.shared(&invite, admitted(&device)), Err(RosterError::AlreadyStands));
    let second = Key::new(13);
    world.root(invited(&Key::new(14), 2_000)).unwrap();
    world.add(&Key::new(14), COLLABORATIVE.into(), enrolled(&second)).unwrap();
    assert_eq!(world.shared(&invite, admitted(&second)), Err(RosterError::InvitationSpent));
    world.administer(compartment_invited(&Key::new(15), 2_000)).unwrap();
    assert_eq!(world.shared(&Key::new(15), admitted(&second)), Err(RosterError::InvitationMismatch));
    world.administer(admitted(&second)).unwrap();
}

#[test]
fn an_epoch_follows_the_last_and_is_sealed_to_exactly_the_devices_inside() {
    let mut world = World::new();
    let (device, outsider) = (Key::new(11), Key::new(12));
    let first = Key::new(3);
    world.bring_in(&Key::new(10), &device);
    world.root(invited(&Key::new(13), 2_000)).unwrap();
    world.add(&Key::new(13), COLLABORATIVE.into(), enrolled(&outsider)).unwrap();
    let all = [&first, &device];
    for wrong in [1, 3] {
        assert_eq!(world.administer(epoch(wrong, &all)), Err(RosterError::EpochOrder));
    }
    let Statement::EpochIssued(mut unlinked) = epoch(2, &all) else { unreachable!() };
    unlinked.previous_key = None;
    assert_eq!(world.administer(Statement::EpochIssued(unlinked)), Err(RosterError::EpochOrder));
    for wrong in [&[&first][..], &[&first, &device, &outsider], &[&first, &outsider], &[&first, &first], &[]]
    {
        assert_eq!(world.administer(epoch(2, wrong)), Err(RosterError::EpochDevices));
    }
    let by_outsider = world.shared(&outsider, epoch(2, &all));
    assert_eq!(by_outsider, Err(RosterError::Unauthorised));
    world.shared(&device, epoch(2, &all)).unwrap();
    assert_eq!(world.roster.compartment(&SHARED).unwrap().epoch_number(), 2, "any device inside rotates");
}

#[test]
fn a_member_keeps_the_class_and_the_latest_names() {
    let mut world = World::new();
    let again = |invite: &Key, member, class| {
        Statement::Invited(Invited { invite: invite.public(), member, class, expires_ms: 2_000 })
    };
    let first = MemberId([1; 16]);
    let other_class = again(&Key::new(10), first, DeviceClass::Law);
    assert_eq!(world.root(other_class), Err(RosterError::AlreadyStands));
    let place = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 0);
    let statement = again(&Key::new(10), first, DeviceClass::Shared);
    let renamed = Certificate::issue(place, statement, b"new names".to_vec(), |bytes| world.root.sign(bytes));
    world.apply(renamed).unwrap();
    assert_eq!(world.roster.member(&first).unwrap().sealed, b"new names");
    let place = world.roster.next_place(COLLABORATIVE.into(), world.root.public(), 0);
    let statement = again(&Key::new(12), first, DeviceClass::Shared);
    world.apply(Certificate::issue(place, statement, vec![], |bytes| world.root.sign(bytes))).unwrap();
    assert_eq!(world.roster.member(&first).unwrap().sealed, b"new names", "nothing said, nothing changed");
    assert_eq!(world.roster.members().count(), 1);
}

#[test]
fn a_compartment_is_founded_once() {
    let mut world = World::new();
    let usurper = Key::new(9);
    let again = world.shared(&Key::new(3), compartment_founded(&usurper));
    assert_eq!(again, Err(RosterError::AlreadyStands));
    assert!(!world.roster.compartment(&SHARED).unwrap().administrators.contains(&usurper.public()));
    assert_eq!(world.roster.admitted(&SHARED).count(), 1);
}
