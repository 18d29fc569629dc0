//! Several members on one device.

use super::{COLLABORATIVE, NOW, World, enrolled, invited, member_named, revoked, signed_up};
use crate::certificate::{DeviceClass, MemberNamed, Statement};
use crate::roster::{Arrival, RosterError};
use crate::tests::support::Key;
use crate::{LogId, MemberId};

/// A member without a device.
const SECOND: u8 = 7;
const THIRD: u8 = 8;

/// A world with a tablet of the EMS, whose own member is 2.
fn with_tablet() -> (World, Key) {
    let (mut world, invite, tablet) = (World::new(), Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, COLLABORATIVE.into(), enrolled(&tablet)).unwrap();
    (world, tablet)
}

fn log() -> LogId {
    COLLABORATIVE.into()
}

#[test]
fn a_member_without_a_device_signs_up_on_a_shared_one_once() {
    let (mut world, tablet) = with_tablet();
    let start = Key::new(20);
    world.root(member_named(SECOND, &start, 2_000)).unwrap();
    let member = MemberId([SECOND; 16]);
    assert_eq!(world.roster.starting(&start.public()).unwrap().0, member);
    assert!(!world.roster.device(&tablet.id()).unwrap().is_used_by(&member), "named is not signed up");

    world.add(&start, log(), signed_up(SECOND, &tablet)).unwrap();
    let held = world.roster.device(&tablet.id()).unwrap();
    assert!(held.is_used_by(&member) && held.is_used_by(&held.member));
    assert!(!held.is_used_by(&MemberId([THIRD; 16])));
    assert!(world.roster.starting(&start.public()).is_none(), "spent");
    let again = world.add(&start, log(), signed_up(SECOND, &tablet));
    assert_eq!(again, Err(RosterError::InvitationSpent));

    // the root gives them another key, for another device or for this one again
    let next = Key::new(21);
    world.root(member_named(SECOND, &next, 2_000)).unwrap();
    world.add(&next, log(), signed_up(SECOND, &tablet)).unwrap();
}

#[test]
fn a_later_start_key_replaces_the_one_before() {
    let (mut world, tablet) = with_tablet();
    let (lost, next) = (Key::new(20), Key::new(21));
    world.root(member_named(SECOND, &lost, 2_000)).unwrap();
    world.root(member_named(SECOND, &next, 2_000)).unwrap();
    assert_eq!(world.add(&lost, log(), signed_up(SECOND, &tablet)), Err(RosterError::InvitationSpent));
    world.add(&next, log(), signed_up(SECOND, &tablet)).unwrap();
}

#[test]
fn only_the_root_names_members_and_never_into_another_class() {
    let (mut world, _) = with_tablet();
    for other in [Key::new(2), Key::new(3), Key::new(11)] {
        let named = member_named(SECOND, &Key::new(20), 2_000);
        assert_eq!(world.add(&other, log(), named), Err(RosterError::Unauthorised));
    }
    // 1 is a member of the class shared
    let other_class = world.root(member_named(1, &Key::new(20), 2_000));
    assert_eq!(other_class, Err(RosterError::AlreadyStands));
    assert!(world.roster.starting(&Key::new(20).public()).is_none());
    let (start, invite) = (Key::new(20), Key::new(10));
    world.root(member_named(SECOND, &start, 2_000)).unwrap();
    for in_use in [start, invite, Key::new(11)] {
        assert_eq!(world.root(member_named(THIRD, &in_use, 2_000)), Err(RosterError::AlreadyStands));
    }
    let misplaced = world.shared(&Key::new(1), member_named(THIRD, &Key::new(22), 2_000));
    assert_eq!(misplaced, Err(RosterError::WrongLog));
}

#[test]
fn nobody_signs_up_in_anothers_name_or_on_a_device_of_another_class() {
    let (mut world, tablet) = with_tablet();
    let start = Key::new(20);
    for stranger in [Key::new(1), Key::new(3), Key::new(11), start] {
        let refused = world.add(&stranger, log(), signed_up(SECOND, &tablet));
        assert_eq!(refused, Err(RosterError::InvitationSpent), "no key that the root gave a member");
    }
    let start = Key::new(20);
    world.root(member_named(SECOND, &start, 2_000)).unwrap();
    let mut attempt = |statement| world.add(&start, log(), statement);
    assert_eq!(attempt(signed_up(THIRD, &tablet)), Err(RosterError::InvitationMismatch));
    assert_eq!(attempt(signed_up(SECOND, &Key::new(30))), Err(RosterError::UnknownDevice));
    assert_eq!(attempt(signed_up(SECOND, &Key::new(3))), Err(RosterError::OtherClass), "the founder's");
    attempt(signed_up(SECOND, &tablet)).unwrap();
}

#[test]
fn a_start_key_ends_in_time_and_with_the_device() {
    let (mut world, tablet) = with_tablet();
    let start = Key::new(20);
    world.root(member_named(SECOND, &start, 2_000)).unwrap();
    let good = world.issue(&start, log(), signed_up(SECOND, &tablet));
    let late = world.roster.clone().apply(&good, Arrival::Now(2_000));
    assert_eq!(late, Err(RosterError::InvitationExpired));
    assert!(world.roster.clone().apply(&good, Arrival::Earlier).is_ok(), "a log is replayed at any time");
    assert!(world.roster.clone().apply(&good, NOW).is_ok());
    world.root(revoked(&tablet)).unwrap();
    assert_eq!(world.add(&start, log(), signed_up(SECOND, &tablet)), Err(RosterError::UnknownDevice));
}

#[test]
fn who_has_a_device_may_sign_up_on_another_as_the_same_person() {
    let (mut world, tablet) = with_tablet();
    let (invite, own, start) = (Key::new(12), Key::new(13), Key::new(20));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, log(), enrolled(&own)).unwrap();
    let (member, class) = (MemberId([2; 16]), DeviceClass::Ems);
    let named = MemberNamed { member, class, start: start.public(), expires_ms: 2_000 };
    world.root(Statement::MemberNamed(named)).unwrap();
    world.add(&start, log(), signed_up(2, &tablet)).unwrap();
    assert!(world.roster.device(&tablet.id()).unwrap().is_used_by(&member));
}
