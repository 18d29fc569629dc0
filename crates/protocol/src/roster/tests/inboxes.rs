//! Where letters to a compartment are sealed to: who may say so, as the relay sees it and as everybody else does.

use super::{COLLABORATIVE, NOW, SHARED, World, enrolled, epoch, invited, revoked};
use crate::certificate::{InboxOpened, Statement};
use crate::roster::{Arrival, Roster, RosterError};
use crate::tests::support::Key;
use crate::{CompartmentHandle, LogId, SealingKey};

fn opened(number: u32, key: u8) -> Statement {
    Statement::InboxOpened(InboxOpened { compartment: SHARED, number, inbox: SealingKey([key; 32]) })
}

const LOG: LogId = LogId(COLLABORATIVE.0);

#[test]
fn a_device_inside_opens_the_inbox_of_the_key_in_force() {
    let mut world = World::new();
    let first = Key::new(3);
    assert!(world.roster.inbox(&SHARED).is_none());
    world.add(&first, LOG, opened(1, 1)).unwrap();
    assert_eq!(world.add(&first, LOG, opened(1, 1)), Err(RosterError::AlreadyStands));
    world.administer(epoch(2, &[&first])).unwrap();
    assert_eq!(world.add(&first, LOG, opened(2, 9)), Err(RosterError::EpochOrder), "not its key");
    assert_eq!(world.add(&first, LOG, opened(3, 3)), Err(RosterError::EpochOrder), "not yet");
    world.add(&first, LOG, opened(2, 2)).unwrap();
    let inbox = world.roster.inbox(&SHARED).unwrap();
    assert_eq!((inbox.number, inbox.key, inbox.opener), (2, SealingKey([2; 32]), first.id()));
}

/// [I] Else who is outside could have letters sealed to itself.
#[test]
fn nobody_outside_opens_an_inbox() {
    let mut world = World::new();
    let (invite, device) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, LOG, enrolled(&device)).unwrap();
    assert_eq!(world.add(&device, LOG, opened(1, 1)), Err(RosterError::Unauthorised), "not inside");
    assert_eq!(world.root(opened(1, 1)), Err(RosterError::Unauthorised), "the root is no device");
    assert_eq!(
        world.add(&Key::new(2), LOG, opened(1, 1)),
        Err(RosterError::Unauthorised),
        "an administrator"
    );
    assert_eq!(world.add(&Key::new(3), SHARED.into(), opened(1, 1)), Err(RosterError::WrongLog));
    let nowhere =
        InboxOpened { compartment: CompartmentHandle([7; 16]), number: 1, inbox: SealingKey([1; 32]) };
    let refused = world.add(&Key::new(3), LOG, Statement::InboxOpened(nowhere));
    assert_eq!(refused, Err(RosterError::UnknownLog(LOG)));
    world.root(revoked(&Key::new(3))).unwrap();
    assert_eq!(world.add(&Key::new(3), LOG, opened(1, 1)), Err(RosterError::Revoked));
    assert!(world.roster.inbox(&SHARED).is_none());
}

/// Who is not in a compartment does not know its log, and still tells a class that was never in it, and an older key.
#[test]
fn who_is_outside_holds_an_inbox_to_its_class_and_never_goes_back() {
    let mut world = World::new();
    let (invite, other) = (Key::new(10), Key::new(11));
    world.root(invited(&invite, 2_000)).unwrap();
    world.add(&invite, LOG, enrolled(&other)).unwrap();
    world.add(&Key::new(3), LOG, opened(1, 1)).unwrap();
    let mut outside = Roster::new();
    for certificate in world.log.iter().filter(|one| one.place.log == LOG) {
        outside.apply(certificate, Arrival::Earlier).unwrap();
    }
    assert_eq!(outside.inbox(&SHARED), world.roster.inbox(&SHARED));
    let says = |roster: &Roster, key: &Key, statement| {
        key.issue(roster.next_place(LOG, key.public(), 50), statement)
    };
    let of_another_class = says(&outside, &other, opened(2, 9));
    assert_eq!(outside.clone().apply(&of_another_class, Arrival::Earlier), Err(RosterError::OtherClass));
    let older = says(&outside, &Key::new(3), opened(1, 9));
    assert_eq!(outside.clone().apply(&older, Arrival::Earlier), Err(RosterError::AlreadyStands));
    let newer = says(&outside, &Key::new(3), opened(2, 2));
    assert!(outside.clone().apply(&newer, Arrival::Earlier).is_ok());
    assert!(outside.apply(&newer, NOW).is_err(), "the relay looks whether it is in force");
}
