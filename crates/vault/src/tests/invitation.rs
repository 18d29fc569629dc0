//! Invitations and the names in certificates.

use protocol::certificate::DeviceClass;
use protocol::wire::LogHeadMsg;
use protocol::{CollaborativeId, Hash, InvitationCode, LogId, MemberId, PublicKey};

use super::support::{SHARED, Seeded};
use crate::{
    CompartmentGrant, DirectoryKey, EpochKey, IdKey, InvitationBlob, InvitationKeys, MemberNames, VaultError,
};

const ROOT: PublicKey = PublicKey([7; 32]);
const LOG: LogId = LogId([1; 16]);

pub(crate) fn code(secret: u8) -> InvitationCode {
    InvitationCode::new([secret; 16], ROOT.fingerprint(), "https://relay.example.org").unwrap()
}

pub(crate) fn blob() -> InvitationBlob {
    let epochs = (1..4).map(|number| EpochKey::from_bytes(SHARED, number, &[number as u8; 32])).collect();
    InvitationBlob {
        collaborative: CollaborativeId([1; 16]),
        root: ROOT,
        member: MemberId([2; 16]),
        class: DeviceClass::Care,
        directory_key: DirectoryKey::from_bytes(&[3; 32]),
        heads: vec![LogHeadMsg { log: LOG, count: 4, hash: Hash([5; 32]) }],
        compartments: vec![CompartmentGrant {
            compartment: SHARED,
            id_key: IdKey::from_bytes(&[6; 32]),
            epochs,
        }],
    }
}

#[test]
fn the_code_alone_opens_the_blob() {
    let sealed = InvitationKeys::derive(&code(1)).unwrap().seal_blob(&blob(), &mut Seeded::new(1)).unwrap();
    let typed: InvitationCode = code(1).to_string().to_lowercase().parse().unwrap();
    let keys = InvitationKeys::derive(&typed).unwrap();
    assert_eq!(keys.open_blob(&sealed), Ok(blob()));
    let other = InvitationKeys::derive(&code(2)).unwrap();
    assert_eq!(other.open_blob(&sealed), Err(VaultError::CannotOpen("invitation")));
    assert_ne!(other.handle, keys.handle);
    assert_ne!(other.signing.public(), keys.signing.public());
    let mut damaged = sealed;
    damaged[40] ^= 1;
    assert_eq!(keys.open_blob(&damaged), Err(VaultError::CannotOpen("invitation")));
}

#[test]
fn a_blob_of_another_collaborative_is_refused() {
    let keys = InvitationKeys::derive(&code(1)).unwrap();
    let foreign = InvitationBlob { root: PublicKey([8; 32]), ..blob() };
    let refused = keys.seal_blob(&foreign, &mut Seeded::new(1));
    assert_eq!(refused, Err(VaultError::OtherCollaborative));
}

#[test]
fn a_blob_hides_how_much_it_holds() {
    let keys = InvitationKeys::derive(&code(1)).unwrap();
    let len = |blob: &InvitationBlob| keys.seal_blob(blob, &mut Seeded::new(1)).unwrap().len();
    let mut shorter = blob();
    shorter.heads.clear();
    shorter.compartments[0].epochs.pop();
    assert!(len(&blob()) - len(&shorter) < 100, "88 bytes less show at most as one step of padding");
    assert_eq!((len(&blob()) - 28) % 16, 0);
}

#[test]
fn a_blob_that_is_too_large_is_refused() {
    let mut large = blob();
    let key = |number| EpochKey::from_bytes(SHARED, number, &[0; 32]);
    large.compartments[0].epochs = (0..2_000).map(key).collect();
    let keys = InvitationKeys::derive(&code(1)).unwrap();
    assert_eq!(keys.seal_blob(&large, &mut Seeded::new(1)), Err(VaultError::TooLarge("invitation")));
}

#[test]
fn names_open_only_as_whose_they_are() {
    let key = DirectoryKey::from_bytes(&[3; 32]);
    let mut random = Seeded::new(1);
    let names = MemberNames {
        agency: "Riverside Fire and Rescue".into(),
        role: "ems".into(),
        name: "Medic 4".into(),
    };
    let member = MemberId([2; 16]);
    let sealed = key.seal_member(LOG, member, &names, &mut random).unwrap();
    assert_eq!(key.open_member(LOG, member, &sealed), Ok(names.clone()));
    let refused = Err(VaultError::CannotOpen("directory entry"));
    assert_eq!(key.open_member(LOG, MemberId([9; 16]), &sealed), refused);
    assert_eq!(key.open_member(LogId([9; 16]), member, &sealed), refused);
    assert_eq!(DirectoryKey::from_bytes(&[4; 32]).open_member(LOG, member, &sealed), refused);
    let short = MemberNames { name: String::new(), ..names };
    let shorter = key.seal_member(LOG, member, &short, &mut random).unwrap();
    assert_eq!(shorter.len(), sealed.len(), "lengths are padded");
    let long = MemberNames { agency: "x".repeat(513), ..short };
    let refused = key.seal_member(LOG, member, &long, &mut random);
    assert_eq!(refused, Err(VaultError::TooLarge("directory entry")));
}

#[test]
fn a_compartment_has_a_sealed_name() {
    let key = DirectoryKey::from_bytes(&[3; 32]);
    let sealed = key.seal_compartment_name(SHARED, "shared", &mut Seeded::new(1)).unwrap();
    assert_eq!(key.open_compartment_name(SHARED, &sealed), Ok("shared".to_owned()));
    let other = protocol::CompartmentHandle([0; 16]);
    let refused = key.open_compartment_name(other, &sealed);
    assert_eq!(refused, Err(VaultError::CannotOpen("directory entry")));
    let member = MemberId(SHARED.0);
    assert!(key.open_member(SHARED.into(), member, &sealed).is_err(), "nor as a member's of that id");
}
