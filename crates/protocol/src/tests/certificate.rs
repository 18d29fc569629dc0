//! Certificates as bytes; what they amount to is tested with the roster.

use super::support::Key;
use crate::certificate::{
    Admitted, Certificate, CompartmentFounded, CompartmentInvited, DeviceClass, Enrolled, EpochIssued,
    EpochKeyFor, Founded, Invited, LaterWorkDecided, MemberNamed, Place, Revoked, SignedUp, Statement,
    StreamHead,
};
use crate::limits::CERTIFICATE_SEALED_MAX_BYTES;
use crate::{
    CollaborativeId, CompartmentHandle, DecodeError, DeviceId, Hash, LogId, MemberId, SealingKey, StreamId,
    sha256,
};

/// One of each kind.
pub(super) fn one_of_each() -> Vec<Statement> {
    let (key, handle) = (Key::new(3), CompartmentHandle([1; 16]));
    let (device, member, class) = (key.device(), MemberId([2; 16]), DeviceClass::Ems);
    let head =
        StreamHead { compartment: handle, stream: StreamId([4; 16]), next_seq: 5, hash: Hash([6; 32]) };
    let collaborative = CollaborativeId([7; 16]);
    vec![
        Statement::Founded(Founded { collaborative, root: key.public(), device, member, class }),
        Statement::Invited(Invited { invite: key.public(), member, class, expires_ms: -8 }),
        Statement::Enrolled(Enrolled { device, member, class }),
        Statement::Revoked(Revoked { device: key.id(), heads: vec![head, head] }),
        Statement::MemberNamed(MemberNamed { member, class, start: key.public(), expires_ms: -8 }),
        Statement::SignedUp(SignedUp { member, device: key.id() }),
        Statement::CompartmentFounded(CompartmentFounded {
            handle,
            collaborative,
            administrator: key.public(),
        }),
        Statement::CompartmentInvited(CompartmentInvited { invite: key.public(), expires_ms: 9 }),
        Statement::Admitted(Admitted { device: key.id(), epoch_key: None }),
        Statement::Admitted(Admitted { device: key.id(), epoch_key: Some([10; 80]) }),
        Statement::EpochIssued(EpochIssued {
            number: 11,
            inbox: SealingKey([12; 32]),
            keys: vec![EpochKeyFor { device: key.id(), sealed: [13; 80] }],
            previous_key: Some([14; 48]),
            inbox_secret: [15; 48],
            id_key: [16; 48],
            canary: [17; 32],
        }),
        Statement::LaterWorkDecided(LaterWorkDecided {
            device: DeviceId([18; 16]),
            adopted: true,
            segments: vec![Hash([19; 32]), Hash([20; 32])],
        }),
        Statement::Unknown { kind: 999, clear: vec![18; 5] },
    ]
}

pub(super) fn place(key: &Key) -> Place {
    Place {
        log: LogId([20; 16]),
        index: 21,
        previous: Hash([22; 32]),
        seen: 23,
        issuer: key.public(),
        issuer_number: 24,
    }
}

#[test]
fn every_kind_goes_there_and_back_and_is_signed() {
    let key = Key::new(1);
    for statement in one_of_each() {
        let made = key.issue(place(&key), statement);
        let bytes = made.encode();
        let read = Certificate::decode(&bytes).unwrap();
        assert_eq!(read, made);
        assert!(read.verify());
        assert_eq!(read.hash(), sha256(&bytes));
        let mut changed = read.clone();
        changed.sealed.push(0);
        assert!(!changed.verify(), "the sealed part is signed too");
        changed = read;
        changed.place.index += 1;
        assert!(!changed.verify(), "and so is the place");
    }
}

#[test]
fn what_is_not_a_certificate_of_this_version_says_why() {
    let key = Key::new(1);
    let good = key.issue(place(&key), one_of_each().remove(0)).encode();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Certificate::decode(&bytes)
    };
    assert_eq!(with(0, b'X'), Err(DecodeError::NotThisFormat));
    assert_eq!(with(4, 0), Err(DecodeError::Invalid("certificate version")));
    assert_eq!(with(4, 2), Err(DecodeError::NewerVersion(2)));
    let mut long = good.clone();
    long.push(0);
    assert_eq!(Certificate::decode(&long), Err(DecodeError::Trailing));
    let mut large = key.issue(place(&key), one_of_each().remove(0));
    large.sealed = vec![0; CERTIFICATE_SEALED_MAX_BYTES + 1];
    assert_eq!(Certificate::decode(&large.encode()), Err(DecodeError::OverLimit("sealed part")));
}

#[test]
fn a_known_kind_has_no_room_for_more() {
    let founded = one_of_each().remove(0);
    let mut clear = founded.encode();
    assert_eq!(Statement::decode(1, &clear), Ok(founded));
    clear.push(0);
    assert_eq!(Statement::decode(1, &clear), Err(DecodeError::Trailing));
    clear.pop();
    *clear.last_mut().unwrap() = 99;
    assert_eq!(Statement::decode(1, &clear), Err(DecodeError::Invalid("device class")));
}
