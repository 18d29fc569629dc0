//! A small collaborative that is played through, and every way to cheat in it.

mod inboxes;
mod keeping;
mod logs;
mod membership;
mod random;
mod shared;

use super::{Applied, Arrival, Roster, RosterError};
use crate::certificate::{
    Admitted, Certificate, CompartmentFounded, CompartmentInvited, DeviceClass, Enrolled, EpochIssued,
    EpochKeyFor, Founded, Invited, MemberNamed, Revoked, SignedUp, Statement,
};
use crate::tests::support::Key;
use crate::{CollaborativeId, CompartmentHandle, DeviceId, LogId, MemberId, SealingKey};

const COLLABORATIVE: CollaborativeId = CollaborativeId([0xc0; 16]);
const SHARED: CompartmentHandle = CompartmentHandle([0x5a; 16]);
const NOW: Arrival = Arrival::Now(1_000);

/// The relay's view while a collaborative grows, with everyone's keys at hand.
struct World {
    roster: Roster,
    log: Vec<Certificate>,
    root: Key,
    administrator: Key,
    first: Key,
}

impl World {
    /// Founded, one device, one compartment in its first epoch.
    fn new() -> Self {
        let (root, administrator, first) = (Key::new(1), Key::new(2), Key::new(3));
        let mut world = Self { roster: Roster::new(), log: Vec::new(), root, administrator, first };
        world.root(founded(&world.root, &world.first)).unwrap();
        let begin = compartment_founded(&world.administrator);
        world.shared(&Key::new(3), begin).unwrap();
        world.administer(admitted(&world.first)).unwrap();
        world.administer(epoch(1, &[&world.first])).unwrap();
        world
    }

    fn issue(&self, key: &Key, log: LogId, statement: Statement) -> Certificate {
        key.issue(self.roster.next_place(log, key.public(), 0), statement)
    }

    fn apply(&mut self, certificate: Certificate) -> Result<(), RosterError> {
        assert_eq!(self.roster.apply(&certificate, NOW)?, Applied::New);
        self.log.push(certificate);
        Ok(())
    }

    fn add(&mut self, key: &Key, log: LogId, statement: Statement) -> Result<(), RosterError> {
        self.apply(self.issue(key, log, statement))
    }

    fn root(&mut self, statement: Statement) -> Result<(), RosterError> {
        self.add(&Key::new(1), COLLABORATIVE.into(), statement)
    }

    fn shared(&mut self, key: &Key, statement: Statement) -> Result<(), RosterError> {
        self.add(key, SHARED.into(), statement)
    }

    fn administer(&mut self, statement: Statement) -> Result<(), RosterError> {
        self.shared(&Key::new(2), statement)
    }

    /// Invites to the collaborative and the compartment, enrols and admits.
    fn bring_in(&mut self, invite: &Key, device: &Key) {
        self.root(invited(invite, 2_000)).unwrap();
        self.administer(compartment_invited(invite, 2_000)).unwrap();
        self.add(invite, COLLABORATIVE.into(), enrolled(device)).unwrap();
        self.shared(invite, admitted(device)).unwrap();
    }
}

fn founded(root: &Key, device: &Key) -> Statement {
    let (root, device) = (root.public(), device.device());
    let (member, class) = (MemberId([1; 16]), DeviceClass::Shared);
    Statement::Founded(Founded { collaborative: COLLABORATIVE, root, device, member, class })
}

fn invited(invite: &Key, expires_ms: i64) -> Statement {
    let (member, class) = (MemberId([2; 16]), DeviceClass::Ems);
    Statement::Invited(Invited { invite: invite.public(), member, class, expires_ms })
}

fn enrolled(device: &Key) -> Statement {
    let (member, class) = (MemberId([2; 16]), DeviceClass::Ems);
    Statement::Enrolled(Enrolled { device: device.device(), member, class })
}

fn member_named(member: u8, start: &Key, expires_ms: i64) -> Statement {
    let (member, class) = (MemberId([member; 16]), DeviceClass::Ems);
    Statement::MemberNamed(MemberNamed { member, class, start: start.public(), expires_ms })
}

fn signed_up(member: u8, device: &Key) -> Statement {
    Statement::SignedUp(SignedUp { member: MemberId([member; 16]), device: device.id() })
}

fn revoked(device: &Key) -> Statement {
    Statement::Revoked(Revoked { device: device.id(), heads: vec![] })
}

fn compartment_founded(administrator: &Key) -> Statement {
    let administrator = administrator.public();
    Statement::CompartmentFounded(CompartmentFounded {
        handle: SHARED,
        collaborative: COLLABORATIVE,
        administrator,
    })
}

fn compartment_invited(invite: &Key, expires_ms: i64) -> Statement {
    Statement::CompartmentInvited(CompartmentInvited { invite: invite.public(), expires_ms })
}

fn admitted(device: &Key) -> Statement {
    Statement::Admitted(Admitted { device: device.id(), epoch_key: None })
}

fn epoch(number: u32, devices: &[&Key]) -> Statement {
    let mut devices: Vec<DeviceId> = devices.iter().map(|key| key.id()).collect();
    devices.sort_unstable();
    Statement::EpochIssued(EpochIssued {
        number,
        inbox: SealingKey([u8::try_from(number).unwrap(); 32]),
        keys: devices.into_iter().map(|device| EpochKeyFor { device, sealed: [0; 80] }).collect(),
        previous_key: (number > 1).then_some([0; 48]),
        inbox_secret: [0; 48],
        id_key: [0; 48],
        canary: [0; 32],
    })
}
