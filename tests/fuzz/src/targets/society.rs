//! A small collaborative with every key at hand: what a relay or a device is told by certificates.

use ::protocol::certificate::{
    Admitted, CompartmentFounded, CompartmentInvited, DeviceClass, DeviceKeys, Enrolled, EpochIssued,
    EpochKeyFor, Founded, Invited, MemberNamed, Revoked, SignedUp, Statement,
};
use ::protocol::roster::Arrival;
use ::protocol::{
    Certificate, CollaborativeId, CompartmentHandle, DeviceId, LogId, MemberId, PublicKey, Roster, SealingKey,
};
use ::vault::{SigningKey, TransportKey};

pub(super) const COLLABORATIVE: CollaborativeId = CollaborativeId([0xc0; 16]);
pub(super) const SHARED: CompartmentHandle = CompartmentHandle([0x5a; 16]);
pub(super) const NOW_MS: i64 = 1_772_460_000_000;
/// Who is who among the keys.
pub(super) const ROOT: u8 = 1;
pub(super) const ADMINISTRATOR: u8 = 2;
pub(super) const FIRST: u8 = 3;
pub(super) const SECOND: u8 = 4;
pub(super) const INVITE: u8 = 5;
/// A member's start key.
const START: u8 = 6;
/// Who signs anything.
const KEYS: std::ops::RangeInclusive<u8> = ROOT..=8;

pub(super) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32]).unwrap()
}

pub(super) fn transport(number: u8) -> TransportKey {
    TransportKey::from_bytes(&[number ^ 0xff; 32]).unwrap()
}

pub(super) fn key_of(public: &PublicKey) -> Option<SigningKey> {
    KEYS.map(key).find(|key| key.public() == *public)
}

pub(super) fn device(number: u8) -> DeviceKeys {
    DeviceKeys {
        signing: key(number).public(),
        transport: transport(number).public(),
        sealing: SealingKey([number; 32]),
    }
}

pub(super) fn id(number: u8) -> DeviceId {
    key(number).device_id()
}

/// One statement, signed at the next place.
pub(super) fn issue(roster: &Roster, by: u8, log: LogId, statement: Statement) -> Certificate {
    let key = key(by);
    let place = roster.next_place(log, key.public(), 0);
    Certificate::issue(place, statement, b"sealed".to_vec(), |bytes| key.sign(bytes))
}

/// A collaborative from its founding to a second device and a second epoch; then one device is revoked.
pub(super) fn history() -> Vec<Certificate> {
    let mut roster = Roster::new();
    steps()
        .into_iter()
        .map(|(by, log, statement)| {
            let made = issue(&roster, by, log, statement);
            roster.apply(&made, Arrival::Now(NOW_MS)).unwrap();
            made
        })
        .collect()
}

/// How many of [`history`] found the collaborative.
pub(super) const FOUNDING: usize = 4;
/// How many of [`history`] are there before anybody is revoked.
pub(super) const BEFORE_REVOCATION: usize = 9;

fn steps() -> Vec<(u8, LogId, Statement)> {
    let (main, shared) = (LogId::from(COLLABORATIVE), LogId::from(SHARED));
    let (member, class, expires_ms) = (MemberId([2; 16]), DeviceClass::Ems, NOW_MS + 3_600_000);
    let invite = key(INVITE).public();
    let administrator = key(ADMINISTRATOR).public();
    let (third, own, start) = (MemberId([3; 16]), DeviceClass::Shared, key(START).public());
    vec![
        (
            ROOT,
            main,
            Statement::Founded(Founded {
                collaborative: COLLABORATIVE,
                root: key(ROOT).public(),
                device: device(FIRST),
                member: MemberId([1; 16]),
                class: DeviceClass::Shared,
            }),
        ),
        (
            FIRST,
            shared,
            Statement::CompartmentFounded(CompartmentFounded {
                handle: SHARED,
                collaborative: COLLABORATIVE,
                administrator,
            }),
        ),
        (ADMINISTRATOR, shared, Statement::Admitted(Admitted { device: id(FIRST), epoch_key: None })),
        (ADMINISTRATOR, shared, epoch(1, &[FIRST])),
        (ROOT, main, Statement::Invited(Invited { invite, member, class, expires_ms })),
        (ADMINISTRATOR, shared, Statement::CompartmentInvited(CompartmentInvited { invite, expires_ms })),
        (INVITE, main, Statement::Enrolled(Enrolled { device: device(SECOND), member, class })),
        (INVITE, shared, Statement::Admitted(Admitted { device: id(SECOND), epoch_key: Some([7; 80]) })),
        (ADMINISTRATOR, shared, epoch(2, &[FIRST, SECOND])),
        (ROOT, main, Statement::Revoked(Revoked { device: id(SECOND), heads: vec![] })),
        (ADMINISTRATOR, shared, epoch(3, &[FIRST])),
        (ROOT, main, Statement::MemberNamed(MemberNamed { member: third, class: own, start, expires_ms })),
        (START, main, Statement::SignedUp(SignedUp { member: third, device: id(FIRST) })),
        (ROOT, main, Statement::Unknown { kind: 999, clear: vec![1; 5] }),
    ]
}

fn epoch(number: u8, to: &[u8]) -> Statement {
    let mut devices: Vec<DeviceId> = to.iter().map(|number| id(*number)).collect();
    devices.sort_unstable();
    Statement::EpochIssued(EpochIssued {
        number: number.into(),
        inbox: SealingKey([number; 32]),
        keys: devices.into_iter().map(|device| EpochKeyFor { device, sealed: [0; 80] }).collect(),
        previous_key: (number > 1).then_some([0; 48]),
        inbox_secret: [0; 48],
        id_key: [0; 48],
        canary: [0; 32],
    })
}
