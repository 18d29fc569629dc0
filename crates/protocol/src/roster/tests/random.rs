//! Random histories: whatever the relay accepts, every device that replays it comes to the same state.

use proptest::prelude::*;

use super::keeping::decided;
use super::{
    COLLABORATIVE, SHARED, World, admitted, compartment_invited, enrolled, epoch, invited, member_named,
    revoked, signed_up,
};
use crate::certificate::Certificate;
use crate::roster::{Arrival, Roster, RosterError};
use crate::tests::support::Key;
use crate::{DeviceId, LogId};

/// What somebody attempts; numbers name one of a few invitations and devices.
#[derive(Clone, Debug)]
enum Attempt {
    Invite(u8),
    InviteToCompartment(u8),
    Enrol(u8, u8),
    AdmitByInvitation(u8, u8),
    AdmitByAdministrator(u8),
    Rotate,
    Revoke(u8),
    Decide(u8, bool, u8),
    NameMember(u8, u8),
    SignUp(u8, u8, u8),
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let one = || 0u8..4;
    prop_oneof![
        one().prop_map(Attempt::Invite),
        one().prop_map(Attempt::InviteToCompartment),
        (one(), one()).prop_map(|(invite, device)| Attempt::Enrol(invite, device)),
        (one(), one()).prop_map(|(invite, device)| Attempt::AdmitByInvitation(invite, device)),
        one().prop_map(Attempt::AdmitByAdministrator),
        Just(Attempt::Rotate),
        one().prop_map(Attempt::Revoke),
        (one(), any::<bool>(), one())
            .prop_map(|(device, adopted, segment)| Attempt::Decide(device, adopted, segment)),
        (one(), one()).prop_map(|(member, start)| Attempt::NameMember(member, start)),
        (one(), one(), one()).prop_map(|(start, member, device)| Attempt::SignUp(start, member, device)),
    ]
}

fn invite_key(number: u8) -> Key {
    Key::new(100 + number)
}

fn device_key(number: u8) -> Key {
    Key::new(200 + number)
}

fn carry_out(world: &mut World, attempt: &Attempt) -> Result<(), RosterError> {
    match *attempt {
        Attempt::Invite(invite) => world.root(invited(&invite_key(invite), 2_000)),
        Attempt::InviteToCompartment(invite) => {
            world.administer(compartment_invited(&invite_key(invite), 2_000))
        }
        Attempt::Enrol(invite, device) => {
            world.add(&invite_key(invite), COLLABORATIVE.into(), enrolled(&device_key(device)))
        }
        Attempt::AdmitByInvitation(invite, device) => {
            world.shared(&invite_key(invite), admitted(&device_key(device)))
        }
        Attempt::AdmitByAdministrator(device) => world.administer(admitted(&device_key(device))),
        Attempt::Rotate => {
            let inside: Vec<DeviceId> = world.roster.admitted(&SHARED).map(|device| device.id()).collect();
            let keys: Vec<Key> = (0..4).map(device_key).chain([Key::new(3)]).collect();
            let keys: Vec<&Key> = keys.iter().filter(|key| inside.contains(&key.id())).collect();
            let next = world.roster.compartment(&SHARED).unwrap().epoch_number() + 1;
            world.administer(epoch(next, &keys))
        }
        Attempt::Revoke(device) => world.root(revoked(&device_key(device))),
        Attempt::Decide(device, adopted, segment) => {
            world.administer(decided(&device_key(device), adopted, &[segment]))
        }
        Attempt::NameMember(member, start) => {
            world.root(member_named(member, &invite_key(10 + start), 2_000))
        }
        Attempt::SignUp(start, member, device) => {
            let statement = signed_up(member, &device_key(device));
            world.add(&invite_key(10 + start), COLLABORATIVE.into(), statement)
        }
    }
}

/// Merges both logs in an order that `choices` picks, the compartment's waiting where it must.
fn replay(log: &[Certificate], choices: &[bool]) -> Roster {
    let main = LogId::from(COLLABORATIVE);
    let (mut main, mut shared): (Vec<_>, Vec<_>) = log.iter().rev().partition(|one| one.place.log == main);
    let mut roster = Roster::new();
    let mut choices = choices.iter().cycle();
    while let Some(next) = shared.last().or(main.last()).copied() {
        let wait = *choices.next().unwrap_or(&false) && !main.is_empty();
        let compartments_turn = !wait && !shared.is_empty() && roster.collaborative().is_some();
        if compartments_turn {
            match roster.apply(next, Arrival::Earlier) {
                Err(RosterError::Behind) => {}
                applied => {
                    applied.unwrap();
                    shared.pop();
                    continue;
                }
            }
        }
        roster.apply(main.pop().unwrap(), Arrival::Earlier).unwrap();
    }
    roster
}

proptest! {
    #[test]
    fn every_replay_comes_to_the_relays_state(
        attempts in proptest::collection::vec(attempt(), 0..60),
        choices in proptest::collection::vec(any::<bool>(), 1..20),
    ) {
        let mut world = World::new();
        for attempt in &attempts {
            let before = world.roster.clone();
            if carry_out(&mut world, attempt).is_err() {
                prop_assert_eq!(&world.roster, &before, "a refused certificate changes nothing");
            }
            let inside = world.roster.admitted(&SHARED);
            prop_assert!(inside.into_iter().all(|device| !device.is_revoked()));
        }
        prop_assert_eq!(replay(&world.log, &choices), world.roster);
    }
}
